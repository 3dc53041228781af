// WitMotion's "normal" protocol: WT901, HWT905, JY901, and BWT61, JY61.
//
//   55 type d0L d0H d1L d1H d2L d2H d3L d3H sum     sum = low byte of the sum of the ten before
//   51 acceleration, raw / 32768 * 16 g    52 turning rate, raw / 32768 * 2000 deg/s
//   53 roll, pitch, yaw, raw / 32768 * 180 deg    54 magnetic field    50, 55..5F other things
//   55 61 then acceleration, turning rate and angles in one frame of 20 bytes without a checksum
//   (the Bluetooth models and their USB cable)
// (WT901 datasheet v20-0702 p. 11-12 and 21; BWT61CL v20-0630 p. 13; WT901BLECL v20-0707 p. 13.)
// Axes are right-handed with z up (WT901: x right, y forward; WT901BLECL: x forward, y left), +1 g
// upwards; angles turn about z, then y, then x (the same datasheets, p. 12 and p. 14). Which of the
// models it is cannot be told, nor therefore the scale of its temperature. Default: 9600 baud, 10
// readings a second.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

// Both forms; those with a checksum; those without.
FrameLook look_for_witmotion(std::span<const std::uint8_t> head);
FrameLook look_for_witmotion_checked(std::span<const std::uint8_t> head);
FrameLook look_for_witmotion_combined(std::span<const std::uint8_t> head);

class WitMotionDecoder final : public ForeignDecoder {
 public:
  explicit WitMotionDecoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_frame(std::span<const std::uint8_t> frame);
  void on_acceleration(std::span<const std::uint8_t> data);
  void on_turning_rate(std::span<const std::uint8_t> data);
  void on_angles(std::span<const std::uint8_t> data);

  FrameScanner scanner_;
  std::optional<ForeignReading> waiting_;  // an acceleration whose turning rate may follow
  int since_gyro_ = 0, since_accel_ = 0;   // frames of the other type since
};

// What to write to change how often, or what, the sensor sends; stored in it for good. Nothing of
// this is ever sent unasked. Empty when the sensor has no such rate (it has 1, 2, 5, 10, 20, 50,
// 100 and 200 a second).
std::vector<std::uint8_t> witmotion_rate_command(int rate_hz);
// Acceleration and turning rate only: what postured uses.
std::vector<std::uint8_t> witmotion_output_command();

}  // namespace postured
