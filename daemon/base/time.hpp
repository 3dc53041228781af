// The three times of postured. They do not convert into each other, so that a wall-clock step can
// never become a sitting duration. Nothing in the pure core asks what time it is: time is an
// argument.
#pragma once

#include <chrono>

namespace postured {

// Tags for std::chrono::time_point. They have no now(): only the edges own clocks.
struct DeviceClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<DeviceClock, duration>;
  static constexpr bool is_steady = true;
};
struct BootClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock, duration>;
  static constexpr bool is_steady = true;
};

// Sensor microseconds, unwrapped; starts anew with each boot of the sensor.
using DeviceTime = DeviceClock::time_point;
// Microseconds that count through suspend (CLOCK_BOOTTIME): the only time for durations.
using BootTime = BootClock::time_point;
// Milliseconds since 1970 UTC: labels rows, never measures.
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

// A wall-clock label: the instant and what local clocks showed then. Both are stored with each row,
// so that daylight saving and travel never rewrite history.
struct WallTime {
  UtcTime utc{};
  std::chrono::seconds utc_offset{0};

  bool operator==(const WallTime&) const = default;
};

// What the edges hand to the core with every input.
struct Now {
  BootTime boot{};
  WallTime wall{};
};

using Seconds = std::chrono::duration<double>;

template <class Duration>
constexpr double to_seconds(Duration d) {
  return std::chrono::duration_cast<Seconds>(d).count();
}

constexpr std::chrono::microseconds from_seconds(double s) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Seconds(s));
}

// The wall label of an earlier or later boot time, as seen from `now` (same UTC offset).
constexpr WallTime wall_at(const Now& now, BootTime t) {
  return {now.wall.utc + std::chrono::floor<std::chrono::milliseconds>(t - now.boot),
          now.wall.utc_offset};
}

}  // namespace postured
