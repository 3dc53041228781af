#include "sensor/foreign/stamp_clock.hpp"

#include <algorithm>
#include <cmath>

#include "sensor/foreign/arrival_clock.hpp"

namespace postured {
namespace {

constexpr int kLearnSteps = 16;
constexpr double kHolePeriods = 3;
constexpr double kHole_us = 50'000;  // stamps of a busy board jitter by some milliseconds
constexpr std::int64_t kMaxForward_us = 86'400'000'000;  // a day: no gap but another count
constexpr int kHolesOfAnotherRate = 8;
constexpr double kPeriodWeight = 1.0 / 32;

}  // namespace

// While learning, the shortest of the last steps is not trusted, nor the longest: a running mean
// of what is within a factor of two of it is.
void StampClock::learn(std::int64_t step_us) {
  const auto step = static_cast<double>(step_us);
  if (learnt_ == 0 || step < period_us_ / 2) {
    period_us_ = step;
    learnt_ = 1;
  } else if (step <= 2 * period_us_) {
    ++learnt_;
    period_us_ += (step - period_us_) * std::max(kPeriodWeight, 1.0 / learnt_);
  }
  learnt_ = std::min(learnt_, 2 * kLearnSteps);
  if (rate_hz_ == 0 && learnt_ >= kLearnSteps) rate_hz_ = usual_rate_hz(1e6 / period_us_);
}

StampClock::Step StampClock::step(std::int64_t stamp_us) {
  Step out = classify(stamp_us);
  if (out.kind == Step::Kind::learning || out.kind == Step::Kind::repeated) return out;
  // The sensor may have gone back while its rate was being learnt anew.
  if (given_ && out.time <= *given_) out.kind = Step::Kind::restarted;
  if (out.kind == Step::Kind::restarted) out.hole = std::chrono::microseconds(0);
  given_ = out.time;
  return out;
}

StampClock::Step StampClock::classify(std::int64_t stamp_us) {
  Step out;
  if (!last_us_) {
    last_us_ = stamp_us;
    out.kind = Step::Kind::learning;
    return out;
  }
  std::int64_t forward_us = stamp_us - *last_us_;
  if (wrap_us_ > 0 && forward_us < -wrap_us_ / 2) {
    base_us_ += wrap_us_;
    forward_us += wrap_us_;
  }
  if (forward_us == 0) {
    out.kind = Step::Kind::repeated;
    return out;
  }
  last_us_ = stamp_us;
  out.time = DeviceTime(std::chrono::microseconds(base_us_ + stamp_us));
  if (forward_us < 0 || forward_us > kMaxForward_us) {
    out.kind = rate_hz_ > 0 ? Step::Kind::restarted : Step::Kind::learning;
    return out;
  }
  const auto step_us = static_cast<double>(forward_us);
  if (rate_hz_ > 0 && step_us > std::max(kHolePeriods * period_us_, kHole_us)) {
    if (++holes_in_a_row_ >= kHolesOfAnotherRate) {
      rate_hz_ = 0;
      learnt_ = holes_in_a_row_ = 0;
    }
    out.missing = std::llround(step_us / period_us_) - 1;
    out.hole = std::chrono::microseconds(forward_us - std::llround(period_us_));
    return out;
  }
  holes_in_a_row_ = 0;
  learn(forward_us);
  if (rate_hz_ == 0) out.kind = Step::Kind::learning;
  return out;
}

}  // namespace postured
