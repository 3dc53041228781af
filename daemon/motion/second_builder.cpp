#include "motion/second_builder.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr std::chrono::seconds kSecond{1};
constexpr std::chrono::seconds kLargestStepBack{10};

// The middle value; of an even count, the mean of the two middle ones. Reorders its argument.
double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

// The same angle within half a turn of `near`, so that a median over +-180 means something.
double unwrap(double deg, double near_deg) {
  return deg - 360 * std::round((deg - near_deg) / 360);
}

}  // namespace

void SecondBuilder::add(BootTime t, const ImuSample& sample, const Inclination& inclination) {
  const BootTime start = std::chrono::floor<std::chrono::seconds>(t);
  if (open_) {
    if (start < start_) {
      if (start_ - start <= kLargestStepBack) return;
      close(Unknown::gap);
      open(start);
    } else if (start - start_ > kLongestFill) {
      close(Unknown::gap);
      open(start);
    } else {
      while (start_ < start) {
        close(Unknown::gap);
        open(start_ + kSecond);
      }
    }
  } else {
    open(start);
  }

  if (gap_pending_) has_gap_ = true;
  gap_pending_ = false;
  ++sums_.samples;
  const double accel_g = sample.accel_m_s2.norm() / kGravity_m_s2 - 1;
  sums_.accel_g += accel_g;
  sums_.accel_squared_g2 += accel_g * accel_g;
  sums_.gyro_squared += inclination.gyro_rad_s.squaredNorm();
  sums_.up += inclination.up_sensor;
  sums_.turn_rad_s += inclination.gyro_rad_s.dot(inclination.up_sensor);
  ahead_.add(sample, inclination.up_sensor);
  sums_.sigma_deg = inclination.sigma_deg;
  const auto bin = static_cast<std::size_t>(
      std::clamp(to_seconds(t - start_) * kMotionSeriesHz, 0.0, kMotionSeriesHz - 1.0));
  sums_.series_g.at(bin) += accel_g;
  ++sums_.series_n.at(bin);
  if (inclination.settled) {
    sums_.settled = true;
    add_angles(inclination);
  }
}

void SecondBuilder::add_angles(const Inclination& inclination) {
  if (!mounting_) return;
  if (angles_axis_known_ != mounting_->axis_known) {
    // A new reference within the second: the angles before it mean something else.
    angles_axis_known_ = mounting_->axis_known;
    lean_deg_.clear();
    side_deg_.clear();
    inclination_deg_.clear();
  }
  const TrunkAngles angles = trunk_angles(*mounting_, inclination.up_sensor);
  double lean_deg = angles.inclination_deg;
  if (mounting_->axis_known) {
    lean_deg = angles.theta_deg - mounting_->sit_ref_deg;
    if (!lean_deg_.empty()) lean_deg = unwrap(lean_deg, lean_deg_.front());
    side_deg_.push_back(angles.phi_deg);
  }
  lean_deg_.push_back(lean_deg);
  inclination_deg_.push_back(angles.inclination_deg);
}

void SecondBuilder::on_gap() {
  has_gap_ = gap_pending_ = true;
  ahead_.on_gap();
}

void SecondBuilder::close_until(BootTime t, Unknown empty_reason) {
  if (!open_) return;
  if (t - start_ > kLongestFill + kSecond) {
    // Nobody wants a week of empty seconds after a suspend: the last day tells it.
    close(empty_reason);
    open(std::chrono::floor<std::chrono::seconds>(t) - kLongestFill);
  }
  while (start_ + kSecond <= t) {
    close(sums_.samples == 0 ? empty_reason : Unknown::gap);
    open(start_ + kSecond);
  }
}

void SecondBuilder::pause() {
  if (open_) close(Unknown::gap);
  open_ = false;
}

void SecondBuilder::open(BootTime start) {
  open_ = true;
  start_ = start;
  sums_ = {};
  has_gap_ = false;
  lean_deg_.clear();
  side_deg_.clear();
  inclination_deg_.clear();
  angles_axis_known_ = mounting_ && mounting_->axis_known;
}

void SecondBuilder::close(Unknown short_reason) {
  MotionSecond second;
  second.start = start_;
  second.samples = sums_.samples;
  second.sigma_deg = sums_.sigma_deg;
  second.axis_known = mounting_ && mounting_->axis_known;
  second.from_standing = mounting_ && mounting_->from_standing;
  if (mounting_) second.reference_sensor = mounting_->segment_from_sensor.row(1);
  if (second.axis_known) second.forward_sensor = mounting_->segment_from_sensor.row(0);
  second.ahead_sensor = ahead_.take();
  const bool complete =
      sums_.samples >= kMinSamples ||
      (sums_.samples > 0 && sums_.samples >= kMinShare * usual_samples_ && usual_samples_ > 0);
  if (sums_.samples > 0) {
    const double n = sums_.samples;
    const double mean = sums_.accel_g / n;
    second.accel_sd_g = std::sqrt(std::max(0.0, sums_.accel_squared_g2 / n - mean * mean));
    second.gyro_rms_dps = kDegPerRad * std::sqrt(sums_.gyro_squared / n);
    // Samples are evenly spaced, so the mean rate is what was turned in the second.
    second.turn_deg = kDegPerRad * sums_.turn_rad_s / n;
    if (sums_.up.norm() > 0) second.up_sensor = sums_.up.normalized();
    for (std::size_t i = 0; i < kMotionSeriesHz; ++i) {
      if (sums_.series_n[i] > 0) {
        second.accel_series_g[i] = static_cast<float>(sums_.series_g[i] / sums_.series_n[i]);
      }
    }
    for (std::size_t i = 1; i + 1 < kMotionSeriesHz; ++i) {
      if (sums_.series_n[i] == 0 && sums_.series_n[i - 1] > 0 && sums_.series_n[i + 1] > 0) {
        second.accel_series_g[i] =
            0.5F * (second.accel_series_g[i - 1] + second.accel_series_g[i + 1]);
      }
    }
  }
  // Only seconds that no gap cut short tell the rate; it forgets a faster one slowly.
  if (complete && !has_gap_) {
    usual_samples_ = std::max<double>(sums_.samples, 0.9 * usual_samples_);
  }

  if (!complete) {
    second.reason = short_reason;
  } else if (!sums_.settled) {
    second.reason = Unknown::settling;
  } else if (!mounting_) {
    second.reason = Unknown::uncalibrated;
  } else {
    fill_angles(second);
  }
  on_second_(second);
}

void SecondBuilder::fill_angles(MotionSecond& second) {
  if (lean_deg_.empty()) {  // the reference came after the last settled sample
    second.reason = Unknown::uncalibrated;
    return;
  }
  second.axis_known = angles_axis_known_;
  const auto [low, high] = std::minmax_element(lean_deg_.begin(), lean_deg_.end());
  second.lean_range_deg = *high - *low;
  second.lean_deg = unwrap(median(lean_deg_), 0);
  if (!side_deg_.empty()) second.side_deg = median(side_deg_);
  second.inclination_deg = median(inclination_deg_);
}

}  // namespace postured
