// Frames -> sensor events: scales to SI units, unwraps 32-bit device time, names gaps, resets and
// duplicates. Refuses a sensor with another major protocol version, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sensor/frame_decoder.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

struct AssemblerCounts {
  std::uint64_t samples = 0;
  std::uint64_t missing = 0;        // by sample number
  std::uint64_t duplicates = 0;     // frames seen before, dropped
  std::uint64_t malformed = 0;      // right checksum, wrong length or counts
  std::uint64_t unknown_types = 0;  // frames of a newer protocol: ignored
  std::uint64_t resets = 0;
};

class SampleAssembler {
 public:
  // Events go to `sink`, which must outlive this object.
  explicit SampleAssembler(SensorSink& sink) : sink_(sink) {}

  void on_frame(const Frame& frame);
  // The link closed: the next samples start a new epoch.
  void on_link_lost();

  const AssemblerCounts& counts() const { return counts_; }
  // Set once a HELLO was understood; samples before it are dropped (their scale is unknown).
  const std::optional<DeviceInfo>& info() const { return info_; }
  // Empty, or why this sensor cannot be used ("speaks protocol 2.0, this postured knows 1.x: ...").
  const std::string& refusal() const { return refusal_; }

 private:
  void on_hello(const Frame& frame);
  void on_imu(const Frame& frame);
  void on_status(const Frame& frame);
  void on_button(const Frame& frame);

  SensorSink& sink_;
  AssemblerCounts counts_;
  std::optional<DeviceInfo> info_;
  std::string refusal_;
  double accel_scale_m_s2_ = 0, gyro_scale_rad_s_ = 0;
  std::int64_t period_us_ = 10'000;
  std::optional<std::uint32_t> last_sample_no_;
  std::uint32_t last_t_us_ = 0;
  std::int64_t last_time_us_ = 0;
};

}  // namespace postured
