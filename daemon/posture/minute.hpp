// One minute of seconds: aggregates for the report, and a compact form of its 60 seconds so that
// a month can be played through the coach again.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "posture/posture_second.hpp"

namespace postured {

// Zones of lean (from sit_ref), domain model 2.5: < -15, -15..10, 10..20, 20..30, 30..60, > 60 deg.
inline constexpr int kZones = 6;
inline constexpr std::array<double, kZones - 1> kZoneEdges_deg{-15, 10, 20, 30, 60};
int zone_of(double lean_deg);

// Valid and comparable with the reference: these seconds count in the zones.
bool is_judged(const PostureSecond& second);

struct Minute {
  WallTime start{};    // on a whole minute of UTC
  int recorded_s = 0;  // seconds present, valid or not
  int valid_s = 0;
  int sitting_s = 0, standing_s = 0, walking_s = 0, lying_s = 0;  // of the valid ones
  int slouched_s = 0;
  int judged_s = 0;                  // valid, seated or desk, lean comparable
  std::array<int, kZones> zone_s{};  // of the judged ones; sums to judged_s
  // With two clips: seconds with a known share of the range, their median, and rounded ones.
  int curvature_s = 0, rounded_s = 0;
  double curvature_percent = std::numeric_limits<double>::quiet_NaN();  // NaN: there are none
  std::vector<std::uint8_t> seconds;                                    // pack_seconds()
  // Instead of the seconds once they were too old to be kept: posture/lean_histogram.hpp.
  std::vector<std::uint8_t> lean_histogram;
};

// Up to 60 seconds of one minute, in order <-> bytes. Angles are kept to 0.25 deg, movement to 1
// deg, the time to the second; confidence is dropped. Typically 2 bytes a second; curvature adds to
// that only where there is some. unpack returns nothing for damaged bytes. An unpacked second's
// boot time is its UTC time: differences hold.
std::vector<std::uint8_t> pack_seconds(std::span<const PostureSecond> seconds);
std::vector<PostureSecond> unpack_seconds(std::span<const std::uint8_t> bytes, WallTime minute);
// The second as unpacking will give it back. Judging these makes a replay of the journal agree.
PostureSecond as_stored(const PostureSecond& second);

class MinuteBuilder {
 public:
  using OnMinute = std::function<void(const Minute&)>;
  explicit MinuteBuilder(OnMinute on_minute) : on_minute_(std::move(on_minute)) {}

  // A minute in which nothing came from a sensor is left out.
  // Seconds in order; a minute leaves when a second of another minute arrives. When the wall clock
  // is set back within a minute, labels that repeat are not counted twice.
  void update(const PostureSecond& second);
  void flush();

 private:
  OnMinute on_minute_;
  std::vector<PostureSecond> seconds_;
};

}  // namespace postured
