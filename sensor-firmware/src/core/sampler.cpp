#include "core/sampler.hpp"

#include <string.h>

#include "wire/posture_messages.h"

namespace posture_clip {
namespace {

constexpr uint16_t kSearchAgain_ms = 200;
constexpr uint8_t kFailuresToRestart = 3;
// A chip that lost its supply for a moment answers as before but sleeps.
constexpr uint32_t kSilence_us = 250000;
constexpr uint8_t kSilentPeriods = 4;
constexpr uint32_t kTemperatureEvery_us = 1000000;
// Noise changes a working chip's readings with every sample.
constexpr uint16_t kEqualIsStuck = 50;
constexpr uint8_t kMaxStuckShift = 5;

// The data-ready edges still come when one was seen within this many periods.
constexpr uint8_t kEdgePeriods = 3;
constexpr uint8_t kLooksPerPeriod = 4;

// Readings at the end of the chip's range.
bool saturated(int16_t value, uint32_t limit) {
  const int32_t size = value < 0 ? -static_cast<int32_t>(value) : value;
  return static_cast<uint32_t>(size) >= limit;
}

}  // namespace

Sampler::Sampler(Hal& hal, const ImuDrivers& drivers, const ImuSetup& setup)
    : hal_(hal), chip_(hal), drivers_(drivers), wanted_(setup), setup_(setup) {
  scale_.accel_lsb_per_g = 8192;  // until a chip says otherwise: HELLO must be readable
  scale_.gyro_lsb_per_10dps = 655;
  memset(&last_, 0, sizeof last_);
  temperature_cdeg_ = PW_NO_TEMPERATURE;
  now_ = due_ = ms_from_us_ = hal.micros();
}

uint32_t Sampler::rest_us() const {
  return state_ == State::running && edge_seen_ && pending_ == 0 ? 5000 : 1000;
}

bool Sampler::take_started() {
  const bool was = started_;
  started_ = false;
  return was;
}

void Sampler::change(const ImuSetup& wanted) {
  wanted_ = wanted;
  if (imu_ != nullptr) {
    restart();
  } else {
    setup_ = wanted;
  }
}

// The chip is there: from its reset on. A search would find it again, but takes longer.
void Sampler::restart() {
  if (imu_ == nullptr) return;
  state_ = State::starting;
  phase_ = 0;
  pending_ = 0;
  pause_ = true;
  now_ = due_ = hal_.micros();
}

void Sampler::keep_time() {
  now_ = hal_.micros();
  const uint32_t whole_ms = (now_ - ms_from_us_) / 1000;
  ms_from_us_ += whole_ms * 1000;
  ms_since_sample_ += whole_ms;
}

bool Sampler::poll(Sample& sample) {
  keep_time();
  switch (state_) {
    case State::absent:
      if (due()) search();
      return false;
    case State::starting:
      if (due()) start_phase();
      return false;
    case State::testing:
      if (due()) test_phase();
      return false;
    case State::dozing:
      return false;
    case State::running:
      break;
  }
  return (pending_ > 0 || look()) && read(sample);
}

void Sampler::search() {
  imu_ = nullptr;
  name_ = "none";
  chip_.search(true);
  for (uint8_t i = 0; i < drivers_.count && imu_ == nullptr; ++i) {
    const char* name = drivers_.list[i]->find(chip_);
    if (name == nullptr) continue;
    imu_ = drivers_.list[i];
    name_ = name;
  }
  chip_.search(false);
  searched_ = true;
  if (imu_ != nullptr) {
    restart();
    return;
  }
  hal_.i2c_recover();
  temperature_cdeg_ = PW_NO_TEMPERATURE;
  wait_ms(kSearchAgain_ms);
}

void Sampler::start_phase() {
  if (phase_ == 0) setup_ = wanted_;
  const int16_t wait = imu_->start(chip_, phase_, setup_, scale_);
  if (wait == Imu::kFailed) {
    transfer_failed();
    return;
  }
  if (wait > 0) {
    ++phase_;
    wait_ms(static_cast<uint16_t>(wait));
    return;
  }
  state_ = State::running;
  started_ = true;
  failures_ = 0;
  equal_ = stuck_restarts_ > 0 ? kEqualIsStuck : 0;
  pending_ = 0;
  pause_ = true;
  if (any_) flags_ |= PW_IMU_RESTARTED;
  clock_.start(setup_.rate_hz);
  now_ = hal_.micros();
  progress_us_ = last_look_us_ = now_;
  temperature_at_us_ = now_ - kTemperatureEvery_us;
  uint32_t stale;
  hal_.take_data_ready(stale);
  edge_seen_ = false;
}

// How much is in the FIFO, and when was the newest of it taken?
bool Sampler::look() {
  const uint32_t period_us = clock_.period_us();
  if (now_ - progress_us_ > kSilence_us + kSilentPeriods * period_us) {
    // Perhaps it is not even the chip that it was taken for.
    flags_ |= PW_IMU_RESTARTED;
    pause_ = true;
    hal_.i2c_recover();
    state_ = State::absent;
    due_ = now_ = hal_.micros();
    return false;
  }
  uint32_t edge_us;
  bool edge = hal_.take_data_ready(edge_us);
  if (edge) {
    last_edge_us_ = edge_us;
    edge_seen_ = true;
  } else {
    const bool edges_come = edge_seen_ && now_ - last_edge_us_ < kEdgePeriods * period_us;
    const uint32_t interval_us =
        edges_come ? kEdgePeriods * period_us : period_us / kLooksPerPeriod;
    if (now_ - last_look_us_ < interval_us) return false;
    if (!edges_come) edge_seen_ = false;
  }
  const uint32_t before_us = last_look_us_;
  FifoLevel level;
  // A sample that arrives during the look may be in the level or not: look again.
  for (uint8_t attempt = 0;; ++attempt) {
    last_look_us_ = hal_.micros();
    if (!imu_->level(chip_, level)) {
      transfer_failed();
      return false;
    }
    uint32_t next_us;
    if (attempt == 3 || !hal_.take_data_ready(next_us)) break;
    edge = true;
    edge_us = last_edge_us_ = next_us;
    edge_seen_ = true;
  }
  failures_ = 0;
  if (level.overflowed) {
    overflowed();
    return false;
  }
  if (level.samples == 0) return false;
  pending_ = level.samples;
  timed_by_edge_ = edge;
  pending_newest_us_ = edge ? clock_.from_edge(pending_, edge_us)
                            : clock_.from_looks(pending_, before_us, last_look_us_);
  return true;
}

bool Sampler::read(Sample& sample) {
  if (!imu_->read(chip_, sample.reading)) {
    transfer_failed();
    return false;
  }
  failures_ = 0;
  --pending_;
  progress_us_ = now_;
  sample.t_us = pending_newest_us_ - pending_ * clock_.period_us();
  sample.flags = static_cast<uint8_t>(flags_ | (timed_by_edge_ ? PW_TIME_FROM_DATA_READY : 0));
  flags_ = 0;
  number(sample);
  check_readings(sample);
  if (pending_ == 0 && now_ - temperature_at_us_ >= kTemperatureEvery_us) {
    temperature_at_us_ = now_;
    if (!imu_->temperature(chip_, temperature_cdeg_)) transfer_failed();
  }
  return true;
}

void Sampler::number(Sample& sample) {
  ++number_;
  sample.after_pause = pause_;
  if (any_) {
    // A new model of the chip's clock may start a little behind the old one's end.
    if (static_cast<int32_t>(sample.t_us - newest_us_) <= 0 && ms_since_sample_ < 1000) {
      sample.t_us = newest_us_ + 1;
    }
    if (pause_) {
      const uint32_t period_us = clock_.period_us();
      const uint32_t ms = ms_since_sample_;
      // The clock in microseconds wraps in long pauses.
      uint32_t missed = ms < 60000 ? (sample.t_us - newest_us_ + period_us / 2) / period_us
                                   : ms / 1000 * setup_.rate_hz;
      if (missed > 0) --missed;
      number_ += missed;
      if ((sample.flags & PW_FIFO_OVERFLOW) != 0) count_up(lost_, missed);
    }
  }
  any_ = true;
  pause_ = false;
  sample.number = number_;
  newest_us_ = sample.t_us;
  ms_since_sample_ = 0;
  ms_from_us_ = sample.t_us;
}

void Sampler::check_readings(Sample& sample) {
  const uint32_t accel_limit = static_cast<uint32_t>(setup_.accel_g) * scale_.accel_lsb_per_g - 1;
  const uint32_t gyro_limit =
      static_cast<uint32_t>(setup_.gyro_dps) * scale_.gyro_lsb_per_10dps / 10 - 1;
  for (uint8_t i = 0; i < 6; ++i) {
    const uint32_t limit = i < 3 ? accel_limit : gyro_limit;
    if (saturated(sample.reading.value[i], limit < 32767 ? limit : 32767)) {
      sample.flags |= PW_SATURATED;
    }
  }
  if (memcmp(&sample.reading, &last_, sizeof last_) != 0) {
    last_ = sample.reading;
    equal_ = 0;
    stuck_restarts_ = 0;
    return;
  }
  if (++equal_ < kEqualIsStuck) return;
  sample.flags |= PW_IMU_STUCK;
  // Restarting it helps or not: seldomer and seldomer, up to once in half a minute or so.
  const uint32_t patience = static_cast<uint32_t>(setup_.rate_hz) << stuck_restarts_;
  if (equal_ < patience || equal_ < kEqualIsStuck * 2) return;
  if (stuck_restarts_ < kMaxStuckShift) ++stuck_restarts_;
  restart();
}

void Sampler::transfer_failed() {
  pending_ = 0;
  if (++failures_ >= kFailuresToRestart || state_ != State::running) {
    hal_.i2c_recover();
    failures_ = 0;
    flags_ |= PW_IMU_RESTARTED;
    pause_ = true;
    state_ = State::absent;
    now_ = hal_.micros();
    wait_ms(20);
    return;
  }
  // The transfer may have taken part of a sample out of the FIFO.
  overflowed();
}

void Sampler::overflowed() {
  flags_ |= PW_FIFO_OVERFLOW;
  pause_ = true;
  pending_ = 0;
  clock_.lose();
  last_look_us_ = hal_.micros();
  uint32_t stale;
  hal_.take_data_ready(stale);
  imu_->flush(chip_);
}

bool Sampler::doze() {
  if (state_ != State::running || !imu_->doze(chip_)) return false;
  state_ = State::dozing;
  pending_ = 0;
  pause_ = true;
  return true;
}

}  // namespace posture_clip
