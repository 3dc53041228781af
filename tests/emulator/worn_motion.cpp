#include "emulator/worn_motion.hpp"

#include <algorithm>

#include "posture/posture_second.hpp"
#include "simulation/imu_model.hpp"
#include "simulation/random.hpp"

namespace postured::emulator {
namespace {

constexpr double kAhead_s = 2.1;  // the device takes 2 s for a hold

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

BehaviourParams WornMotion::behaviour(std::uint64_t seed) {
  BehaviourParams params;
  params.seed = Random::mix(seed, 1);
  return params;
}

KinematicsParams WornMotion::kinematics(std::uint64_t seed) {
  KinematicsParams params;
  params.seed = Random::mix(seed, 2);
  params.cloth_wobble_deg = 0;
  return params;
}

WornMotion::WornMotion(std::uint64_t seed, double begin_s, std::ostream* truth)
    : begin_s_(begin_s),
      truth_(truth),
      days_(behaviour(seed)),
      kinematics_(kinematics(seed), behaviour(seed)),
      chip_from_clip_(ImuModel({Random::mix(seed, 3)}, 100).sensor_from_clip()) {}

virtual_imu::TrueMotion WornMotion::at(std::uint64_t t_us) {
  const double t_s = std::max(last_s_, static_cast<double>(t_us) * 1e-6);
  last_s_ = t_s;
  if (!begun_ && t_s >= begin_s_) {
    days_.begin_day(t_s + kAhead_s);
    begun_ = true;
  }
  if (begun_) days_.advance(t_s + kAhead_s, *this);
  for (; !due_.empty() && due_.front().at_s <= t_s; due_.pop_front()) {
    kinematics_.begin(due_.front().activity, t_s);
  }
  const BodyMotion& motion = kinematics_.at(t_s);
  note_truth(t_s, motion);
  const Vec3 force = chip_from_clip_ * motion.specific_force_m_s2 / kGravity_m_s2;
  const Vec3 rate = chip_from_clip_ * motion.angular_rate_rad_s * kDegPerRad;
  virtual_imu::TrueMotion felt;
  for (int i = 0; i < 3; ++i) {
    felt.accel_g[i] = force[i];
    felt.gyro_dps[i] = rate[i];
  }
  felt.temperature_c = 31;  // between cloth and body
  return felt;
}

void WornMotion::on_activity(const Activity& activity, double t_s) {
  due_.push_back({t_s, activity});
  if (activity.presses_hold) presses_s_.push_back(kHold_s);
  if (activity.presses_tap) presses_s_.push_back(kTap_s);
}

std::optional<double> WornMotion::take_press_s() {
  if (presses_s_.empty()) return std::nullopt;
  const double press_s = presses_s_.front();
  presses_s_.pop_front();
  return press_s;
}

void WornMotion::note_truth(double t_s, const BodyMotion& motion) {
  const auto second = static_cast<std::int64_t>(t_s);
  if (second != second_) {
    if (truth_ != nullptr && !leans_deg_.empty()) {
      *truth_ << second_ << ' ' << median(leans_deg_) << ' ' << median(sides_deg_) << ' '
              << to_string(last_.body) << ' ' << last_.worn << '\n';
      truth_->flush();
    }
    second_ = second;
    leans_deg_.clear();
    sides_deg_.clear();
  }
  leans_deg_.push_back(motion.theta_deg - KinematicsParams{}.clip_sit_tilt_deg());
  sides_deg_.push_back(motion.phi_deg);
  last_ = motion;
}

}  // namespace postured::emulator
