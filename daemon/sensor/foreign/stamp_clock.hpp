// Device time for a sensor that stamps its readings itself: unwraps, tells its rate, and names
// holes, repetitions and restarts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace postured {

class StampClock {
 public:
  // `wrap_us`: where the sensor's counter starts again from 0; 0 = never.
  explicit StampClock(std::int64_t wrap_us = 0) : wrap_us_(wrap_us) {}

  struct Step {
    enum class Kind {
      follows,    // `time` is the reading's
      learning,   // the rate is not known yet
      repeated,   // a stamp that was there already
      restarted,  // the sensor's time begins anew; `time` is the reading's. Else times increase
    } kind = Kind::follows;
    DeviceTime time{};
    std::chrono::microseconds hole{0};  // time without readings before this one
    std::int64_t missing = 0;           // readings that would have been in it
  };
  Step step(std::int64_t stamp_us);

  double rate_hz() const { return rate_hz_; }  // 0 until known
  void reset() { *this = StampClock(wrap_us_); }

 private:
  Step classify(std::int64_t stamp_us);
  void learn(std::int64_t step_us);

  std::int64_t wrap_us_;
  std::optional<std::int64_t> last_us_;  // the newest stamp
  std::int64_t base_us_ = 0;             // of all wraps so far
  std::optional<DeviceTime> given_;      // the newest time that was given out
  double period_us_ = 0, rate_hz_ = 0;
  int learnt_ = 0;
  int holes_in_a_row_ = 0;
};

}  // namespace postured
