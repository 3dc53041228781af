#include "sensor/foreign/bno08x_rvc.hpp"

#include <numeric>

namespace postured {
namespace {

constexpr std::uint8_t kHeader = 0xAA;
constexpr std::size_t kFrameSize = 19, kSumFrom = 2;
constexpr double kRate_hz = 100;
constexpr double kAccelScale_m_s2 = kGravity_m_s2 / 1000;
// BNO080 datasheet 1000-3927, p. 48.
constexpr double kRange_g = 8;

double accel(std::span<const std::uint8_t> frame, std::size_t at) {
  return kAccelScale_m_s2 * static_cast<std::int16_t>(frame[at] | frame[at + 1] << 8);
}

}  // namespace

FrameLook look_for_bno08x_rvc(std::span<const std::uint8_t> head) {
  if (head[0] != kHeader) return {FrameLook::Kind::nothing};
  if (head.size() < 2) return {};
  if (head[1] != kHeader) return {FrameLook::Kind::nothing};
  if (head.size() < kFrameSize) return {};
  const auto sum = std::accumulate(head.begin() + kSumFrom, head.begin() + kFrameSize - 1, 0U);
  if ((sum & 0xFFU) != head[kFrameSize - 1]) return {FrameLook::Kind::damaged};
  return {FrameLook::Kind::frame, kFrameSize};
}

Bno08xRvcDecoder::Bno08xRvcDecoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::bno08x_rvc, sink, {kRange_g, 0}, kRate_hz),
      scanner_(look_for_bno08x_rvc) {}

void Bno08xRvcDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_frame(frame); });
}

void Bno08xRvcDecoder::forget() {
  scanner_.reset();
  last_index_.reset();
}

void Bno08xRvcDecoder::on_frame(std::span<const std::uint8_t> frame) {
  const std::uint8_t index = frame[2];
  const int step = last_index_ ? static_cast<std::uint8_t>(index - *last_index_) : 1;
  if (step == 0) {
    count_repeated();
    return;
  }
  last_index_ = index;
  add({Vec3(accel(frame, 9), accel(frame, 11), accel(frame, 13)), std::nullopt, false}, step - 1);
}

}  // namespace postured
