// Listens to one port, at one line speed after another, until a sensor is recognised there. Writes
// nothing before that; and after it only when it shall ask a sensor of ours who it is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "link/port_finder.hpp"
#include "link/port_reader.hpp"
#include "sensor/port_hunt.hpp"
#include "sensor/sensor_decoder.hpp"

namespace postured {

struct HeardSensor {
  PortInfo port;
  SensorKind kind = SensorKind::postured;
  int baud = 0;
  std::optional<DeviceInfo> info;      // what it said of itself, as far as that was waited for
  std::vector<std::uint8_t> bytes;     // the newest of what it said, for its decoder
  std::unique_ptr<PortReader> reader;  // open; its handlers are the new owner's to set
};

class PortListener {
 public:
  // Whether a sensor of ours is waited for until it has said who it is.
  enum class Introduction {
    none,
    awaited,  // it says so by itself, every 10 s
    asked     // it is asked to, and given a second
  };
  struct Options {
    SensorWish wish;
    std::optional<SensorSeen> seen;
    HuntTimes times;
    Introduction introduction = Introduction::none;
    std::chrono::milliseconds gather = PortReader::kGather;
  };
  // One of these is called, once, as the last thing; they may destroy the listener.
  struct Handlers {
    std::function<void(HeardSensor)> on_heard;
    std::function<void(const std::string& why)> on_nothing;  // "says nothing"
    std::function<void(const std::string& why)> on_lost;     // "ttyACM0 was unplugged"
  };

  PortListener(boost::asio::io_context& io, PortInfo port, const Options& options);
  ~PortListener();
  PortListener(const PortListener&) = delete;
  PortListener& operator=(const PortListener&) = delete;

  // After an error no handler is called.
  SerialPortError start(Handlers handlers);
  const PortInfo& port() const { return port_; }
  int baud() const { return hunt_.baud(); }

 private:
  void listen();
  void on_bytes(std::span<const std::uint8_t> bytes);
  void on_verdict();
  void ask();
  void finish();

  PortInfo port_;
  Options options_;
  Handlers handlers_;
  PortHunt hunt_;
  std::unique_ptr<PortReader> reader_;
  boost::asio::steady_timer timer_;
  std::vector<std::uint8_t> heard_;
  struct Ear;  // a decoder that is only asked who speaks
  std::unique_ptr<Ear> ear_;
  int questions_ = 0;
  // Handlers of a waiting timer find theirs expired.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace postured
