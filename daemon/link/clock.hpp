// The daemon's clocks: one replaceable edge. RealClock reads the kernel; VirtualClock is driven by
// a test through a socket, so that a working day runs through the real daemon in seconds.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/time.hpp"

namespace postured {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Now now() const = 0;

  // A repeating timer on the reactor; destroyed = cancelled. Fires at multiples of `period` of boot
  // time. Missed beats (suspend) are not made up.
  class Timer {
   public:
    virtual ~Timer() = default;
  };
  virtual std::unique_ptr<Timer> every(std::chrono::microseconds period,
                                       std::function<void()> handler) = 0;
};

}  // namespace postured
