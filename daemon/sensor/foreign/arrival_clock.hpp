// Device time for a sensor that has no clock of its own, from when its readings arrive: evenly
// spaced at its real rate, whatever batches and jitter the way to us adds.
//
// A second-order phase-locked loop (critically damped, Gardner, "Phaselock Techniques", ch. 2)
// follows the arrival of each batch's newest reading; its time constant is far longer than any
// jitter and far shorter than a crystal drifts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace postured {

class ArrivalClock {
 public:
  // 0: the rate is found out in the first two seconds, whose readings get no time.
  explicit ArrivalClock(double nominal_hz = 0) : nominal_hz_(nominal_hz) {}

  // When the readings of a batch were taken: reading n (from 1) of `steps` at start + n * step.
  struct Batch {
    DeviceTime start{};
    double step_us = 0;
    std::chrono::microseconds hole{0};  // time before `start` in which nothing was sent
  };
  // `steps` > 0 readings (lost ones counted, where the sensor numbers them) arrived together at
  // `arrival`, which must not decrease. nullopt: the rate is not known, yet or any more. Times
  // increase strictly over all batches.
  std::optional<Batch> place(BootTime arrival, std::int64_t steps);

  // 0 until known; one of the usual rates where it is near one.
  double rate_hz() const { return rate_hz_; }
  void reset();

 private:
  void learn(BootTime arrival, std::int64_t steps);
  void forget_rate();

  double nominal_hz_;
  double rate_hz_ = 0;
  double period_s_ = 0;
  // While the rate is being found out.
  std::optional<BootTime> first_arrival_;
  std::int64_t counted_ = 0;
  // Afterwards.
  std::optional<DeviceTime> newest_;
  std::optional<BootTime> last_hole_;
  int holes_ = 0;  // shortly after each other
};

// The usual rate that is nearest, if it is within 6 %; else `hz`.
double usual_rate_hz(double hz);

}  // namespace postured
