// Razor AHRS firmware (razor-9dof-ahrs) on the older SparkFun Razor and Sensor Stick: 57600 baud,
// 50 lines a second.
//
//   #YPR=-142.28,-5.38,33.52                       yaw, pitch, roll in degrees: the default
//   #YPRAG=-142.28,-5.38,33.52,1.0,2.0,255.0,0.01,0.01,0.01      and both sensors (#ox)
//   #A-C=1.00,2.00,255.00  #M-C=...  #G-C=...      a line for each sensor, calibrated (#osct);
//                                                  -R: raw (#osrt)
// Its axes: x forward, y right, z down, right-handed, angles about z, then y, then x; nose up and
// right side down are positive. What it calls acceleration is gravity, in 1/256 g: the negative of
// what an accelerometer reads. Turning rates of the G lines are 0.06957 deg/s a count, of YPRAG
// rad/s. (Razor_AHRS.ino 1.4.2: "Axis definition", GRAVITY, GYRO_GAIN; Sensors.ino.)
//
// Its binary modes have neither a beginning nor a checksum, and three angles look like any other
// three: they are refused in words.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

FrameLook look_for_razor(std::span<const std::uint8_t> head);

class RazorDecoder final : public ForeignDecoder {
 public:
  explicit RazorDecoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_line(std::string_view line);
  void on_sensor_line(char sensor, char of, const Vec3& value);

  FrameScanner scanner_;
  std::optional<ForeignReading> waiting_;  // an A line whose G line follows
  bool calibrated_ = false;                // -C lines come: -R lines of the same reading are left
  std::uint64_t bytes_without_line_ = 0;
};

}  // namespace postured
