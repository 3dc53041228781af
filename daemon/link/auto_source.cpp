#include "link/auto_source.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace postured {
namespace {

using std::chrono::steady_clock;

// More than the largest frame: what is kept while the first good one is awaited.
constexpr std::size_t kHeardBytes = 4096;

std::int64_t plugged_in_ns(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return 0;
  // udev creates the node when the device is plugged in. Reading or writing a terminal changes its
  // access and modification times but not this one.
  return static_cast<std::int64_t>(info.st_ctim.tv_sec) * 1'000'000'000 + info.st_ctim.tv_nsec;
}

}  // namespace

AutoSource::AutoSource(boost::asio::io_context& io, AutoSourceOptions options)
    : options_(std::move(options)),
      reader_(io),
      watch_(io, options_.directories, options_.is_port_name),
      timer_(io) {}

void AutoSource::start(SourceHandlers handlers) {
  stop();
  handlers_ = std::move(handlers);
  started_ = std::make_shared<const bool>(true);
  last_report_.clear();
  rejected_.clear();
  search_after(std::chrono::milliseconds(0));
}

void AutoSource::stop() {
  boost::system::error_code ignored;
  started_.reset();
  accepted_ = false;
  watch_.stop();
  timer_.cancel(ignored);
  reader_.close();
}

void AutoSource::write(std::span<const std::uint8_t> bytes) {
  if (accepted_) reader_.write(bytes);
}

std::string AutoSource::describe() const {
  return accepted_ ? "auto: " + to_string(current_) : "auto: searching";
}

void AutoSource::search() {
  plugged_in_again_ = false;
  candidates_ = options_.find();
  // The sensor that was there last is asked first, under whatever name it came back.
  if (!last_serial_.empty()) {
    std::stable_partition(candidates_.begin(), candidates_.end(),
                          [this](const PortInfo& p) { return p.serial == last_serial_; });
  }
  std::reverse(candidates_.begin(), candidates_.end());
  reasons_.clear();
  try_next();
}

void AutoSource::try_next() {
  while (!candidates_.empty()) {
    current_ = candidates_.back();
    candidates_.pop_back();
    if (const auto known = rejected_.find(current_.path); known != rejected_.end()) {
      if (known->second.plugged_in_ns != plugged_in_ns(current_.path)) {
        rejected_.erase(known);
      } else if (steady_clock::now() < known->second.listen_again) {
        reasons_.push_back(known->second.why);
        continue;
      }
    }
    heard_.clear();
    const SerialPortError error = reader_.open(
        current_.path, {[this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                        [this](const std::string& why) { on_port_lost(why); }});
    if (error) {
      reasons_.push_back(error.why);
      continue;
    }
    timer_.expires_after(options_.listen);
    timer_.async_wait(
        [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
          if (cancelled || started.expired() || accepted_) return;
          reject(reader_.bytes() == 0 ? " says nothing" : " is not a posture sensor");
        });
    return;
  }
  nothing_found();
}

void AutoSource::on_bytes(std::span<const std::uint8_t> bytes) {
  if (accepted_) {
    const auto deliver = handlers_.on_bytes;
    deliver(bytes);
    return;
  }
  heard_.insert(heard_.end(), bytes.begin(), bytes.end());
  if (heard_.size() > 2 * kHeardBytes) heard_.erase(heard_.begin(), heard_.end() - kHeardBytes);
  if (reader_.speaks_protocol()) accept(std::exchange(heard_, {}));
}

void AutoSource::accept(const std::vector<std::uint8_t>& first_bytes) {
  timer_.cancel();
  watch_.stop();
  accepted_ = true;
  last_report_.clear();
  last_serial_ = current_.serial;
  rejected_.erase(current_.path);
  candidates_.clear();
  const std::weak_ptr started = started_;
  const SourceHandlers handlers = handlers_;
  handlers.on_open(reader_.name());
  if (!started.expired() && accepted_) handlers.on_bytes(first_bytes);
}

void AutoSource::reject(const std::string& why) {
  reader_.close();
  Rejection& rejection = rejected_[current_.path];
  rejection.delay = std::clamp(rejection.delay * 2, options_.retry,
                               std::max(options_.retry, options_.last_retry));
  rejection.listen_again = steady_clock::now() + rejection.delay;
  rejection.plugged_in_ns = plugged_in_ns(current_.path);
  rejection.why = to_string(current_) + why;
  reasons_.push_back(rejection.why);
  try_next();
}

void AutoSource::on_port_lost(const std::string& why) {
  timer_.cancel();
  if (!accepted_) {  // unplugged while listening
    reasons_.push_back(why);
    try_next();
    return;
  }
  accepted_ = false;
  // The search that follows is about to say the same: no sensor.
  last_report_ = "no sensor";
  watch();
  search_after(options_.again);
  const auto on_lost = handlers_.on_lost;
  on_lost(why);
}

void AutoSource::nothing_found() {
  if (plugged_in_again_) {
    search_after(options_.again);
    return;
  }
  watch();
  search_after(options_.retry);
  std::string report = "no sensor found: ";
  if (reasons_.empty()) {
    report += "no USB serial port is there. Plug the sensor in";
  } else {
    for (std::size_t i = 0; i < reasons_.size() && i < 4; ++i) {
      report += (i == 0 ? "" : "; ") + reasons_[i];
    }
    if (reasons_.size() > 4) report += "; and " + std::to_string(reasons_.size() - 4) + " more";
  }
  const bool known = report == last_report_ || (last_report_ == "no sensor" && reasons_.empty());
  if (known) return;
  last_report_ = report;
  const auto on_lost = handlers_.on_lost;
  on_lost(report);
}

void AutoSource::search_after(std::chrono::milliseconds delay) {
  timer_.expires_after(delay);
  timer_.async_wait(
      [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !started.expired() && !reader_.is_open()) search();
      });
}

void AutoSource::watch() {
  if (watch_.is_running()) return;
  watch_.start([this] {
    if (reader_.is_open()) {  // listening to another one just now
      plugged_in_again_ = true;
      return;
    }
    timer_.cancel();
    search();
  });
}

}  // namespace postured
