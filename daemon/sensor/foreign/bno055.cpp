#include "sensor/foreign/bno055.hpp"

#include <algorithm>
#include <cstdlib>

namespace postured {
namespace {

constexpr std::uint8_t kStart = 0xAA, kWrite = 0x00, kRead = 0x01;
constexpr std::uint8_t kData = 0xBB, kStatus = 0xEE, kWritten = 0x01, kLastStatus = 0x0A;
constexpr std::uint8_t kChipId = 0x00, kAccelData = 0x08, kUnits = 0x3B, kMode = 0x3D;
constexpr std::uint8_t kBno055 = 0xA0;
constexpr std::uint8_t kConfigMode = 0x00, kAccelGyroMode = 0x05;
constexpr std::uint8_t kMetricUnits = 0x00;  // m/s2, deg/s
constexpr std::size_t kReadingSize = 18;     // acceleration, magnetic field, turning rate
constexpr std::size_t kMaxData = 128;
constexpr double kAccelScale_m_s2 = 1.0 / 100;
constexpr double kGyroScale_rad_s = kRadPerDeg / 16;
constexpr double kAccelRange_g = 4, kGyroRange_dps = 2000;  // defaults of this mode
constexpr double kLimit_m_s2 = 0.99 * kAccelRange_g * kGravity_m_s2;

// An answer takes 2 ms at 115200 baud and a switch of mode 19 ms.
constexpr auto kPatience = std::chrono::milliseconds(100);
constexpr int kSilentUntilStartOver = 5;
constexpr int kZerosUntilStartOver = 5;  // it reads zeros in CONFIGMODE: it was reset

Vec3 vector(std::span<const std::uint8_t> data) {
  const auto value = [data](std::size_t at) {
    return static_cast<double>(static_cast<std::int16_t>(data[at] | data[at + 1] << 8));
  };
  return {value(0), value(2), value(4)};
}

std::vector<std::uint8_t> read(std::uint8_t address, std::uint8_t size) {
  return {kStart, kRead, address, size};
}

std::vector<std::uint8_t> write(std::uint8_t address, std::uint8_t value) {
  return {kStart, kWrite, address, 1, value};
}

}  // namespace

FrameLook look_for_bno055(std::span<const std::uint8_t> head) {
  if (head[0] != kData && head[0] != kStatus) return {FrameLook::Kind::nothing};
  if (head.size() < 2) return {};
  if (head[0] == kStatus) {
    if (head[1] < kWritten || head[1] > kLastStatus) return {FrameLook::Kind::nothing};
    return {FrameLook::Kind::frame, 2};
  }
  if (head[1] == 0 || head[1] > kMaxData) return {FrameLook::Kind::nothing};
  const std::size_t size = 2 + std::size_t{head[1]};
  if (head.size() < size) return {};
  return {FrameLook::Kind::frame, size};
}

Bno055Decoder::Bno055Decoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::bno055, sink, {kAccelRange_g, kGyroRange_dps}),
      scanner_(look_for_bno055) {}

std::vector<std::uint8_t> Bno055Decoder::request(BootTime now) {
  if (asked_) {
    if (now - *asked_ < kPatience) return {};
    scanner_.reset();  // half an answer would swallow the next one
    if (++silent_ >= kSilentUntilStartOver) start_over();
  }
  asked_ = now;
  switch (step_) {
    case Step::identify:
      return read(kChipId, 1);
    case Step::configure:
      return write(kMode, kConfigMode);
    case Step::set_units:
      return write(kUnits, kMetricUnits);
    case Step::start:
      return write(kMode, kAccelGyroMode);
    case Step::read:
      break;
  }
  return read(kAccelData, kReadingSize);
}

void Bno055Decoder::parse(BootTime arrival, std::span<const std::uint8_t> bytes) {
  scanner_.feed(
      bytes, [this, arrival](std::span<const std::uint8_t> answer) { on_answer(arrival, answer); });
}

void Bno055Decoder::forget() {
  scanner_.reset();
  start_over();
  asked_.reset();
}

void Bno055Decoder::start_over() {
  step_ = Step::identify;
  silent_ = zeros_ = 0;
}

void Bno055Decoder::on_answer(BootTime arrival, std::span<const std::uint8_t> answer) {
  // A capture holds the answers only, and replaying it asks nothing: what has the form of a reading
  // is one. Other answers count only after their question.
  const bool data = answer[0] == kData;
  if (data && answer.size() == 2 + kReadingSize) {
    asked_.reset();
    silent_ = 0;
    on_reading(arrival, answer.subspan(2));
    return;
  }
  if (!asked_) return;
  asked_.reset();
  silent_ = 0;
  const bool written = !data && answer[1] == kWritten;
  switch (step_) {
    case Step::identify:
      if (!data || answer.size() != 3) return;  // asked again
      if (answer[2] == kBno055) {
        step_ = Step::configure;
      } else {
        refuse("What answers on this port is no BNO055: its chip id is " +
               std::to_string(answer[2]) + ", not 160. Check sensor.kind and the wiring.");
      }
      return;
    case Step::configure:
      if (written) step_ = Step::set_units;
      return;
    case Step::set_units:
      if (written) step_ = Step::start;
      return;
    case Step::start:
      if (written) step_ = Step::read;
      return;
    case Step::read:
      return;  // an error, often 7: the chip was busy; asked again
  }
}

void Bno055Decoder::on_reading(BootTime arrival, std::span<const std::uint8_t> data) {
  const Vec3 accel = vector(data), gyro = vector(data.subspan(12));
  if (accel.isZero(0) && gyro.isZero(0)) {
    if (++zeros_ >= kZerosUntilStartOver) start_over();
    return;
  }
  zeros_ = 0;
  ForeignReading reading;
  reading.accel_m_s2 = kAccelScale_m_s2 * accel;
  reading.gyro_rad_s = kGyroScale_rad_s * gyro;
  reading.saturated = reading.accel_m_s2.cwiseAbs().maxCoeff() >= kLimit_m_s2;
  add_stamped(reading, arrival.time_since_epoch().count());  // it was measured when it was asked
}

}  // namespace postured
