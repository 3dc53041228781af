// Our own sensor: wire protocol v1 (sensor-firmware/PROTOCOL.md). Its times are its own: arrival
// times do not count.
#pragma once

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
    assembler_.on_link_lost();
  }
  DecoderCounts decoder_counts() const override { return frames_.counts(); }
  AssemblerCounts assembler_counts() const override { return assembler_.counts(); }
  const std::optional<DeviceInfo>& info() const override { return assembler_.info(); }
  const std::string& refusal() const override { return assembler_.refusal(); }

 private:
  FrameDecoder frames_;
  SampleAssembler assembler_;
};

}  // namespace postured
