// Our own sensor: wire protocol v1 (sensor-firmware/PROTOCOL.md). Its times are its own: arrival
// times do not count.
#pragma once

#include "sensor/commands.hpp"
#include "sensor/sensor_decoder.hpp"

namespace postured {

class PosturedDecoder final : public SensorDecoder {
 public:
  explicit PosturedDecoder(SensorSink& sink) : assembler_(sink) {}

  void feed(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) override {
    frames_.feed(bytes, [this](const Frame& frame) { assembler_.on_frame(frame); });
  }
  void on_link_lost() override {
    frames_.reset();
    frames_before_ = frames_.counts().frames;
    assembler_.on_link_lost();
  }
  DecoderCounts decoder_counts() const override { return frames_.counts(); }
  AssemblerCounts assembler_counts() const override { return assembler_.counts(); }
  const std::optional<DeviceInfo>& info() const override { return assembler_.info(); }
  const std::string& refusal() const override { return assembler_.refusal(); }

  // A sensor that was already streaming when we came has said its HELLO: it is asked for it again.
  // Never before this link's first good frame: what waits in a bootloader is left alone.
  std::chrono::milliseconds request_period() const override {
    return std::chrono::milliseconds(1000);
  }
  std::vector<std::uint8_t> request(BootTime /*now*/) override {
    if (frames_.counts().frames == frames_before_ || assembler_.info()) return {};
    return hello_request(0);
  }

 private:
  FrameDecoder frames_;
  std::uint64_t frames_before_ = 0;  // of earlier links
  SampleAssembler assembler_;
};

}  // namespace postured
