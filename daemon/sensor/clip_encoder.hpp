// Samples -> wire bytes: what our firmware would send. Used by the simulated wearer, by recordings
// played as if they were a sensor, and by tests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sensor/sensor_events.hpp"
#include "wire/posture_messages.h"

namespace postured {

struct ClipEncoderParams {
  double rate_hz = 100;
  int batch = 10;            // samples a frame, 1..19
  double accel_range_g = 4;  // full scale; readings beyond it are clipped and flagged
  double gyro_range_dps = 500;
  bool has_gyro = true;                     // false: HELLO says so and gyroscope readings are 0
  std::string serial = "0000000000000001";  // 16 hex digits
  std::string board = "simulated", imu = "simulated";  // at most 16 characters
  std::uint16_t boot_id = 1;
};

class ClipEncoder {
 public:
  explicit ClipEncoder(ClipEncoderParams params = {});

  // Each appends whole frames to `out`. hello() opens a stream; a receiver cannot scale samples
  // before it. Our firmware repeats it every 10 s.
  void hello(std::vector<std::uint8_t>& out);
  // Queues one sample; a frame leaves when the batch is full, and before a sample that comes more
  // than half a period late (a frame has one time stamp). Times beyond 32 bits wrap, as on the
  // device.
  void sample(const ImuSample& sample, std::vector<std::uint8_t>& out);
  void flush(std::vector<std::uint8_t>& out);  // sends a partial batch
  // The device sends one a second.
  void status(std::uint32_t uptime_s, std::vector<std::uint8_t>& out);
  void button(ButtonPress::Kind kind, std::vector<std::uint8_t>& out);
  // The next sample is numbered `n` further on, as if n samples were lost; call flush() before.
  void skip_samples(std::uint32_t n) { next_sample_no_ += n; }

 private:
  void send(std::uint8_t type, std::span<const std::uint8_t> payload,
            std::vector<std::uint8_t>& out);
  std::int16_t quantise(double value, double lsb_per_unit, double range);

  ClipEncoderParams params_;
  std::uint16_t accel_lsb_per_g_ = 0, gyro_lsb_per_10dps_ = 0;
  std::vector<pw_imu_sample> queued_;
  std::uint8_t flags_ = PW_TIME_FROM_DATA_READY;
  std::uint8_t sequence_ = 0;
  std::uint32_t next_sample_no_ = 0;
  std::optional<DeviceTime> newest_;
};

}  // namespace postured
