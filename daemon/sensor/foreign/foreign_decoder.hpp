// What the decoders of other people's sensors share: they find readings in the bytes; this gives
// them their times, says who the sensor is, and names what is lost.
#pragma once

#include <string>
#include <vector>

#include "sensor/foreign/arrival_clock.hpp"
#include "sensor/foreign/stamp_clock.hpp"
#include "sensor/sensor_decoder.hpp"

namespace postured {

// One reading in the sensor's own axes; see ImuSample for signs and units.
struct ForeignReading {
  Vec3 accel_m_s2 = Vec3::Zero();
  std::optional<Vec3> gyro_rad_s;  // nullopt: this sensor gives none
  bool saturated = false;
};

class ForeignDecoder : public SensorDecoder {
 public:
  void feed(BootTime arrival, std::span<const std::uint8_t> bytes) final;
  void on_link_lost() final;
  AssemblerCounts assembler_counts() const final { return counts_; }
  const std::optional<DeviceInfo>& info() const final { return info_; }
  const std::string& refusal() const final { return refusal_; }

 protected:
  struct Ranges {
    double accel_g = 0, gyro_dps = 0;  // full scale, as far as it is known
  };
  ForeignDecoder(SensorKind kind, SensorSink& sink, Ranges ranges, double nominal_hz = 0,
                 std::int64_t wrap_us = 0)
      : kind_(kind), sink_(sink), ranges_(ranges), arrivals_(nominal_hz), stamps_(wrap_us) {}

  // Finds the readings in the bytes and calls add() or add_stamped() for each.
  virtual void parse(BootTime arrival, std::span<const std::uint8_t> bytes) = 0;
  virtual void forget() = 0;  // what was partial

  // A reading without a time of its own; `lost` are known to be missing before it.
  void add(const ForeignReading& reading, int lost = 0);
  void add_stamped(const ForeignReading& reading, std::int64_t stamp_us);
  void count_malformed() { ++counts_.malformed; }
  void count_repeated() { ++counts_.duplicates; }
  void status(const DeviceStatus& status) { sink_.on_status(status); }
  // A sentence: what this sensor lacks beyond what its kind always does; "" = nothing.
  void set_missing(std::string missing) { missing_ = std::move(missing); }
  // A sentence: why nothing can be made of what it sends. Holds until a reading is delivered.
  void refuse(std::string why) {
    if (!info_) refusal_ = std::move(why);
  }

 private:
  struct Pending {
    ForeignReading reading;
    std::int64_t steps = 1;
  };

  void place_pending(BootTime arrival);
  void introduce(double rate_hz, const ForeignReading& reading);
  void emit(const ForeignReading& reading, DeviceTime time);
  void hole(std::chrono::microseconds duration, std::int64_t missing);

  SensorKind kind_;
  SensorSink& sink_;
  Ranges ranges_;
  ArrivalClock arrivals_;
  StampClock stamps_;
  std::vector<Pending> pending_;  // kept for its capacity
  std::string missing_, refusal_;
  std::optional<DeviceInfo> info_;
  AssemblerCounts counts_;
};

// The direction that points up, in the sensor's axes, of a sensor turned by yaw (about z), then
// pitch (about y), then roll (about x), right-handed with z up: what its accelerometer would read,
// in g. And from a unit quaternion that turns the sensor's axes into those of the room.
Vec3 up_from_pitch_roll(double pitch_rad, double roll_rad);
Vec3 up_from_quaternion(double w, double x, double y, double z);

// What is missing from a sensor that gives only angles.
inline constexpr std::string_view kOnlyAngles =
    "It sends only angles: steps are not felt, so walking is not seen, and sitting is told from "
    "standing less well.";

}  // namespace postured
