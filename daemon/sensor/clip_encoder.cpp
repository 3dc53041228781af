#include "sensor/clip_encoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace postured {
namespace {

std::uint16_t to_u16(double value) {
  return static_cast<std::uint16_t>(std::clamp(std::round(value), 0.0, 65535.0));
}

std::uint32_t device_us(const std::optional<DeviceTime>& t) {
  return t ? static_cast<std::uint32_t>(t->time_since_epoch().count()) : 0;  // wraps
}

void put_name(const std::string& name, char (&field)[PW_NAME_SIZE]) {
  std::memcpy(field, name.data(), std::min<std::size_t>(name.size(), PW_NAME_SIZE));
}

}  // namespace

ClipEncoder::ClipEncoder(ClipEncoderParams params) : params_(std::move(params)) {
  params_.batch = std::clamp(params_.batch, 1, static_cast<int>(PW_IMU_MAX_SAMPLES));
  accel_lsb_per_g_ = to_u16(32768 / params_.accel_range_g);
  gyro_lsb_per_10dps_ = to_u16(327680 / params_.gyro_range_dps);
}

void ClipEncoder::hello(std::vector<std::uint8_t>& out) {
  pw_hello hello{};
  hello.protocol_major = PW_PROTOCOL_MAJOR;
  hello.protocol_minor = PW_PROTOCOL_MINOR;
  hello.firmware_major = 1;
  put_name(params_.board, hello.board);
  put_name(params_.imu, hello.imu);
  for (std::size_t i = 0; i < PW_SERIAL_SIZE && 2 * i + 2 <= params_.serial.size(); ++i) {
    const char* digits = params_.serial.data() + 2 * i;
    std::from_chars(digits, digits + 2, hello.serial[i], 16);
  }
  hello.accel_lsb_per_g = accel_lsb_per_g_;
  hello.gyro_lsb_per_10dps = gyro_lsb_per_10dps_;
  hello.accel_range_g = static_cast<std::uint8_t>(std::round(params_.accel_range_g));
  hello.gyro_range_dps = to_u16(params_.gyro_range_dps);
  hello.rate_hz = to_u16(params_.rate_hz);
  hello.batch = static_cast<std::uint8_t>(params_.batch);
  hello.max_batch = PW_IMU_MAX_SAMPLES;
  hello.boot_id = params_.boot_id;
  hello.capabilities = PW_CAN_BUTTON;
  if (params_.has_gyro) hello.capabilities |= PW_CAN_GYRO;
  std::array<std::uint8_t, PW_HELLO_SIZE> payload;
  pw_put_hello(&hello, payload.data());
  send(PW_HELLO, payload, out);
}

std::int16_t ClipEncoder::quantise(double value, double lsb_per_unit, double range) {
  const double counts = std::round(value * lsb_per_unit);
  const double limit = std::min(range * lsb_per_unit, 32767.0);
  if (std::isnan(counts)) return 0;
  if (std::abs(counts) >= limit) flags_ |= PW_SATURATED;
  return static_cast<std::int16_t>(std::clamp(counts, -limit, limit));
}

void ClipEncoder::sample(const ImuSample& sample, std::vector<std::uint8_t>& out) {
  if (newest_ && to_seconds(sample.time - *newest_) * params_.rate_hz > 1.5) flush(out);
  pw_imu_sample raw{};
  for (int i = 0; i < 3; ++i) {
    const double accel_g = sample.accel_m_s2[i] / kGravity_m_s2;
    const double gyro_dps = params_.has_gyro ? sample.gyro_rad_s[i] * kDegPerRad : 0;
    raw.value[i] = quantise(accel_g, accel_lsb_per_g_, params_.accel_range_g);
    raw.value[i + 3] = quantise(gyro_dps, gyro_lsb_per_10dps_ / 10.0, params_.gyro_range_dps);
  }
  queued_.push_back(raw);
  newest_ = sample.time;
  ++next_sample_no_;
  if (queued_.size() >= static_cast<std::size_t>(params_.batch)) flush(out);
}

void ClipEncoder::flush(std::vector<std::uint8_t>& out) {
  if (queued_.empty()) return;
  pw_imu_header header{};
  header.t_us = device_us(newest_);
  header.sample_no = next_sample_no_ - 1;
  header.temperature_cdeg = PW_NO_TEMPERATURE;
  header.flags = flags_;
  header.count = static_cast<std::uint8_t>(queued_.size());
  std::array<std::uint8_t, PW_MAX_PAYLOAD> payload;
  std::size_t size = pw_put_imu_header(&header, payload.data());
  for (const pw_imu_sample& raw : queued_) size += pw_put_imu_sample(&raw, payload.data() + size);
  queued_.clear();
  flags_ = PW_TIME_FROM_DATA_READY;
  send(PW_IMU, {payload.data(), size}, out);
}

void ClipEncoder::status(std::uint32_t uptime_s, std::vector<std::uint8_t>& out) {
  pw_status status{};
  status.uptime_s = uptime_s;
  status.now_us = device_us(newest_);
  status.boot_id = params_.boot_id;
  status.temperature_cdeg = PW_NO_TEMPERATURE;
  status.state = PW_STATE_STREAMING;
  std::array<std::uint8_t, PW_STATUS_SIZE> payload;
  pw_put_status(&status, payload.data());
  send(PW_STATUS, payload, out);
}

void ClipEncoder::button(ButtonPress::Kind kind, std::vector<std::uint8_t>& out) {
  const std::uint8_t payload[] = {
      static_cast<std::uint8_t>(kind == ButtonPress::Kind::hold ? PW_BUTTON_HOLD : PW_BUTTON_TAP)};
  send(PW_BUTTON, payload, out);
}

void ClipEncoder::send(std::uint8_t type, std::span<const std::uint8_t> payload,
                       std::vector<std::uint8_t>& out) {
  const std::size_t at = out.size();
  out.resize(at + PW_FRAME_SIZE(payload.size()));
  pw_encode_frame(type, sequence_++, payload.data(), payload.size(), out.data() + at,
                  out.size() - at);
}

}  // namespace postured
