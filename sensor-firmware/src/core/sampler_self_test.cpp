// The chip's own test: two settings, a mean of readings after each.
#include <string.h>

#include "core/sampler.hpp"

namespace posture_clip {
namespace {

// After each setting the filters settle first.
constexpr uint16_t kTestSettle_ms = 60;
constexpr uint8_t kTestReadings = 8;
constexpr uint16_t kTestReading_ms = 11;

}  // namespace

bool Sampler::start_self_test() {
  if (state_ != State::running) return false;
  state_ = State::testing;
  pending_ = 0;
  pause_ = true;
  phase_ = 0;
  verdict_ = Verdict::none;
  memset(test_sum_, 0, sizeof test_sum_);
  now_ = due_ = hal_.micros();
  return true;
}

// Phase 0 sets, 1 to 8 read; 9 sets again with the actuators on, 10 to 17 read.
void Sampler::test_phase() {
  constexpr uint8_t kPhases = 1 + kTestReadings;
  const bool moved = phase_ >= kPhases;
  const uint8_t phase = static_cast<uint8_t>(moved ? phase_ - kPhases : phase_);
  bool ok = true;
  if (phase == 0) {
    ok = imu_->self_test(chip_, moved);
  } else {
    ImuReading reading;
    ok = imu_->newest(chip_, reading);
    for (uint8_t i = 0; ok && i < 6; ++i) {
      test_sum_[i] += moved ? reading.value[i] : -reading.value[i];
    }
  }
  if (ok && ++phase_ < 2 * kPhases) {
    wait_ms(phase == 0 ? kTestSettle_ms : kTestReading_ms);
    return;
  }
  if (ok) {
    int16_t change[6];
    for (uint8_t i = 0; i < 6; ++i) {
      const int32_t mean = test_sum_[i] / kTestReadings;
      change[i] = static_cast<int16_t>(mean > 32767 ? 32767 : mean < -32767 ? -32767 : mean);
    }
    ok = imu_->passed(chip_, change);
  }
  verdict_ = ok ? Verdict::passed : Verdict::failed;
  restart();
}

Sampler::Verdict Sampler::take_verdict() {
  const Verdict verdict = verdict_;
  verdict_ = Verdict::none;
  return verdict;
}

}  // namespace posture_clip
