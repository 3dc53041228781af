// What a sensor's byte stream says, in SI units and in order. Everything downstream of the decoder
// sees only these, whatever sensor, recording or simulation the bytes came from.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "base/vector.hpp"

namespace postured {

// One reading. Axes are the sensor's own, right-handed.
struct ImuSample {
  DeviceTime time{};               // increases strictly within an epoch
  Vec3 accel_m_s2 = Vec3::Zero();  // specific force: +1 g upwards at rest
  Vec3 gyro_rad_s = Vec3::Zero();  // zero when has_gyro is false
  bool has_gyro = true;
  bool saturated = false;  // an axis is at its full scale: the true value may be larger
};

// The stream is interrupted before the next sample.
struct StreamBreak {
  enum class Cause {
    lost_samples,  // some sample numbers are missing, for less than a second; same time base
    time_gap,      // samples are missing for a second or more, or without a jump of the sample
                   // numbers (the sensor did not measure); same time base
    device_reset,  // the sensor restarted: a new epoch, device times start anew
    link_lost,     // the link closed: whatever comes next is a new epoch
  };
  Cause cause = Cause::lost_samples;
  std::uint32_t missing = 0;              // by sample number; 0 for a new epoch
  std::chrono::microseconds duration{0};  // of the hole in device time; 0 for a new epoch
};

// The sensor introduced itself (HELLO), or a sensor that never does was recognised: then board is
// its kind, versions are 0 and serial is empty.
struct DeviceInfo {
  int protocol_major = 0, protocol_minor = 0;
  int firmware_major = 0, firmware_minor = 0, firmware_patch = 0;
  std::string board, imu;  // printable ASCII, at most 32 characters
  std::string serial;      // 16 hex digits
  double rate_hz = 0;
  std::uint16_t boot_id = 0;
  double accel_range_g = 0, gyro_range_dps = 0;  // full scale; gyro 0 = there is no gyroscope
  std::string missing;  // "" or what it does not give and what follows from it, a sentence

  bool operator==(const DeviceInfo&) const = default;
};

// Once a second from the sensor itself.
struct DeviceStatus {
  std::uint32_t uptime_s = 0;
  double temperature_c = 0;  // NaN when not measured
  double battery_v = 0;      // NaN when not measured
  std::uint32_t samples_dropped = 0, i2c_errors = 0;
  std::uint16_t boot_id = 0;
  bool asleep = false;  // it lies somewhere and sends no samples until it is moved
};

struct ButtonPress {
  enum class Kind { tap, hold };  // tap = zero, hold = calibrate
  Kind kind = Kind::tap;
};

// Its battery is low (NOTICE). Sensors say it once until they were charged or restarted.
struct BatteryLow {
  double voltage_v = 0;
};

// Its answer to one command (ACK).
struct CommandAnswer {
  std::uint8_t sequence = 0, command = 0;  // of the command
  std::uint8_t result = 0;                 // 0 done, else why not (sensor-firmware/PROTOCOL.md)
};

// Receives events in stream order. Called some hundred times a second: no work, no allocation here.
class SensorSink {
 public:
  virtual ~SensorSink() = default;
  virtual void on_sample(const ImuSample& sample) = 0;
  virtual void on_break(const StreamBreak& what) = 0;
  virtual void on_info(const DeviceInfo& info) = 0;
  virtual void on_status(const DeviceStatus& status) = 0;
  virtual void on_button(const ButtonPress& press) = 0;
  virtual void on_answer(const CommandAnswer& /*answer*/) {}
  virtual void on_battery_low(const BatteryLow& /*what*/) {}
};

}  // namespace postured
