#include "simulation/wearer.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr double kHelloEvery_s = 10;  // as the firmware does: a receiver may come late

WearerParams with_joined_seeds(const WearerParams& given) {
  WearerParams params = given;
  params.behaviour.seed = Random::mix(params.seed, params.behaviour.seed);
  params.kinematics.seed = Random::mix(params.seed, params.kinematics.seed);
  params.imu.seed = Random::mix(params.seed, params.imu.seed);
  return params;
}

ClipEncoderParams encoder_params(const WearerParams& params, std::uint16_t boot_id) {
  ClipEncoderParams encoder;
  encoder.rate_hz = params.rate_hz;
  encoder.boot_id = boot_id;
  encoder.serial = params.serial;
  return encoder;
}

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

WearerParams wearer_of_lower_clip(WearerParams upper) {
  upper.kinematics.segment = Segment::pelvis;
  upper.kinematics.sensor_position_m = Vec3(0.10, 0.05, 0);  // from the hip
  upper.imu.seed = Random::mix(upper.imu.seed, 8);
  upper.serial = "0000000000000002";
  return upper;
}

Wearer::Wearer(const WearerParams& params)
    : params_(with_joined_seeds(params)),
      days_(params_.behaviour),
      kinematics_(params_.kinematics, params_.behaviour),
      slip_random_(params_.seed, 8),
      imu_(params_.imu, params_.rate_hz),
      encoder_(encoder_params(params_, 0)) {}

void Wearer::begin_day() {
  close_truth();
  encoder_ = ClipEncoder(encoder_params(params_, ++boot_id_));
  switched_on_step_ = step_;
  uptime_s_ = 0;
  presses_.clear();
  days_.begin_day(now_s());
  plan_slips();
}

void Wearer::plan_slips() {
  slips_.clear();
  const double n = params_.slips_per_day;
  for (double left = n; left > 0 && slip_random_.chance(std::min(1.0, left)); left -= 1) {
    Slip slip;
    slip.at_s = now_s() + 3600 * slip_random_.uniform(0.05, params_.behaviour.work_hours);
    slip.axis[static_cast<int>(slip_random_.uniform(0, 3))] = 1;
    slip.deg = slip_random_.sign() * params_.slip_deg;
    slips_.push_back(slip);
  }
  std::sort(slips_.begin(), slips_.end(),
            [](const Slip& a, const Slip& b) { return a.at_s > b.at_s; });
}

void Wearer::slip(const Vec3& axis, double deg) {
  kinematics_.slip(axis, deg, slip_random_.uniform(0.4, 1.2), now_s());
}

void Wearer::on_activity(const Activity& activity, double t_s) {
  kinematics_.begin(activity, t_s);
  // A press is meant for both clips; a person presses one.
  if (params_.kinematics.segment == Segment::pelvis) return;
  if (activity.presses_hold) presses_.push_back(ButtonPress::Kind::hold);
  if (activity.presses_tap) presses_.push_back(ButtonPress::Kind::tap);
}

void Wearer::on_straighten(double hold_s, double t_s) { kinematics_.straighten(t_s, hold_s); }

void Wearer::on_answer_pressed(PromptKind kind, Answer answer) {
  if (on_answer) on_answer(kind, answer);
}

template <class Each>
void Wearer::run_to(double t_s, std::vector<std::uint8_t>* bytes, Each&& each) {
  const auto hello_every = static_cast<std::int64_t>(kHelloEvery_s * params_.rate_hz);
  for (double now = now_s(); now < t_s; now = now_s()) {
    days_.advance(now, *this);
    if (days_.over()) {
      close_truth();
      if (bytes) encoder_.flush(*bytes);
      step_ = std::max(step_, static_cast<std::int64_t>(std::ceil(t_s * params_.rate_hz)));
      return;
    }
    while (!slips_.empty() && slips_.back().at_s <= now) {
      slip(slips_.back().axis, slips_.back().deg);
      if (on_slip) on_slip(slips_.back());
      slips_.pop_back();
    }
    const std::int64_t n = step_ - switched_on_step_;
    const double device_s = params_.clock_start_s + static_cast<double>(n) / params_.rate_hz *
                                                        (1 + 1e-6 * params_.clock_error_ppm);
    const BodyMotion& motion = kinematics_.at(now);
    const DeviceTime time{std::chrono::microseconds(std::llround(1e6 * device_s))};
    const ImuSample sample = imu_.read(time, motion.specific_force_m_s2, motion.angular_rate_rad_s);
    if (bytes) {
      if (n % hello_every == 0) encoder_.hello(*bytes);
      for (const ButtonPress::Kind press : presses_) encoder_.button(press, *bytes);
      presses_.clear();
      if (device_s - params_.clock_start_s >= uptime_s_ + 1.0) encoder_.status(++uptime_s_, *bytes);
    }
    each(sample, motion);
    add_truth(now, motion);
    ++step_;
  }
}

void Wearer::advance_to(double t_s, std::vector<std::uint8_t>& bytes) {
  run_to(t_s, &bytes,
         [&](const ImuSample& sample, const BodyMotion&) { encoder_.sample(sample, bytes); });
}

void Wearer::advance_to(double t_s,
                        const std::function<void(const ImuSample&, const BodyMotion&)>& each) {
  run_to(t_s, nullptr, each);
}

void Wearer::add_truth(double t_s, const BodyMotion& motion) {
  if (!on_truth) return;
  const auto second = static_cast<std::int64_t>(t_s);
  if (second != truth_s_) {
    close_truth();
    truth_s_ = second;
  }
  const double lean_deg = motion.theta_deg - params_.kinematics.clip_sit_tilt_deg();
  truth_lean_deg_.push_back(static_cast<float>(lean_deg));
  truth_curvature_sum_deg_ += kinematics_.curvature_deg();
  truth_side_deg_.push_back(static_cast<float>(motion.phi_deg));
  ++truth_body_[static_cast<std::size_t>(motion.body)];
  truth_worn_ += motion.worn ? 1 : 0;
}

void Wearer::close_truth() {
  const std::size_t n = truth_lean_deg_.size();
  if (n > 0 && on_truth) {
    TruthSecond truth;
    truth.t_s = truth_s_;
    truth.lean_deg = median(truth_lean_deg_);
    truth.side_deg = median(truth_side_deg_);
    const double theta_deg = truth.lean_deg + params_.kinematics.clip_sit_tilt_deg();
    truth.inclination_deg =
        std::acos(std::cos(theta_deg * kRadPerDeg) * std::cos(truth.side_deg * kRadPerDeg)) *
        kDegPerRad;
    truth.curvature_deg = truth_curvature_sum_deg_ / static_cast<double>(n);
    const auto most = std::max_element(truth_body_.begin(), truth_body_.end());
    truth.body = static_cast<BodyState>(most - truth_body_.begin());
    truth.worn = 2 * truth_worn_ > static_cast<int>(n);
    on_truth(truth);
  }
  truth_s_ = -1;
  truth_lean_deg_.clear();
  truth_side_deg_.clear();
  truth_body_ = {};
  truth_worn_ = 0;
  truth_curvature_sum_deg_ = 0;
}

}  // namespace postured
