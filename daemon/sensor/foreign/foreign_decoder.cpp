#include "sensor/foreign/foreign_decoder.hpp"

#include <cmath>

namespace postured {
namespace {

// Below this a walk is not a walk any more; the same limit as of our own protocol.
constexpr double kMinRate_hz = 5;
constexpr auto kLongHole = std::chrono::seconds(1);

}  // namespace

Vec3 up_from_pitch_roll(double pitch_rad, double roll_rad) {
  return {-std::sin(pitch_rad), std::cos(pitch_rad) * std::sin(roll_rad),
          std::cos(pitch_rad) * std::cos(roll_rad)};
}

Vec3 up_from_quaternion(double w, double x, double y, double z) {
  // The last row of the rotation matrix.
  return {2 * (x * z - w * y), 2 * (w * x + y * z), w * w - x * x - y * y + z * z};
}

void ForeignDecoder::feed(BootTime arrival, std::span<const std::uint8_t> bytes) {
  parse(arrival, bytes);
  place_pending(arrival);
}

void ForeignDecoder::on_link_lost() {
  forget();
  arrivals_.reset();
  stamps_.reset();
  pending_.clear();
  info_.reset();
  missing_.clear();
  refusal_.clear();
  sink_.on_break({StreamBreak::Cause::link_lost, 0, {}});
}

void ForeignDecoder::add(const ForeignReading& reading, int lost) {
  counts_.missing += static_cast<std::uint64_t>(lost);
  pending_.push_back({reading, 1 + lost});
}

void ForeignDecoder::place_pending(BootTime arrival) {
  if (pending_.empty()) return;
  std::int64_t steps = 0;
  for (const Pending& one : pending_) steps += one.steps;
  if (const auto batch = arrivals_.place(arrival, steps)) {
    if (batch->hole > std::chrono::microseconds(0)) {
      hole(batch->hole, std::llround(to_seconds(batch->hole) * arrivals_.rate_hz()));
    }
    introduce(arrivals_.rate_hz(), pending_.back().reading);
    std::int64_t n = 0;
    for (const Pending& one : pending_) {
      n += one.steps;
      const double after_us = batch->step_us * static_cast<double>(n);
      emit(one.reading, batch->start + std::chrono::microseconds(std::llround(after_us)));
    }
  }
  pending_.clear();
}

void ForeignDecoder::add_stamped(const ForeignReading& reading, std::int64_t stamp_us) {
  const StampClock::Step step = stamps_.step(stamp_us);
  switch (step.kind) {
    case StampClock::Step::Kind::learning:
      return;
    case StampClock::Step::Kind::repeated:
      ++counts_.duplicates;
      return;
    case StampClock::Step::Kind::restarted:
      ++counts_.resets;
      sink_.on_break({StreamBreak::Cause::device_reset, 0, {}});
      break;
    case StampClock::Step::Kind::follows:
      if (step.hole > std::chrono::microseconds(0)) hole(step.hole, step.missing);
      break;
  }
  if (stamps_.rate_hz() > 0) introduce(stamps_.rate_hz(), reading);
  if (info_) emit(reading, step.time);
}

void ForeignDecoder::introduce(double rate_hz, const ForeignReading& reading) {
  if (rate_hz < kMinRate_hz) {
    refuse("The sensor sends only " + std::to_string(std::lround(rate_hz)) +
           " readings a second; at least 5 are needed, 50 to 100 are best: raise its rate.");
    return;
  }
  const double gyro_range_dps = reading.gyro_rad_s ? ranges_.gyro_dps : 0;
  const std::string_view missing = missing_.empty() ? spec_of(kind_).missing : missing_;
  if (info_ && info_->rate_hz == rate_hz && info_->missing == missing &&
      info_->gyro_range_dps == gyro_range_dps) {
    return;
  }
  DeviceInfo info;
  info.board = spec_of(kind_).name;
  info.rate_hz = rate_hz;
  info.accel_range_g = ranges_.accel_g;
  info.gyro_range_dps = gyro_range_dps;
  info.missing = missing;
  info_ = std::move(info);
  refusal_.clear();
  sink_.on_info(*info_);
}

void ForeignDecoder::emit(const ForeignReading& reading, DeviceTime time) {
  if (!info_) return;
  ImuSample sample;
  sample.time = time;
  sample.accel_m_s2 = reading.accel_m_s2;
  sample.has_gyro = reading.gyro_rad_s.has_value();
  if (reading.gyro_rad_s) sample.gyro_rad_s = *reading.gyro_rad_s;
  sample.saturated = reading.saturated;
  ++counts_.samples;
  sink_.on_sample(sample);
}

void ForeignDecoder::hole(std::chrono::microseconds duration, std::int64_t missing) {
  if (!info_) return;
  counts_.missing += static_cast<std::uint64_t>(missing);
  sink_.on_break(
      {duration >= kLongHole ? StreamBreak::Cause::time_gap : StreamBreak::Cause::lost_samples,
       static_cast<std::uint32_t>(missing), duration});
}

}  // namespace postured
