#include "sensor/sample_assembler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sensor/device_info.hpp"

namespace postured {
namespace {

constexpr std::int64_t kWrap_us = std::int64_t{1} << 32;
// More than this many samples forward is no gap but another count (a day at 1 kHz).
constexpr std::int64_t kMaxSampleJump = 86'400'000;
// How far back a frame may be to be a late or doubled one rather than a restart.
constexpr std::int64_t kMaxReorderedSamples = 64;
constexpr std::int64_t kReorderSlack_us = 100'000;
constexpr int kMaxRepeatedInARow = 5;
// Time stamps from polling jitter by some milliseconds; a longer excess is a hole in time.
constexpr double kHolePeriods = 3;
constexpr double kHole_us = 50'000;
constexpr std::int64_t kLongHole_us = 1'000'000;
constexpr double kPeriodWeight = 1.0 / 8;
constexpr double kSamePeriod = 0.2;

bool at_limit(const pw_imu_sample& raw, int accel_limit, int gyro_limit) {
  for (int i = 0; i < 6; ++i) {
    if (std::abs(static_cast<int>(raw.value[i])) >= (i < 3 ? accel_limit : gyro_limit)) return true;
  }
  return false;
}

int limit_of(double range, double lsb_per_unit) {
  return static_cast<int>(std::min(range * lsb_per_unit - 1, 32767.0));
}

pw_imu_sample raw_sample(const Frame& frame, std::int64_t index) {
  pw_imu_sample raw;
  pw_get_imu_sample(frame.payload.data() + PW_IMU_HEADER_SIZE + index * PW_IMU_SAMPLE_SIZE, &raw);
  return raw;
}

}  // namespace

void SampleAssembler::on_frame(const Frame& frame) {
  switch (frame.type) {
    case PW_HELLO:
      on_hello(frame);
      return;
    case PW_IMU:
      on_imu(frame);
      return;
    case PW_STATUS:
      on_status(frame);
      return;
    case PW_BUTTON:
      on_button(frame);
      return;
    case PW_ACK:
      on_ack(frame);
      return;
    case PW_NOTICE:
      on_notice(frame);
      return;
    case PW_PONG:
      return;  // says nothing about samples
    default:
      ++counts_.unknown_types;
  }
}

void SampleAssembler::on_link_lost() {
  info_.reset();
  refusal_.clear();
  newest_.reset();
  sink_.on_break({StreamBreak::Cause::link_lost, 0, {}});
}

void SampleAssembler::refuse(std::string why) {
  if (info_) device_reset();  // what streamed until now was another sensor, or another firmware
  refusal_ = std::move(why);
  info_.reset();
}

void SampleAssembler::device_reset() {
  ++counts_.resets;
  newest_.reset();
  sink_.on_break({StreamBreak::Cause::device_reset, 0, {}});
}

void SampleAssembler::on_hello(const Frame& frame) {
  // These two bytes mean the same in every version; nothing else does.
  if (frame.payload.size() < 2) {
    ++counts_.malformed;
    return;
  }
  if (frame.payload[0] != PW_PROTOCOL_MAJOR) {
    refuse(wrong_protocol(frame.payload[0], frame.payload[1]));
    return;
  }
  pw_hello hello;
  if (pw_get_hello(frame.payload.data(), frame.payload.size(), &hello) == 0) {
    ++counts_.malformed;
    return;
  }
  if (std::string why = why_unusable(hello); !why.empty()) {
    refuse(std::move(why));
    return;
  }
  DeviceInfo info = to_device_info(hello);
  if (info_ && (info.boot_id != info_->boot_id || info.serial != info_->serial)) device_reset();
  refusal_.clear();
  has_gyro_ = (hello.capabilities & PW_CAN_GYRO) != 0;
  accel_scale_m_s2_ = kGravity_m_s2 / hello.accel_lsb_per_g;
  accel_limit_ = limit_of(hello.accel_range_g, hello.accel_lsb_per_g);
  gyro_scale_rad_s_ = has_gyro_ ? 10 * kRadPerDeg / hello.gyro_lsb_per_10dps : 0;
  gyro_limit_ = has_gyro_ ? limit_of(hello.gyro_range_dps, hello.gyro_lsb_per_10dps / 10.0)
                          : std::numeric_limits<int>::max();
  if (info_ == info) return;
  // A measured period is better than the nominal one, as long as that stays the same.
  if (!info_ || info.rate_hz != info_->rate_hz) {
    period_us_ = 1e6 / info.rate_hz;
    last_period_us_ = 0;
  }
  info_ = std::move(info);
  sink_.on_info(*info_);
}

void SampleAssembler::on_imu(const Frame& frame) {
  pw_imu_header header;
  if (pw_get_imu_header(frame.payload.data(), frame.payload.size(), &header) == 0) {
    ++counts_.malformed;
    return;
  }
  if (!info_) return;
  if (!newest_) {
    first_frame(frame, header);
    return;
  }
  const Step step = step_to(header);
  switch (step.kind) {
    case Step::Kind::follows:
      next_frame(frame, header, step);
      return;
    case Step::Kind::repeated:
      ++counts_.duplicates;
      return;
    case Step::Kind::nonsense:
      ++counts_.malformed;
      return;
    case Step::Kind::restarted:
      device_reset();
      first_frame(frame, header);
      return;
  }
}

SampleAssembler::Step SampleAssembler::step_to(const pw_imu_header& header) {
  Step step;
  step.samples = static_cast<std::int32_t>(header.sample_no - newest_->sample_no);
  const std::int64_t forward_us = header.t_us - newest_->t_us;  // modulo the wrap, 0..2^32-1
  // The sample numbers tell how often the time wrapped: 2^32 us are only 71.6 minutes.
  const double expected_us = static_cast<double>(step.samples) * period_us_;
  const double wraps =
      std::round((expected_us - static_cast<double>(forward_us)) / static_cast<double>(kWrap_us));
  step.us = forward_us + static_cast<std::int64_t>(wraps) * kWrap_us;

  if (step.samples > kMaxSampleJump) {
    step.kind = Step::Kind::restarted;
  } else if (step.samples > 0) {
    if (step.us < 0) {
      step.kind = Step::Kind::restarted;
    } else if (step.us < step.samples) {
      step.kind = Step::Kind::nonsense;  // less than 1 us a sample
    }
  } else {
    // A restart soon after a restart looks like late frames, but goes on for longer.
    const double off_us = std::abs(static_cast<double>(step.us) - expected_us);
    const bool late = step.samples > -kMaxReorderedSamples && step.us <= 0 &&
                      off_us <= kReorderSlack_us && repeated_in_a_row_ < kMaxRepeatedInARow;
    step.kind = late ? Step::Kind::repeated : Step::Kind::restarted;
  }
  repeated_in_a_row_ = step.kind == Step::Kind::repeated ? repeated_in_a_row_ + 1 : 0;
  return step;
}

void SampleAssembler::first_frame(const Frame& frame, const pw_imu_header& header) {
  newest_ = header;
  newest_us_ = header.t_us;
  last_period_us_ = 0;
  repeated_in_a_row_ = 0;
  emit(frame, header, header.count, newest_us_,
       std::llround(static_cast<double>(header.count) * period_us_));
}

void SampleAssembler::next_frame(const Frame& frame, const pw_imu_header& header,
                                 const Step& step) {
  // A frame that overlaps the last one brings only its newer samples.
  const std::int64_t fresh = std::min<std::int64_t>(step.samples, header.count);
  const std::int64_t missing = step.samples - fresh;
  learn_period(step);
  const double expected_us = static_cast<double>(step.samples) * period_us_;
  const bool hole_in_time =
      static_cast<double>(step.us) - expected_us > std::max(kHolePeriods * period_us_, kHole_us);

  std::int64_t span_us = step.us;  // contiguous: the samples share the time since the last frame
  if (missing > 0 || hole_in_time) {
    span_us = std::min(std::llround(static_cast<double>(fresh) * period_us_),
                       static_cast<long long>(step.us));
    const std::int64_t hole_us = step.us - span_us;
    counts_.missing += static_cast<std::uint64_t>(missing);
    sink_.on_break({missing == 0 || hole_us >= kLongHole_us ? StreamBreak::Cause::time_gap
                                                            : StreamBreak::Cause::lost_samples,
                    static_cast<std::uint32_t>(missing), std::chrono::microseconds(hole_us)});
  }
  newest_ = header;
  newest_us_ += step.us;
  emit(frame, header, fresh, newest_us_, span_us);
}

// Devices run some per cent off their nominal rate (internal oscillators), and a wrong rate in
// HELLO must not look like a gap in each frame: two frames in a row that agree are believed.
void SampleAssembler::learn_period(const Step& step) {
  const double measured_us = static_cast<double>(step.us) / static_cast<double>(step.samples);
  const auto near = [measured_us](double other_us) {
    return std::abs(measured_us - other_us) <= kSamePeriod * other_us;
  };
  if (near(period_us_)) {
    period_us_ += kPeriodWeight * (measured_us - period_us_);
  } else if (near(last_period_us_)) {
    period_us_ = measured_us;
  }
  last_period_us_ = measured_us;
}

void SampleAssembler::emit(const Frame& frame, const pw_imu_header& header, std::int64_t fresh,
                           std::int64_t newest_us, std::int64_t span_us) {
  const std::int64_t first = header.count - fresh;
  // The device may know of clipping that its filtered readings no longer show.
  bool all_saturated = (header.flags & PW_SATURATED) != 0;
  for (std::int64_t i = first; all_saturated && i < header.count; ++i) {
    all_saturated = !at_limit(raw_sample(frame, i), accel_limit_, gyro_limit_);
  }
  ImuSample sample;
  sample.has_gyro = has_gyro_;
  for (std::int64_t i = first; i < header.count; ++i) {
    const pw_imu_sample raw = raw_sample(frame, i);
    const std::int64_t back_us = (header.count - 1 - i) * span_us / fresh;
    sample.time = DeviceTime(std::chrono::microseconds(newest_us - back_us));
    sample.accel_m_s2 = accel_scale_m_s2_ * Vec3(raw.value[0], raw.value[1], raw.value[2]);
    sample.gyro_rad_s = gyro_scale_rad_s_ * Vec3(raw.value[3], raw.value[4], raw.value[5]);
    sample.saturated = all_saturated || at_limit(raw, accel_limit_, gyro_limit_);
    ++counts_.samples;
    sink_.on_sample(sample);
  }
}

void SampleAssembler::on_status(const Frame& frame) {
  pw_status raw;
  if (pw_get_status(frame.payload.data(), frame.payload.size(), &raw) == 0) {
    ++counts_.malformed;
    return;
  }
  // Another boot whose HELLO was lost. The scale is kept: a device starts with its usual range.
  if (info_ && raw.boot_id != info_->boot_id) {
    info_->boot_id = raw.boot_id;
    device_reset();
  }
  sink_.on_status(to_device_status(raw));
}

void SampleAssembler::on_ack(const Frame& frame) {
  if (frame.payload.size() < PW_ACK_SIZE) {
    ++counts_.malformed;
    return;
  }
  sink_.on_answer({frame.payload[0], frame.payload[1], frame.payload[2]});
}

// Kinds of a newer protocol are ignored.
void SampleAssembler::on_notice(const Frame& frame) {
  pw_notice notice;
  if (pw_get_notice(frame.payload.data(), frame.payload.size(), &notice) == 0) {
    ++counts_.malformed;
    return;
  }
  if (notice.kind == PW_NOTICE_BATTERY_LOW) sink_.on_battery_low({notice.value / 1000.0});
}

void SampleAssembler::on_button(const Frame& frame) {
  const std::uint8_t kind = frame.payload.empty() ? 0 : frame.payload[0];
  if (kind == PW_BUTTON_TAP) {
    sink_.on_button({ButtonPress::Kind::tap});
  } else if (kind == PW_BUTTON_HOLD) {
    sink_.on_button({ButtonPress::Kind::hold});
  } else {
    ++counts_.malformed;
  }
}

}  // namespace postured
