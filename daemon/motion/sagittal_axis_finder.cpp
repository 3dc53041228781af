#include "motion/sagittal_axis_finder.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// Deeper than a trunk goes when it bends down to the floor: the clip was handled.
constexpr double kDeepest_deg = 120;
constexpr std::size_t kMostWaiting = 6;

}  // namespace

void SagittalAxisFinder::update(double t_s, const Inclination& inclination) {
  if (!inclination.settled) return;
  const Vec3 upright = upright_.segment_from_sensor.row(1);
  // upright x bent points to the right when the bend is forward (domain model 1.2, step 3).
  const Vec3 cross = upright.cross(inclination.up_sensor);
  const double tilt_deg = kDegPerRad * std::atan2(cross.norm(), upright.dot(inclination.up_sensor));
  if (tilt_deg < kBack_deg) {
    if (out_) finish_excursion(t_s);
    upright_seen_ = true;
    return;
  }
  if (!out_ && upright_seen_) {
    out_ = true;
    out_since_s_ = t_s;
    peak_deg_ = 0;
  }
  if (out_ && tilt_deg > peak_deg_) {
    peak_deg_ = tilt_deg;
    peak_right_ = cross.normalized();
  }
}

void SagittalAxisFinder::on_gap() {
  out_ = false;
  upright_seen_ = false;
}

void SagittalAxisFinder::finish_excursion(double t_s) {
  out_ = false;
  if (peak_deg_ < kOut_deg || peak_deg_ > kDeepest_deg || t_s - out_since_s_ > kMaxExcursion_s) {
    return;
  }
  if (right_sensor_) {
    if (angle_between_deg(*right_sensor_, peak_right_) > kAgree_deg) return;
    agreed_sum_ += peak_right_;
  } else {
    const auto match = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](const Vec3& other) {
      return angle_between_deg(other, peak_right_) <= kAgree_deg;
    });
    if (match == waiting_.rend()) {
      if (waiting_.size() == kMostWaiting) waiting_.erase(waiting_.begin());
      waiting_.push_back(peak_right_);
      return;
    }
    agreed_sum_ = *match + peak_right_;
    waiting_.clear();
  }
  right_sensor_ = agreed_sum_.normalized();
}

}  // namespace postured
