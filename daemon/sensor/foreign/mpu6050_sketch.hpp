// The example sketches of the i2cdevlib library for the MPU-6050, which thousands of boards run.
//
//   ypr\t12.34\t-5.60\t7.80       yaw, pitch, roll in degrees (MPU6050_DMP6, 115200 baud)
//   quat\t0.98\t0.01\t-0.17\t0.03  w, x, y, z (of two decimals: about a degree)
//   euler\t...                     angles that are not used: they lock up
//   a/g:\t-120\t340\t16200\t-30\t12\t5   raw counts (MPU6050_raw, 38400 baud, 10 a second): 16384
//                                        per g and 131 per deg/s, as initialize() sets
//   24 02 wH wL xH xL yH yL zH zL 00 count 0D 0A   teapot: quaternion / 16384, big endian
//   areal, aworld: acceleration without gravity, which tells nothing of posture
//
// ypr is the pitch and roll of the direction up in the sensor's axes: up = (sin p, cos p sin r,
// cos p cos r), and where that points down p is turned beyond 90 deg (dmpGetYawPitchRoll,
// dmpGetGravity in MPU6050_6Axis_MotionApps20). The chip's axes are right-handed and read +1 g
// upwards. MPU6050_DMP6 waits for any character before it starts; its question names it.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

FrameLook look_for_mpu6050_line(std::span<const std::uint8_t> head);
FrameLook look_for_mpu6050_teapot(std::span<const std::uint8_t> head);
// Only "Send any character to begin DMP programming and demo".
FrameLook look_for_mpu6050_question(std::span<const std::uint8_t> head);

class Mpu6050SketchDecoder final : public ForeignDecoder {
 public:
  explicit Mpu6050SketchDecoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override;

  // After 2 s of silence: the character that it waits for.
  std::chrono::milliseconds request_period() const override {
    return std::chrono::milliseconds(2000);
  }
  std::vector<std::uint8_t> request(BootTime now) override;

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_line(std::string_view line);
  void on_teapot(std::span<const std::uint8_t> frame);
  void add_up(const Vec3& up);

  FrameScanner lines_, teapots_;
  bool heard_ = false;  // lines since the last request
  int silent_requests_ = 0;
};

}  // namespace postured
