#include "link/serial_source.hpp"

#include <algorithm>
#include <filesystem>

#include "link/port_finder.hpp"

namespace postured {
namespace {

// Enough for a frame that began before the first good one; a wrong device fills it in vain.
constexpr std::size_t kHeldBackBytes = 4096;

std::string directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

SerialSource::SerialSource(boost::asio::io_context& io, std::string path, SensorWish wish,
                           std::optional<SensorSeen> seen, SerialSourceTimes times)
    : path_(std::move(path)),
      wish_(wish),
      seen_(seen),
      times_(times),
      hunt_(wish_, seen_, times_.listen),
      reader_(io, times_.gather),
      watch_(io, {directory_of(path_)},
             [file = std::filesystem::path(path_).filename().string()](std::string_view name) {
               return name == file;
             }),
      retry_(io),
      listen_(io),
      delay_(times.first_retry) {}

void SerialSource::start(SourceHandlers handlers) {
  stop();
  handlers_ = std::move(handlers);
  started_ = std::make_shared<const bool>(true);
  delay_ = times_.first_retry;
  on_probation_ = false;
  reported_.reset();
  // Not from within start(): the caller may not be ready for on_open yet.
  retry_later(std::chrono::milliseconds(0));
}

void SerialSource::stop() {
  boost::system::error_code ignored;
  started_.reset();
  watch_.stop();
  retry_.cancel(ignored);
  listen_.cancel(ignored);
  reader_.close();
}

void SerialSource::write(std::span<const std::uint8_t> bytes) {
  if (recognised()) reader_.write(bytes);
}

std::optional<LinkInfo> SerialSource::link() const {
  if (!reader_.is_open()) return std::nullopt;
  return LinkInfo{"/dev/" + reader_.name(), identity_, hunt_.verdict().value_or(likely_kind()),
                  hunt_.baud(), recognised()};
}

SensorKind SerialSource::likely_kind() const {
  if (wish_.kind) return *wish_.kind;
  return seen_ ? seen_->kind : SensorKind::postured;
}

void SerialSource::open() {
  announced_.reset();
  held_back_.clear();
  quiet_ = false;
  hunt_ = PortHunt(wish_, seen_, times_.listen);
  const SerialPortError error =
      reader_.open(path_,
                   {[this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                    [this](const std::string& why) {
                      listen_.cancel();
                      const bool known_bad = on_probation_ && !announced_;
                      retry_later(known_bad ? times_.wrong_device_retry : delay_);
                      if (!known_bad) report_lost(SerialPortError::Kind::not_found, why);
                    }},
                   hunt_.baud());
  if (error) {
    retry_later(delay_);
    report_lost(error.kind, error.why);
    return;
  }
  watch_.stop();
  identity_ = port_identity(port_at(path_));
  if (hunt_.listens()) listen();
  if (!on_probation_) announce(likely_kind());
}

void SerialSource::retry_later(std::chrono::milliseconds delay) {
  if (delay.count() > 0) {
    delay_ = std::min(delay_ * 2, times_.last_retry);
    if (!watch_.is_running()) {
      watch_.start([this] {
        retry_.cancel();
        open();
      });
    }
  }
  retry_.expires_after(delay);
  retry_.async_wait(
      [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !started.expired() && !reader_.is_open()) open();
      });
}

void SerialSource::announce(SensorKind kind) {
  announced_ = kind;
  on_probation_ = false;
  reported_.reset();
  const auto on_open = handlers_.on_open;
  on_open(reader_.name(), kind);
}

void SerialSource::on_bytes(std::span<const std::uint8_t> bytes) {
  if (quiet_) {  // the first bytes after a silence: at this speed they deserve all the time
    quiet_ = false;
    listen();
  }
  const bool new_verdict = !recognised() && (hunt_.feed(bytes), recognised());
  const std::weak_ptr started = started_;
  if (!announced_) {
    held_back_.insert(held_back_.end(), bytes.begin(), bytes.end());
    if (held_back_.size() > 2 * kHeldBackBytes) {
      held_back_.erase(held_back_.begin(), held_back_.end() - kHeldBackBytes);
    }
    if (!new_verdict) return;
    const std::vector<std::uint8_t> held_back = std::move(held_back_);
    held_back_.clear();
    on_recognised();
    if (started.expired() || !reader_.is_open()) return;
    const auto deliver = handlers_.on_bytes;
    deliver(held_back);
    return;
  }
  if (new_verdict) on_recognised();
  if (started.expired() || !reader_.is_open()) return;
  const auto deliver = handlers_.on_bytes;
  deliver(bytes);
}

void SerialSource::on_recognised() {
  delay_ = times_.first_retry;
  listen_.cancel();
  seen_ = SensorSeen{*hunt_.verdict(), hunt_.baud()};
  if (announced_ != hunt_.verdict()) announce(*hunt_.verdict());
}

void SerialSource::listen() {
  listen_.expires_after(quiet_ ? times_.wrong_device_retry : hunt_.listen());
  listen_.async_wait(
      [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !started.expired() && reader_.is_open()) on_listened();
      });
}

void SerialSource::on_listened() {
  if (recognised()) return;
  const bool more = !quiet_ && hunt_.next();
  if (!more && hunt_.bytes() > 0) {
    on_wrong_device();
    return;
  }
  if (!more) {
    // Back to the first speed: to wait there, or after the waiting to try all of them again.
    quiet_ = !quiet_;
    hunt_.restart();
  }
  // An adapter that cannot do a speed stays at the last one; that costs the time of one try.
  reader_.set_baud(hunt_.baud());
  listen();
}

void SerialSource::on_wrong_device() {
  const std::string why = path_ + " " + hunt_.why_not() +
                          ". Choose another sensor.source (or \"auto\"), or check the sensor's "
                          "firmware";
  reader_.close();
  on_probation_ = true;
  retry_later(times_.wrong_device_retry);
  report_lost(SerialPortError::Kind::other, why);
}

void SerialSource::report_lost(SerialPortError::Kind kind, const std::string& why) {
  // A wrong device that cannot be opened later, or a lost port that is not there: known already.
  if (reported_ && (reported_->kind == kind)) return;
  reported_ = SerialPortError{kind, why};
  const auto on_lost = handlers_.on_lost;
  on_lost(why);
}

}  // namespace postured
