// x-IMU3 (xio Technologies). Messages end with LF; a letter says what they are, then the sensor's
// time in microseconds, then numbers. As text,
//
//   I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,1.0000     I: gyroscope deg/s, accelerometer g
//
// or binary: 0x80 + letter, u64 time, float32 each, little endian, LF stuffed as DB DC and DB as
// DB DD. No checksum: what counts is that a message is exactly as long as its letter says.
// (User manual, "Communication protocol"; its example of rest is +1 g on z with zero angles.)
// Without I messages, Q (quaternion w, x, y, z) or A (roll, pitch, yaw in degrees) serve, read in
// the sensor's default convention, north-west-up.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

// Messages that carry a time; command answers in JSON are `nothing`.
FrameLook look_for_ximu3(std::span<const std::uint8_t> head);

class XImu3Decoder final : public ForeignDecoder {
 public:
  explicit XImu3Decoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_message(std::span<const std::uint8_t> message);

  FrameScanner scanner_;
  int since_inertial_ = 0;  // angle messages
  DeviceStatus status_;
};

}  // namespace postured
