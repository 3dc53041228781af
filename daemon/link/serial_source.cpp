#include "link/serial_source.hpp"

#include <algorithm>
#include <filesystem>

namespace postured {
namespace {

// Enough for a frame that began before the first good one; a wrong device fills it in vain.
constexpr std::size_t kHeldBackBytes = 4096;

std::string directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

SerialSource::SerialSource(boost::asio::io_context& io, std::string path, SerialSourceTimes times)
    : path_(std::move(path)),
      times_(times),
      reader_(io),
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

void SerialSource::open() {
  announced_ = false;
  held_back_.clear();
  const SerialPortError error =
      reader_.open(path_, {[this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                           [this](const std::string& why) {
                             listen_.cancel();
                             const bool known_bad = on_probation_ && !announced_;
                             retry_later(known_bad ? times_.wrong_device_retry : delay_);
                             if (!known_bad) report_lost(SerialPortError::Kind::not_found, why);
                           }});
  if (error) {
    retry_later(delay_);
    report_lost(error.kind, error.why);
    return;
  }
  watch_.stop();
  if (on_probation_) {
    start_listening_time();
  } else {
    announce();
  }
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

void SerialSource::announce() {
  announced_ = true;
  on_probation_ = false;
  reported_.reset();
  const auto on_open = handlers_.on_open;
  on_open(reader_.name());
}

void SerialSource::on_bytes(std::span<const std::uint8_t> bytes) {
  if (reader_.speaks_protocol()) {
    delay_ = times_.first_retry;
    listen_.cancel();
  } else if (reader_.bytes() == bytes.size() && !on_probation_) {  // the first bytes
    start_listening_time();
  }
  if (!announced_) {
    held_back_.insert(held_back_.end(), bytes.begin(), bytes.end());
    if (held_back_.size() > 2 * kHeldBackBytes) {
      held_back_.erase(held_back_.begin(), held_back_.end() - kHeldBackBytes);
    }
    if (!reader_.speaks_protocol()) return;
    const std::weak_ptr started = started_;
    const std::vector<std::uint8_t> held_back = std::move(held_back_);
    held_back_.clear();
    announce();
    if (started.expired() || !reader_.is_open()) return;
    const auto deliver = handlers_.on_bytes;
    deliver(held_back);
    return;
  }
  const auto deliver = handlers_.on_bytes;
  deliver(bytes);
}

void SerialSource::start_listening_time() {
  listen_.expires_after(times_.listen);
  listen_.async_wait(
      [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !started.expired() && reader_.is_open()) on_wrong_device();
      });
}

void SerialSource::on_wrong_device() {
  if (reader_.speaks_protocol()) return;
  const std::string why = path_ + " is not a posture sensor: " + std::to_string(reader_.bytes()) +
                          " bytes came and none were a good frame. Choose another sensor.source "
                          "(or \"auto\"), or check the sensor's firmware";
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
