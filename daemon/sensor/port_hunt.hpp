// Which line speed to listen at, for how long, and what the listening has shown: the hunt for the
// sensor at one port, as a plan. Nothing is ever written for it. The edge opens the port, sets the
// speeds and keeps the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sensor/sensor_kind.hpp"
#include "sensor/stream_identifier.hpp"

namespace postured {

// What the settings say about a sensor.
struct SensorWish {
  std::optional<SensorKind> kind;  // nullopt: any that speaks unasked
  int baud = 0;                    // 0: whichever it speaks at

  bool operator==(const SensorWish&) const = default;
};

// Of the kind and speed that were found at the same port before.
struct SensorSeen {
  SensorKind kind = SensorKind::postured;
  int baud = 0;
};

struct HuntTimes {
  // Opening a port resets many boards, whose bootloaders take up to 2 s; then comes a frame.
  std::chrono::milliseconds first{3000};
  // At each further speed: the slowest, a sketch that sends ten lines a second, has shown itself
  // after 1.1 s. With all eight speeds a port is heard out after 12.8 s.
  std::chrono::milliseconds other{1400};
};

class PortHunt {
 public:
  PortHunt(const SensorWish& wish, const std::optional<SensorSeen>& seen, HuntTimes times = {});

  // False: the kind was named and says nothing of itself; there is nothing to wait for.
  bool listens() const { return listens_; }
  // The speed to listen at now, and how long: then comes next().
  int baud() const { return bauds_[at_]; }
  std::chrono::milliseconds listen() const { return at_ == 0 ? times_.first : times_.other; }
  // What came at this speed.
  void feed(std::span<const std::uint8_t> bytes);
  // The kind that speaks here, one that is wished for. Stays.
  std::optional<SensorKind> verdict() const { return verdict_; }
  // To the next speed. False: there is none, or none is worth trying, and why_not() is complete.
  bool next();
  // Begins anew, at the same first speed.
  void restart();

  std::uint64_t bytes() const { return bytes_; }  // at all speeds
  // "says nothing", "sends text at 9600 baud, and is no sensor", ...
  std::string why_not() const;

 private:
  SensorWish wish_;
  HuntTimes times_;
  std::vector<int> bauds_;
  bool listens_ = true;
  std::size_t at_ = 0;
  StreamIdentifier identifier_;
  std::optional<SensorKind> verdict_, other_kind_;
  std::uint64_t bytes_ = 0;
  bool text_ = false;
};

// The line speeds in the order of listening, each once: what was seen before, then 115200, then the
// others of the kinds that are wished for.
std::vector<int> hunted_bauds(const SensorWish& wish, const std::optional<SensorSeen>& seen);

}  // namespace postured
