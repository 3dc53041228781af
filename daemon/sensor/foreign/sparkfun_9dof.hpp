// SparkFun 9DoF Razor IMU M0 with its own firmware: a line of numbers, 100 a second by default.
//
//   101234, 0.01, -0.02, 1.00, 0.12, -0.37, 0.06, 12.30, -4.50, 33.00     CR LF
//
// Milliseconds, acceleration in g, turning rate in deg/s, magnetic field, then quaternion, angles
// and heading if they are switched on; "calculated values" off: raw counts. Keys change the columns
// while it runs, so only what is certain is used: ten columns or more are all of it, of seven the
// last three may be a magnetic field. (_9DoF_Razor_M0_Firmware.ino, logIMUData(); config.h.) The
// MPU-9250's axes are right-handed and read +1 g upwards.
#pragma once

#include "sensor/foreign/accel_scale.hpp"
#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

// What is recognised unasked: the default columns with calculated values, of a sensor that feels
// gravity.
FrameLook look_for_sparkfun_9dof(std::span<const std::uint8_t> head);

class Sparkfun9dofDecoder final : public ForeignDecoder {
 public:
  explicit Sparkfun9dofDecoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_line(std::string_view line);

  FrameScanner scanner_;
  AccelScale counts_scale_;
};

}  // namespace postured
