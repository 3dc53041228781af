// Samples -> wire bytes: what our firmware would send. Used by the simulated wearer, by recordings
// played as if they were a sensor, and by tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/sensor_events.hpp"

namespace postured {

struct ClipEncoderParams {
  double rate_hz = 100;
  int batch = 10;            // samples a frame, 1..10
  double accel_range_g = 4;  // full scale; readings beyond it are clipped and flagged
  double gyro_range_dps = 500;
  std::string serial = "0000000000000001";  // 16 hex digits
  std::uint16_t boot_id = 1;
};

class ClipEncoder {
 public:
  explicit ClipEncoder(ClipEncoderParams params = {});

  // Each appends whole frames to `out`. hello() opens a stream; a receiver cannot scale samples
  // before it.
  void hello(std::vector<std::uint8_t>& out);
  // Queues one sample; a frame leaves when the batch is full. Times beyond 32 bits wrap, as on the
  // device.
  void sample(const ImuSample& sample, std::vector<std::uint8_t>& out);
  void flush(std::vector<std::uint8_t>& out);  // sends a partial batch
  void status(std::uint32_t uptime_s, std::vector<std::uint8_t>& out);
  void button(ButtonPress::Kind kind, std::vector<std::uint8_t>& out);
  // The next sample is numbered `n` further on, as if n samples were lost.
  void skip_samples(std::uint32_t n) { sample_no_ += n; }

 private:
  struct Raw {
    std::int16_t value[6];
  };
  void send(std::uint8_t type, const std::vector<std::uint8_t>& payload,
            std::vector<std::uint8_t>& out);

  ClipEncoderParams params_;
  std::vector<Raw> queued_;
  std::uint8_t flags_ = 0;
  std::uint8_t sequence_ = 0;
  std::uint32_t sample_no_ = 0;
  std::uint32_t newest_us_ = 0;
};

}  // namespace postured
