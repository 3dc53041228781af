#include "link/sensor_finder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "sensor/device_info.hpp"

namespace postured {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReasonsTold = 4;

std::int64_t plugged_in_ns(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return 0;
  // udev creates the node when the device is plugged in. Reading or writing a terminal changes its
  // access and modification times but not this one.
  return static_cast<std::int64_t>(info.st_ctim.tv_sec) * 1'000'000'000 + info.st_ctim.tv_nsec;
}

bool same_port(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a == b || std::filesystem::weakly_canonical(a, ignored) ==
                       std::filesystem::weakly_canonical(b, ignored);
}

}  // namespace

SensorFinder::SensorFinder(boost::asio::io_context& io, FinderOptions options)
    : io_(io),
      options_(std::move(options)),
      watch_(io, options_.directories, options_.is_port_name),
      timer_(io),
      head_timer_(io) {}

SensorFinder::~SensorFinder() = default;

void SensorFinder::seek(ClipSide side, Seeker seeker, std::chrono::milliseconds delay) {
  if (!seeking()) head_start_over_ = false;
  seekers_[static_cast<std::size_t>(side)] = std::move(seeker);
  if (!watch_.is_running()) {
    watch_.start([this] { search(); });
  }
  search_after(delay);
}

void SensorFinder::forget(ClipSide side) {
  seekers_[static_cast<std::size_t>(side)].reset();
  if (!seeking()) rest();
}

void SensorFinder::rest() {
  boost::system::error_code ignored;
  watch_.stop();
  timer_.cancel(ignored);
  head_timer_.cancel(ignored);
  listeners_.clear();
  failed_.clear();
}

SensorWish SensorFinder::wish() const {
  if (!seekers_[0]) return seekers_[1]->wish;
  if (!seekers_[1]) return seekers_[0]->wish;
  SensorWish both = seekers_[0]->wish;
  if (both.kind != seekers_[1]->wish.kind) both.kind.reset();
  if (both.baud != seekers_[1]->wish.baud) both.baud = 0;
  return both;
}

const KnownSensor* SensorFinder::known_at(const PortInfo& port) const {
  return options_.known ? options_.known->at_port(port_identity(port)) : nullptr;
}

bool SensorFinder::is_left_alone(const PortInfo& port) {
  if (std::any_of(options_.taken.begin(), options_.taken.end(),
                  [&port](const std::string& path) { return same_port(path, port.path); })) {
    return true;
  }
  const auto known = rejected_.find(port.path);
  if (known == rejected_.end()) return false;
  if (known->second.plugged_in_ns != plugged_in_ns(port.path)) {
    rejected_.erase(known);
    return false;
  }
  return steady_clock::now() < known->second.listen_again;
}

void SensorFinder::search() {
  if (!seeking()) return;
  listed_ = options_.find();
  failed_.clear();
  listen_to_listed();
}

void SensorFinder::listen_to_listed() {
  bool known_ones = false;
  for (const PortInfo& port : listed_) {
    const bool known = known_at(port) != nullptr;
    if (!known && !head_start_over_) continue;
    if (listeners_.count(port.path) == 0 && (is_left_alone(port) || !start_listener(port)))
      continue;
    known_ones = known_ones || known;
  }
  if (head_start_over_) {
    if (listeners_.empty()) nothing_found();
    return;
  }
  if (!known_ones) {
    head_start_over_ = true;
    listen_to_listed();
    return;
  }
  head_timer_.expires_after(options_.head_start);
  head_timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (cancelled || alive.expired() || head_start_over_) return;
        head_start_over_ = true;
        search();
      });
}

void SensorFinder::search_after(std::chrono::milliseconds delay) {
  timer_.expires_after(delay);
  timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !alive.expired()) search();
      });
}

bool SensorFinder::start_listener(const PortInfo& port) {
  PortListener::Options options;
  options.wish = wish();
  if (const KnownSensor* const known = known_at(port)) {
    options.seen = SensorSeen{known->kind, known->baud};
  }
  options.times = options_.times;
  options.gather = options_.gather;
  if (options_.two_clips) options.introduction = PortListener::Introduction::asked;
  auto listener = std::make_unique<PortListener>(io_, port, options);
  const SerialPortError error =
      listener->start({[this](HeardSensor heard) { on_heard(std::move(heard)); },
                       [this, port](const std::string& why) { reject(port, why); },
                       [this, path = port.path](const std::string&) {
                         end_listener(path);
                         listener_ended();
                       }});
  if (error) {
    failed_[port.path] = error.why;
    return false;
  }
  listeners_[port.path] = std::move(listener);
  return true;
}

// It may be the one whose handler we are in: that is its last act.
void SensorFinder::end_listener(const std::string& path) { listeners_.erase(path); }

void SensorFinder::on_heard(HeardSensor heard) {
  end_listener(heard.port.path);
  const auto accepts = [this, &heard](ClipSide side) {
    const auto& seeker = seekers_[static_cast<std::size_t>(side)];
    return seeker && (!seeker->wish.kind || seeker->wish.kind == heard.kind);
  };
  const SensorIdentity who{port_identity(heard.port), heard.info ? own_serial(*heard.info) : ""};
  const auto side =
      clip_for(options_.known ? *options_.known : KnownSensors{}, who, accepts(ClipSide::upper),
               accepts(ClipSide::lower), options_.two_clips);
  if (!side) {
    heard.reader.reset();
    reject(heard.port, "is a sensor, and the other clip's");
    return;
  }
  rejected_.erase(heard.port.path);
  const Seeker seeker = std::move(*seekers_[static_cast<std::size_t>(*side)]);
  seekers_[static_cast<std::size_t>(*side)].reset();
  if (!seeking()) {
    rest();
  } else {
    listener_ended();
  }
  seeker.on_found(std::move(heard));
}

void SensorFinder::reject(const PortInfo& port, const std::string& why) {
  end_listener(port.path);
  Rejection& rejection = rejected_[port.path];
  rejection.delay = std::clamp(rejection.delay * 2, options_.retry,
                               std::max(options_.retry, options_.last_retry));
  rejection.listen_again = steady_clock::now() + rejection.delay;
  rejection.plugged_in_ns = plugged_in_ns(port.path);
  rejection.why = to_string(port) + " " + why;
  listener_ended();
}

void SensorFinder::listener_ended() {
  const bool known_ones =
      std::any_of(listeners_.begin(), listeners_.end(),
                  [this](const auto& entry) { return known_at(entry.second->port()) != nullptr; });
  if (!head_start_over_ && !known_ones) {
    head_start_over_ = true;
    head_timer_.cancel();
    search_after(std::chrono::milliseconds(0));
  } else if (listeners_.empty()) {
    nothing_found();
  }
}

void SensorFinder::nothing_found() {
  search_after(options_.retry);
  std::vector<std::string> reasons;
  for (const PortInfo& port : listed_) {
    if (const auto failed = failed_.find(port.path); failed != failed_.end()) {
      reasons.push_back(failed->second);
    } else if (const auto known = rejected_.find(port.path); known != rejected_.end()) {
      reasons.push_back(known->second.why);
    }
  }
  std::string report = "no sensor found: ";
  if (reasons.empty()) report += "no USB serial port is there. Plug the sensor in";
  for (std::size_t i = 0; i < reasons.size() && i < kReasonsTold; ++i) {
    report += (i == 0 ? "" : "; ") + reasons[i];
  }
  if (reasons.size() > kReasonsTold) {
    report += "; and " + std::to_string(reasons.size() - kReasonsTold) + " more";
  }
  const auto seekers = seekers_;
  const std::weak_ptr alive = alive_;
  for (const auto& seeker : seekers) {
    if (seeker) seeker->on_nothing(report, reasons.empty());
    if (alive.expired()) return;
  }
}

std::map<std::string, std::string> SensorFinder::ports() const {
  std::map<std::string, std::string> out;
  for (const auto& [path, listener] : listeners_) {
    out.emplace(path, "is listened to, at " + std::to_string(listener->baud()) + " baud now");
  }
  for (const auto& [path, rejection] : rejected_) {
    if (listeners_.count(path) == 0) out.emplace(path, rejection.why);
  }
  return out;
}

}  // namespace postured
