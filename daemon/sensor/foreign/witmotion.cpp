#include "sensor/foreign/witmotion.hpp"

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>

namespace postured {
namespace {

constexpr std::uint8_t kHeader = 0x55, kTime = 0x50, kAcceleration = 0x51, kTurningRate = 0x52,
                       kAngles = 0x53, kLastType = 0x5F, kCombined = 0x61;
constexpr std::size_t kFrameSize = 11, kCombinedSize = 20;
constexpr double kAccelScale_m_s2 = 16 * kGravity_m_s2 / 32768;
constexpr double kGyroScale_rad_s = 2000 * kRadPerDeg / 32768;
constexpr double kAngleScale_rad = std::numbers::pi / 32768;
constexpr int kFullScale = 32767;
// A frame of one type is not missed before this many of the other came without it.
constexpr int kPatience = 10;

int raw(std::span<const std::uint8_t> data, std::size_t index) {
  return static_cast<std::int16_t>(data[2 * index] | data[2 * index + 1] << 8);
}

Vec3 vector(std::span<const std::uint8_t> data) {
  return {static_cast<double>(raw(data, 0)), static_cast<double>(raw(data, 1)),
          static_cast<double>(raw(data, 2))};
}

bool at_limit(std::span<const std::uint8_t> data) {
  return std::abs(raw(data, 0)) >= kFullScale || std::abs(raw(data, 1)) >= kFullScale ||
         std::abs(raw(data, 2)) >= kFullScale;
}

// Settings are locked; the lock closes again by itself.
std::vector<std::uint8_t> set_register(std::uint8_t address, std::uint8_t value) {
  return {0xFF, 0xAA, 0x69,    0x88,  0xB5,   // unlock
          0xFF, 0xAA, address, value, 0x00,   // low byte first
          0xFF, 0xAA, 0x00,    0x00,  0x00};  // save
}

}  // namespace

FrameLook look_for_witmotion(std::span<const std::uint8_t> head) {
  const bool combined = head.size() >= 2 && head[1] == kCombined;
  return combined ? look_for_witmotion_combined(head) : look_for_witmotion_checked(head);
}

FrameLook look_for_witmotion_checked(std::span<const std::uint8_t> head) {
  if (head[0] != kHeader) return {FrameLook::Kind::nothing};
  if (head.size() < 2) return {};
  if (head[1] < kTime || head[1] > kLastType) return {FrameLook::Kind::nothing};
  if (head.size() < kFrameSize) return {};
  const auto sum = std::accumulate(head.begin(), head.begin() + kFrameSize - 1, 0U);
  if ((sum & 0xFFU) != head[kFrameSize - 1]) return {FrameLook::Kind::damaged};
  return {FrameLook::Kind::frame, kFrameSize};
}

FrameLook look_for_witmotion_combined(std::span<const std::uint8_t> head) {
  if (head[0] != kHeader) return {FrameLook::Kind::nothing};
  if (head.size() < 2) return {};
  if (head[1] != kCombined) return {FrameLook::Kind::nothing};
  if (head.size() < kCombinedSize) return {};
  // In place of a checksum: nobody wears a sensor that is weightless or above 8 g.
  const double norm_g = vector(head.subspan(2)).norm() * kAccelScale_m_s2 / kGravity_m_s2;
  if (norm_g < 0.2 || norm_g > 8) return {FrameLook::Kind::damaged};
  return {FrameLook::Kind::frame, kCombinedSize};
}

WitMotionDecoder::WitMotionDecoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::witmotion, sink, {16, 2000}), scanner_(look_for_witmotion) {}

void WitMotionDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_frame(frame); });
}

void WitMotionDecoder::forget() {
  scanner_.reset();
  waiting_.reset();
  since_gyro_ = since_accel_ = 0;
}

void WitMotionDecoder::on_frame(std::span<const std::uint8_t> frame) {
  const auto data = frame.subspan(2);
  switch (frame[1]) {
    case kAcceleration:
      on_acceleration(data);
      return;
    case kTurningRate:
      on_turning_rate(data);
      return;
    case kAngles:
      on_angles(data);
      return;
    case kCombined:
      on_acceleration(data);
      on_turning_rate(data.subspan(6));
      return;
    default:
      return;  // nothing that postured needs
  }
}

void WitMotionDecoder::on_acceleration(std::span<const std::uint8_t> data) {
  if (waiting_) {
    if (++since_gyro_ > kPatience) {
      set_missing(
          "It sends no turning rates (switch them on in its output content), so lean is "
          "less exact while you move.");
      add(*waiting_);
    } else {
      count_malformed();  // its turning rate got lost
    }
  }
  since_accel_ = 0;
  waiting_ = ForeignReading{kAccelScale_m_s2 * vector(data), std::nullopt, at_limit(data)};
}

void WitMotionDecoder::on_turning_rate(std::span<const std::uint8_t> data) {
  if (!waiting_) return;
  since_gyro_ = 0;
  set_missing("");
  waiting_->gyro_rad_s = kGyroScale_rad_s * vector(data);
  waiting_->saturated = waiting_->saturated || at_limit(data);
  add(*waiting_);
  waiting_.reset();
}

void WitMotionDecoder::on_angles(std::span<const std::uint8_t> data) {
  if (++since_accel_ <= kPatience) return;
  set_missing(std::string(kOnlyAngles) + " Switch acceleration and turning rates on.");
  const Vec3 up =
      up_from_pitch_roll(kAngleScale_rad * raw(data, 1), kAngleScale_rad * raw(data, 0));
  add({kGravity_m_s2 * up, std::nullopt, false});
}

std::vector<std::uint8_t> witmotion_rate_command(int rate_hz) {
  // Register 03, "return rate" (WT901 datasheet, 5.2.9).
  switch (rate_hz) {
    case 1:
      return set_register(0x03, 0x03);
    case 2:
      return set_register(0x03, 0x04);
    case 5:
      return set_register(0x03, 0x05);
    case 10:
      return set_register(0x03, 0x06);
    case 20:
      return set_register(0x03, 0x07);
    case 50:
      return set_register(0x03, 0x08);
    case 100:
      return set_register(0x03, 0x09);
    case 200:
      return set_register(0x03, 0x0B);
    default:
      return {};
  }
}

std::vector<std::uint8_t> witmotion_output_command() {
  return set_register(0x02, 0x06);  // register 02, "return content": bits 1 and 2
}

}  // namespace postured
