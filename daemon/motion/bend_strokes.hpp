// Quick bends of the trunk, as people make them whenever they sit down or stand up (25-45 deg
// within a second, Schenkman et al. 1990, Phys Ther 70:638): the axis each stroke turns about.
// People flex straight forward far more than they do anything else so fast, so the strokes know
// where forward is, whatever the clip believes (domain model 1.5, axis reference).
#pragma once

#include <array>
#include <optional>

#include "motion/inclination.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// One way, down or up. Its sign is not known: `axis_sensor` points to the right or to the left.
struct BendStroke {
  Vec3 axis_sensor = Vec3::Zero();  // unit, level
  double swing_deg = 0;             // within kSpan_s
};

class BendStrokes {
 public:
  static constexpr double kSpan_s = 0.8;
  // Within kSpan_s. Below it, shifts on the chair are as frequent, and those go anywhere.
  static constexpr double kLeast_deg = 24;
  static constexpr double kMost_deg = 60;  // faster than a trunk: a clip in the hand

  // Samples in order. Returns a stroke once its swing has passed its peak.
  std::optional<BendStroke> update(const ImuSample& sample, const Inclination& inclination);
  void on_break() { *this = {}; }

 private:
  static constexpr double kStep_s = 0.1;
  static constexpr std::size_t kSteps = 9;  // kSpan_s and its end

  DeviceTime next_{};
  std::array<Vec3, kSteps> up_{};  // oldest first
  std::size_t n_ = 0;
  BendStroke best_;
};

}  // namespace postured
