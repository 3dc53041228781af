// Finds sensors by what ports say, for one or two clips. All ports that could be one are listened
// to at the same time, those where a sensor was found before get a head start. A port appearing is
// noticed by the kernel's word, not by looking again and again.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "link/device_watch.hpp"
#include "link/port_listener.hpp"
#include "pipeline/known_sensors.hpp"

namespace postured {

struct FinderOptions {
  HuntTimes times;
  // Of ports where a sensor was found before: a board that resets has spoken by then, and with it
  // all other sensors are still found within 15 s.
  std::chrono::milliseconds head_start{2000};
  std::chrono::milliseconds again{200};    // after a loss: the node may come back renamed
  std::chrono::milliseconds retry{30000};  // when nothing was found and nothing was plugged in
  // Opening a port resets some boards, so a device that is no sensor is listened to ever less
  // often: after `retry`, then doubling to this. Plugging it in anew starts over.
  std::chrono::milliseconds last_retry{600000};
  std::chrono::milliseconds gather = PortReader::kGather;
  bool two_clips = false;          // also when the other one's port is named
  std::vector<std::string> taken;  // ports that are named for the other clip: never opened
  // What was found where; read at each search. Null: nothing is known.
  std::shared_ptr<const KnownSensors> known;
  std::function<std::vector<PortInfo>()> find = [] { return likely_sensors(find_ports()); };
  std::vector<std::string> directories{"/dev", "/dev/serial/by-id"};
  // Which new names in those directories mean that a port was plugged in.
  std::function<bool(std::string_view)> is_port_name = [](std::string_view name) {
    // ttyACM0 and ttyUSB0, not the virtual consoles tty0..tty63
    const bool console = name.size() > 3 && name[3] >= '0' && name[3] <= '9';
    return (name.starts_with("tty") && !console) || name.starts_with("usb-");
  };
};

class SensorFinder {
 public:
  SensorFinder(boost::asio::io_context& io, FinderOptions options);
  ~SensorFinder();
  SensorFinder(const SensorFinder&) = delete;
  SensorFinder& operator=(const SensorFinder&) = delete;

  struct Seeker {
    SensorWish wish;
    // The search for this clip is over.
    std::function<void(HeardSensor)> on_found;
    // It goes on; `nobody_there`: there is no port at all.
    std::function<void(const std::string& why, bool nobody_there)> on_nothing;
  };
  // Searches until found or forgotten, beginning after `delay`.
  void seek(ClipSide side, Seeker seeker, std::chrono::milliseconds delay);
  void forget(ClipSide side);  // idempotent
  std::chrono::milliseconds again() const { return options_.again; }

  // What is known of each port that is listened to or was left alone: its path, and words.
  std::map<std::string, std::string> ports() const;

 private:
  struct Rejection {
    std::int64_t plugged_in_ns = 0;  // change time of the node: another one after replugging
    std::chrono::steady_clock::time_point listen_again;
    std::chrono::milliseconds delay{0};
    std::string why;
  };

  bool seeking() const { return seekers_[0].has_value() || seekers_[1].has_value(); }
  SensorWish wish() const;
  const KnownSensor* known_at(const PortInfo& port) const;
  bool is_left_alone(const PortInfo& port);
  void search();
  void listen_to_listed();
  void search_after(std::chrono::milliseconds delay);
  bool start_listener(const PortInfo& port);
  void end_listener(const std::string& path);
  void on_heard(HeardSensor heard);
  void reject(const PortInfo& port, const std::string& why);
  void listener_ended();
  void nothing_found();
  void rest();

  boost::asio::io_context& io_;
  FinderOptions options_;
  std::array<std::optional<Seeker>, 2> seekers_;  // by ClipSide
  DeviceWatch watch_;
  boost::asio::steady_timer timer_, head_timer_;
  std::map<std::string, std::unique_ptr<PortListener>> listeners_;  // by path
  std::map<std::string, Rejection> rejected_;                       // by path
  std::map<std::string, std::string> failed_;                       // why one cannot be opened
  std::vector<PortInfo> listed_;                                    // by the newest search
  bool head_start_over_ = false;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace postured
