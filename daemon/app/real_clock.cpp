#include "app/real_clock.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include "app/local_time.hpp"

namespace postured {
namespace {

using std::chrono::microseconds;

// steady_timer does not count through suspend, boot time does: a long wait is looked at again.
constexpr auto kLongestWait = std::chrono::minutes(1);

BootTime boot_now() {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return BootTime(std::chrono::duration_cast<microseconds>(std::chrono::seconds(t.tv_sec) +
                                                           std::chrono::nanoseconds(t.tv_nsec)));
}

UtcTime utc_now() {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return UtcTime(std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec)));
}

class RealTimer final : public Clock::Timer {
 public:
  RealTimer(boost::asio::io_context& io, microseconds period, std::function<void()> handler)
      : timer_(io), period_(period), handler_(std::move(handler)) {
    due_ = next_beat(boot_now());
    arm();
  }

 private:
  BootTime next_beat(BootTime now) const {
    return BootTime((now.time_since_epoch() / period_ + 1) * period_);
  }

  void arm() {
    const microseconds wait = due_ - boot_now();
    timer_.expires_after(std::clamp<microseconds>(wait, microseconds(0), kLongestWait));
    timer_.async_wait(
        [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
          if (!cancelled && !alive.expired()) on_wait();
        });
  }

  void on_wait() {
    const BootTime now = boot_now();
    if (now < due_) {
      arm();
      return;
    }
    due_ = next_beat(now);
    arm();
    // A copy: the handler may destroy this timer.
    const std::function<void()> handler = handler_;
    handler();
  }

  boost::asio::steady_timer timer_;
  microseconds period_;
  std::function<void()> handler_;
  BootTime due_{};
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace

Now RealClock::now() const {
  const UtcTime utc = utc_now();
  // localtime_r alone would keep the zone of the start; tzset notices a traveller's new one. Once a
  // second is enough, and saves its look at /etc/localtime.
  const auto second = std::chrono::floor<std::chrono::seconds>(utc);
  if (second != zone_read_) {
    zone_read_ = second;
    tzset();
    offset_ = wall_time(utc).utc_offset;
  }
  return {boot_now(), {utc, offset_}};
}

std::unique_ptr<Clock::Timer> RealClock::every(microseconds period, std::function<void()> handler) {
  return std::make_unique<RealTimer>(io_, std::max(period, microseconds(1)), std::move(handler));
}

}  // namespace postured
