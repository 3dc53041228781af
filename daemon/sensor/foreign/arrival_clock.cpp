#include "sensor/foreign/arrival_clock.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace postured {
namespace {

constexpr std::array kUsualRates_hz{1.0,   2.0,   5.0,   10.0,  12.5,  20.0,  25.0,
                                    31.25, 40.0,  50.0,  62.5,  80.0,  100.0, 125.0,
                                    200.0, 250.0, 400.0, 500.0, 1000.0};
constexpr double kNearUsual = 0.06;

constexpr double kLearn_s = 2;
constexpr std::int64_t kLearnSteps = 10;

// The loop: slower than the jitter of USB, Bluetooth and a busy host, quicker than a drift.
constexpr double kLoop_s = 5;
constexpr double kMaxStretch = 0.05;      // of the spacing, to follow
constexpr double kMaxQuickStretch = 0.5;  // after a burst that was held up
constexpr double kQuickBeyond_s = 0.25;
constexpr double kMaxRateOff = 0.15;  // from what was found out at first

// Nothing holds readings up for longer without delivering all of them at once.
constexpr double kHole_s = 0.5;
constexpr double kHolePeriods = 3;
// More readings than time: the sensor's rate was changed.
constexpr double kAhead_s = 1;
constexpr int kHolesOfAnotherRate = 3;
constexpr auto kHolesWithin = std::chrono::seconds(3);

}  // namespace

double usual_rate_hz(double hz) {
  const auto near = std::find_if(
      kUsualRates_hz.begin(), kUsualRates_hz.end(),
      [hz](double usual_hz) { return std::abs(hz - usual_hz) <= kNearUsual * usual_hz; });
  return near == kUsualRates_hz.end() ? hz : *near;
}

void ArrivalClock::reset() { *this = ArrivalClock(nominal_hz_); }

void ArrivalClock::forget_rate() {
  rate_hz_ = 0;
  first_arrival_.reset();
  holes_ = 0;
}

void ArrivalClock::learn(BootTime arrival, std::int64_t steps) {
  if (nominal_hz_ > 0) {
    rate_hz_ = nominal_hz_;
  } else if (!first_arrival_) {
    first_arrival_ = arrival;  // this batch may have waited for long
    counted_ = 0;
  } else {
    counted_ += steps;
    const double passed_s = to_seconds(arrival - *first_arrival_);
    if (passed_s < kLearn_s || counted_ < kLearnSteps) return;
    rate_hz_ = usual_rate_hz(static_cast<double>(counted_) / passed_s);
  }
  if (rate_hz_ > 0) period_s_ = 1 / rate_hz_;
}

std::optional<ArrivalClock::Batch> ArrivalClock::place(BootTime arrival, std::int64_t steps) {
  if (rate_hz_ == 0) {
    learn(arrival, steps);
    return std::nullopt;
  }
  const double span_s = static_cast<double>(steps) * period_s_;
  const DeviceTime now(arrival.time_since_epoch());
  Batch batch;
  if (!newest_) {
    newest_ = now;
    batch.start = now - from_seconds(span_s);
    batch.step_us = 1e6 * period_s_;
    return batch;
  }
  const double late_s = to_seconds(now - *newest_) - span_s;
  if (late_s < -kAhead_s) {
    forget_rate();
    return std::nullopt;
  }
  if (late_s > std::max(kHole_s, kHolePeriods * period_s_)) {
    holes_ = last_hole_ && arrival - *last_hole_ < kHolesWithin ? holes_ + 1 : 1;
    last_hole_ = arrival;
    if (holes_ >= kHolesOfAnotherRate && nominal_hz_ == 0) {
      forget_rate();
      return std::nullopt;
    }
    batch.start = now - from_seconds(span_s);
    batch.step_us = 1e6 * period_s_;
    batch.hole = batch.start - *newest_;
    newest_ = now;
    return batch;
  }
  const double limit = std::abs(late_s) > kQuickBeyond_s ? kMaxQuickStretch : kMaxStretch;
  const double stretch = std::clamp(2 * late_s / kLoop_s, -limit, limit);
  period_s_ = std::clamp(period_s_ * (1 + span_s * late_s / (kLoop_s * kLoop_s)),
                         (1 - kMaxRateOff) / rate_hz_, (1 + kMaxRateOff) / rate_hz_);
  batch.start = *newest_;
  // At least a microsecond each, so that times increase whatever the rate.
  batch.step_us = std::max(1e6 * (1 + stretch) * span_s / static_cast<double>(steps), 1.0);
  *newest_ += std::chrono::microseconds(std::llround(batch.step_us * static_cast<double>(steps)));
  return batch;
}

}  // namespace postured
