// BNO080, BNO085, BNO086 in UART-RVC mode: 100 frames a second at 115200 baud, no commands.
//
//   AA AA index yaw pitch roll ax ay az r r r sum    sum = low byte of the sum of index to r
//   angles in 1/100 deg, accelerations in mg, int16 little endian; r: reserved, not looked at
// (BNO080 datasheet 1000-3927, October 2017, p. 21.) Its example frame shows the axes: the
// acceleration with gravity, +1 g upwards, of a sensor rolled about y and pitched about x.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

FrameLook look_for_bno08x_rvc(std::span<const std::uint8_t> head);

class Bno08xRvcDecoder final : public ForeignDecoder {
 public:
  explicit Bno08xRvcDecoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_frame(std::span<const std::uint8_t> frame);

  FrameScanner scanner_;
  std::optional<std::uint8_t> last_index_;
};

}  // namespace postured
