// sensor.source = "auto": finds the sensor by listening. Our firmware streams by itself, so nothing
// is written to a device before it has proved to be a sensor.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "link/byte_source.hpp"
#include "link/device_watch.hpp"
#include "link/port_finder.hpp"
#include "link/port_reader.hpp"

namespace postured {

struct AutoSourceOptions {
  std::chrono::milliseconds listen{3000};  // for the first good frame; boards boot within 2 s
  std::chrono::milliseconds again{200};    // after a loss: the node may come back renamed
  std::chrono::milliseconds retry{30000};  // when nothing was found and nothing was plugged in
  // Opening a port resets some boards, so a device that is no sensor is listened to ever less
  // often: after `retry`, then doubling to this. Plugging it in anew starts over.
  std::chrono::milliseconds last_retry{600000};
  std::function<std::vector<PortInfo>()> find = [] { return likely_sensors(find_ports()); };
  std::vector<std::string> directories{"/dev", "/dev/serial/by-id"};
  // Which new names in those directories mean that a port was plugged in.
  std::function<bool(std::string_view)> is_port_name = [](std::string_view name) {
    // ttyACM0 and ttyUSB0, not the virtual consoles tty0..tty63
    const bool console = name.size() > 3 && name[3] >= '0' && name[3] <= '9';
    return (name.starts_with("tty") && !console) || name.starts_with("usb-");
  };
};

class AutoSource final : public ByteSource {
 public:
  explicit AutoSource(boost::asio::io_context& io, AutoSourceOptions options = {});
  ~AutoSource() override { AutoSource::stop(); }

  // on_open comes with the first good frame. on_lost comes when the sensor is lost, and when none
  // was found: once for each change of the reasons, which it names port by port.
  void start(SourceHandlers handlers) override;
  void stop() override;
  void write(std::span<const std::uint8_t> bytes) override;
  std::string describe() const override;

 private:
  struct Rejection {
    std::int64_t plugged_in_ns = 0;  // change time of the node: another one after replugging
    std::chrono::steady_clock::time_point listen_again;
    std::chrono::milliseconds delay{0};
    std::string why;
  };

  void search();
  void try_next();
  void accept(const std::vector<std::uint8_t>& first_bytes);
  void reject(const std::string& why);
  void nothing_found();
  void search_after(std::chrono::milliseconds delay);
  void watch();
  void on_bytes(std::span<const std::uint8_t> bytes);
  void on_port_lost(const std::string& why);

  AutoSourceOptions options_;
  SourceHandlers handlers_;
  PortReader reader_;
  DeviceWatch watch_;
  boost::asio::steady_timer timer_;   // listening, or waiting to search again
  std::vector<PortInfo> candidates_;  // the next one at the back
  PortInfo current_;
  std::map<std::string, Rejection> rejected_;  // by path
  std::vector<std::string> reasons_;           // of this search
  std::vector<std::uint8_t> heard_;
  std::string last_report_;
  std::string last_serial_;  // of the sensor that was accepted last
  bool accepted_ = false;
  bool plugged_in_again_ = false;  // a port appeared during a search: search once more
  // Dropped by stop(): handlers of waiting timers find theirs expired.
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
