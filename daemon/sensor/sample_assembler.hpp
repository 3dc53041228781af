// Frames -> sensor events: scales to SI units, unwraps 32-bit device time, names gaps, resets and
// duplicates. Refuses a sensor with another major protocol version, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sensor/frame_decoder.hpp"
#include "sensor/sensor_events.hpp"
#include "wire/posture_messages.h"

namespace postured {

struct AssemblerCounts {
  std::uint64_t samples = 0;
  std::uint64_t missing = 0;        // by sample number
  std::uint64_t duplicates = 0;     // frames seen before, or older than the newest: dropped
  std::uint64_t malformed = 0;      // right checksum, wrong length or contents
  std::uint64_t unknown_types = 0;  // frames of a newer protocol: ignored
  std::uint64_t resets = 0;
};

class SampleAssembler {
 public:
  // Events go to `sink`, which must outlive this object.
  explicit SampleAssembler(SensorSink& sink) : sink_(sink) {}

  // A HELLO that says the same as the last one makes no event (devices repeat it).
  void on_frame(const Frame& frame);
  // The link closed: the next samples start a new epoch, after the next HELLO.
  void on_link_lost();

  const AssemblerCounts& counts() const { return counts_; }
  // Set once a HELLO was understood; samples before it are dropped (their scale is unknown).
  const std::optional<DeviceInfo>& info() const { return info_; }
  // Empty, or why this sensor cannot be used ("speaks protocol 2.0, this postured knows 1.x: ...").
  const std::string& refusal() const { return refusal_; }

 private:
  // How a frame's samples follow the newest sample so far.
  struct Step {
    enum class Kind { follows, repeated, restarted, nonsense } kind = Kind::follows;
    std::int64_t samples = 0, us = 0;  // from the newest sample so far to the frame's newest
  };

  void on_hello(const Frame& frame);
  void on_imu(const Frame& frame);
  void on_status(const Frame& frame);
  void on_button(const Frame& frame);
  void on_ack(const Frame& frame);
  void on_notice(const Frame& frame);

  void refuse(std::string why);
  void device_reset();
  Step step_to(const pw_imu_header& header);
  void first_frame(const Frame& frame, const pw_imu_header& header);
  void next_frame(const Frame& frame, const pw_imu_header& header, const Step& step);
  void learn_period(const Step& step);
  // The newest `fresh` samples of the frame, spread evenly over the span_us before newest_us.
  void emit(const Frame& frame, const pw_imu_header& header, std::int64_t fresh,
            std::int64_t newest_us, std::int64_t span_us);

  SensorSink& sink_;
  AssemblerCounts counts_;
  std::optional<DeviceInfo> info_;
  std::string refusal_;

  // From HELLO.
  bool has_gyro_ = true;
  double accel_scale_m_s2_ = 0, gyro_scale_rad_s_ = 0;
  int accel_limit_ = 32767, gyro_limit_ = 32767;  // readings from here on are saturated

  // Of the stream so far.
  double period_us_ = 10'000;            // measured, starts as HELLO's rate
  double last_period_us_ = 0;            // of the last frame, 0 = none
  std::optional<pw_imu_header> newest_;  // of the newest frame in this epoch
  std::int64_t newest_us_ = 0;           // its unwrapped device time
  int repeated_in_a_row_ = 0;
};

}  // namespace postured
