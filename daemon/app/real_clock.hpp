// The kernel's clocks: CLOCK_BOOTTIME for durations, CLOCK_REALTIME and the time zone for labels.
#pragma once

#include "link/asio.hpp"
#include "link/clock.hpp"

namespace postured {

class RealClock final : public Clock {
 public:
  explicit RealClock(boost::asio::io_context& io) : io_(io) {}

  Now now() const override;
  // Timers of one period fire together, and with those of longer periods: one wake-up for all.
  std::unique_ptr<Timer> every(std::chrono::microseconds period,
                               std::function<void()> handler) override;

 private:
  boost::asio::io_context& io_;
  // The offset of this second: now() is asked for every chunk of bytes.
  mutable std::chrono::sys_seconds zone_read_{std::chrono::seconds(-1)};
  mutable std::chrono::seconds offset_{0};
};

}  // namespace postured
