#include "simulation/kinematics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace postured {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kClothKnot_s = 1;
constexpr double kWalkingSpeed_m_s = 1.2;
constexpr double kLyingTheta_deg = -86;  // on the back

// Where the desk is, seen from the chest.
const Vec3 kDesk_m(0.45, -0.25, 0.1);

// Sway at full amplitude: quiet to casual standing.
constexpr double kSwayTheta_deg = 0.6, kSwayPhi_deg = 0.5, kSwayYaw_deg = 1.5;
constexpr double kSwayHip_m = 0.008;

bool is_seated(const Activity& activity) {
  return activity.kind == Activity::Kind::sit_tall || activity.kind == Activity::Kind::sit_work ||
         activity.kind == Activity::Kind::wave_arms || activity.kind == Activity::Kind::type_hard ||
         (activity.kind == Activity::Kind::clip_on && activity.seated);
}

}  // namespace

Kinematics::Kinematics(const KinematicsParams& params, const BehaviourParams& behaviour)
    : params_(params),
      random_(params.seed, 4),
      pelvis_random_(params.seed, 7),
      restless_(behaviour),
      wander_(Random::mix(params.seed, 5), kClothKnot_s),
      pelvis_cloth_(Random::mix(params.seed, 8), kClothKnot_s),
      next_command_s_(kNever),
      height_(kSeatRise_m),
      seat_forward_(kSeatForward_m),
      worn_from_s_(kNever),
      next_hand_turn_s_(kNever) {
  hand_axis_ = clip_axis();
  turned_ = Glide(random_.uniform(60, 170));
  turn_clip(0);
  breathing_phase_ = random_.uniform(0, 2 * std::numbers::pi);
}

void Kinematics::command(double at_s, Part part, double target, double duration_s) {
  commands_.push_back({at_s, part, target, duration_s});
  next_command_s_ = std::min(next_command_s_, at_s);
}

void Kinematics::set_calm(double cloth, double sway, double t_s) {
  cloth_.to(t_s, cloth, 1.5);
  sway_.to(t_s, sway, 1.5);
}

// Standing up and sitting down: the trunk flexes forward by 25-45 deg, the seat is left or taken
// while it is flexed, and it extends again; about 2.3 s (Schenkman et al. 1990, Phys Ther 70:638).
// Returns when the body has arrived.
double Kinematics::change_seat(bool seated, double theta_deg, double t_s) {
  if (seated == seated_) {
    command(t_s, &Kinematics::lean_, theta_deg, 1.2);
    return t_s + 1.2;
  }
  seated_ = seated;
  const double peak_deg =
      std::max(params_.sit_tilt_deg + random_.uniform(25, 38), lean_.at(t_s).x + 18);
  const double flex_s = random_.uniform(0.85, 1.0);
  command(t_s, &Kinematics::lean_, peak_deg, flex_s);
  command(t_s + flex_s + 0.05, &Kinematics::lean_, theta_deg, 1.3);
  command(t_s + 0.3, &Kinematics::seat_forward_, seated ? 0 : kSeatForward_m, 1.5);
  if (seated) {
    command(t_s + 0.5, &Kinematics::height_, 0, 1.5);
  } else {
    command(t_s + 0.8 * flex_s, &Kinematics::height_, kSeatRise_m, 1.4);
  }
  return t_s + flex_s + 1.35;
}

// Down in 1.7 s, up in 1.9 s, a little crooked.
void Kinematics::bend(double t_s) {
  command(t_s, &Kinematics::lean_, random_.uniform(42, 58), 1.7);
  command(t_s + 1.9, &Kinematics::lean_, 0, 1.9);
  command(t_s, &Kinematics::side_, random_.uniform(-2, 2), 1.7);
  command(t_s + 1.9, &Kinematics::side_, 0, 1.9);
}

// Down in 1.5 s with the knees half bent, half turned round with it, up in 1.8 s.
void Kinematics::lift(double t_s) {
  command(t_s, &Kinematics::lean_, random_.uniform(72, 88), 1.5);
  command(t_s + 0.2, &Kinematics::height_, 0.75 * kSeatRise_m, 1.3);
  const double heading_deg = heading_.target() + random_.sign() * random_.uniform(45, 70);
  command(t_s + 1.5, &Kinematics::heading_, heading_deg, 1.4);
  command(t_s + 3.0, &Kinematics::lean_, 0, 1.8);
  command(t_s + 3.0, &Kinematics::height_, kSeatRise_m, 1.6);
}

void Kinematics::begin(const Activity& activity, double t_s) {
  // What was planned for the last activity is dropped; what must end somewhere is sent there.
  commands_.clear();
  next_command_s_ = kNever;
  fidget_lean_.to(t_s, 0, 1);
  fidget_side_.to(t_s, 0, 1);
  arms_.to(t_s, 0, 1);
  heading_.to(t_s, heading_.target(), 1);
  height_.to(t_s, seated_ ? 0 : kSeatRise_m, 1.4);
  seat_forward_.to(t_s, seated_ ? 0 : kSeatForward_m, 1.4);
  if (clipped_) {
    turned_.to(t_s, 0, 1);
    hand_.to(t_s, 0, 1);
    alive_.to(t_s, 1, 1);
  }
  next_hand_turn_s_ = kNever;
  if (activity.kind == Activity::Kind::handle) {
    take_in_hand(t_s);
    restless_.begin(activity.kind, t_s);
    return;
  }
  double ready_s = t_s;
  const bool walks = activity.kind == Activity::Kind::walk;
  if (!walks && walking_.target() > 0) {
    walking_.to(t_s, 0, 0.9);
    speed_.to(t_s, 0, 0.9);
    ready_s += 0.9;
  }
  const bool off = activity.kind == Activity::Kind::off;
  if (off || activity.kind == Activity::Kind::on_chair) {
    lean_.to(t_s, lean_.target(), 1);
    slump_.to(t_s, slump_.target(), 1);
    side_.to(t_s, side_.target(), 1);
    if (off) {
      take_off(t_s);
    } else {
      hang_on_chair(t_s);
    }
    restless_.begin(activity.kind, t_s);
    return;
  }
  const bool lies = activity.kind == Activity::Kind::lie;
  const bool seated = is_seated(activity) || lies;
  if (!clipped_) {
    put_on(seated, t_s);
    ready_s = worn_from_s_;
  } else if (lying_ && !lies) {
    lean_.to(t_s, params_.sit_tilt_deg, 3);
    flat_.to(t_s, 0, 3);
    ready_s = t_s + 3;
  }
  lying_ = lies;
  if (activity.kind != Activity::Kind::sit_work) slump_.to(t_s, 0, 2);
  if (!lies) side_.to(t_s, 0, 1.5);
  const double theta_deg = seated ? params_.sit_tilt_deg : walks ? 3 : 0;
  const bool moves_seat = seated != seated_;
  ready_s = change_seat(seated, theta_deg, ready_s);

  switch (activity.kind) {
    case Activity::Kind::clip_on:
    case Activity::Kind::stand_still:
    case Activity::Kind::sit_tall:
      set_calm(0.2, seated ? 0.15 : 0.3, t_s);
      break;
    case Activity::Kind::bend:
      set_calm(0.2, 0.3, t_s);
      bend(moves_seat ? ready_s : t_s + 0.2);
      break;
    case Activity::Kind::sit_work:
      set_calm(1, 0.4, t_s);
      break;
    case Activity::Kind::stand:
      set_calm(1, 1, t_s);
      break;
    case Activity::Kind::walk:
      set_calm(1.5, 1, t_s);
      if (walking_.target() == 0) {
        // Fading out still, the old walk is taken up again: a new phase would be a jump.
        if (!walking_.moving(t_s)) {
          const double rate_hz = params_.step_rate_hz + random_.uniform(-0.25, 0.2);
          gait_.begin(ready_s, std::clamp(rate_hz, 1.6, 2.1), random_);
        }
        command(ready_s, &Kinematics::walking_, random_.uniform(0.9, 1.1), 1.2);
        command(ready_s, &Kinematics::speed_, kWalkingSpeed_m_s, 1.5);
      }
      break;
    case Activity::Kind::lie:
      set_calm(0.3, 0, t_s);
      command(ready_s, &Kinematics::lean_, kLyingTheta_deg, 3.5);
      command(ready_s, &Kinematics::flat_, 1, 3.5);
      command(ready_s, &Kinematics::side_, random_.uniform(-10, 10), 3.5);
      break;
    case Activity::Kind::wave_arms:
    case Activity::Kind::type_hard:
      set_calm(1, 1, t_s);
      arm_motion_.begin(activity.kind == Activity::Kind::wave_arms ? ArmMotion::Kind::waving
                                                                   : ArmMotion::Kind::typing,
                        ready_s, random_);
      command(ready_s, &Kinematics::arms_, 1, 1);
      break;
    case Activity::Kind::lift:
      set_calm(1, 1, t_s);
      lift(ready_s + 0.5);
      break;
    case Activity::Kind::on_chair:
    case Activity::Kind::off:
    case Activity::Kind::handle:
      break;
  }
  restless_.begin(activity.kind, ready_s);
}

void Kinematics::apply(const Movement& movement, double t_s) {
  const double upright_deg = seated_ ? params_.sit_tilt_deg : 0;
  const double half_s = 0.5 * movement.duration_s;
  switch (movement.kind) {
    case Movement::Kind::drift:
      slump_.to(t_s, movement.slump_deg, movement.duration_s);
      break;
    case Movement::Kind::settle:
    case Movement::Kind::shift:
      lean_.to(t_s, upright_deg + movement.lean_deg, movement.duration_s);
      side_.to(t_s, movement.side_deg, movement.duration_s);
      slump_.to(t_s, movement.slump_deg, movement.duration_s);
      heading_.to(t_s, heading_.target() + movement.turn_deg, movement.duration_s);
      break;
    case Movement::Kind::fidget:
      fidget_lean_.to(t_s, movement.lean_deg, half_s);
      fidget_side_.to(t_s, movement.side_deg, half_s);
      command(t_s + half_s, &Kinematics::fidget_lean_, 0, half_s);
      command(t_s + half_s, &Kinematics::fidget_side_, 0, half_s);
      break;
    case Movement::Kind::turn:
      heading_.to(t_s, heading_.target() + movement.turn_deg, movement.duration_s);
      break;
  }
}

void Kinematics::run_events(double t_s) {
  while (std::min(next_command_s_, restless_.next_s()) <= t_s) {
    if (restless_.next_s() < next_command_s_) {
      const double at_s = restless_.next_s();
      apply(restless_.take(), at_s);
      continue;
    }
    const auto first =
        std::min_element(commands_.begin(), commands_.end(),
                         [](const Command& a, const Command& b) { return a.at_s < b.at_s; });
    const Command now = *first;
    commands_.erase(first);
    next_command_s_ = kNever;
    for (const Command& c : commands_) next_command_s_ = std::min(next_command_s_, c.at_s);
    (this->*now.part).to(now.at_s, now.target, now.duration_s);
  }
}

Kinematics::SpineAngles Kinematics::spine(double t_s) const {
  const Jet lean = lean_.at(t_s) + fidget_lean_.at(t_s), slump = slump_.at(t_s);
  const Jet seated = Jet{1} + -1 / kSeatRise_m * height_.at(t_s);
  const Jet from_upright = lean + -params_.sit_tilt_deg * seated;
  const Jet flat = flat_.at(t_s);
  return {lean + slump, flat * lean + (Jet{1} + -1 * flat) *
                                          params_.shape.pelvis_deg(seated, from_upright, slump)};
}

void Kinematics::sum_up(double t_s) {
  const bool pelvis = params_.segment == Segment::pelvis;
  wander_.advance(t_s);
  if (pelvis) pelvis_cloth_.advance(t_s);
  TrunkState& s = state_;
  const Jet alive = alive_.at(t_s);
  const Jet sway = alive * sway_.at(t_s);
  const Jet theta_deg =
      pelvis ? spine(t_s).pelvis_deg : lean_.at(t_s) + slump_.at(t_s) + fidget_lean_.at(t_s);
  s.theta_rad = kRadPerDeg * theta_deg + sway * (kSwayTheta_deg * kRadPerDeg * wander_[kSwayTheta]);
  const double side_share = pelvis ? params_.shape.hip_share : 1;
  s.phi_rad = side_share * kRadPerDeg * (side_.at(t_s) + fidget_side_.at(t_s)) +
              sway * (kSwayPhi_deg * kRadPerDeg * wander_[kSwayPhi]);
  s.yaw_rad = sway * (kSwayYaw_deg * kRadPerDeg * wander_[kSwayYaw]);
  s.heading_rad = kRadPerDeg * heading_.at(t_s);
  s.speed_m_s = speed_.at(t_s);
  s.hip_forward_m = seat_forward_.at(t_s) + sway * (kSwayHip_m * wander_[kSwayForward]);
  s.hip_up_m = height_.at(t_s);
  s.hip_right_m = sway * (kSwayHip_m * wander_[kSwayRight]);
  const Jet hand = hand_.at(t_s);
  for (int i = 0; i < 3; ++i) {
    s.lever_m[i] = Jet{params_.sensor_position_m[i]} + kDesk_m[i] * hand;
  }
  s.cloth = s.cloth_rate_s = Vec3::Zero();
  if (alive.x != 0) {
    const double rate = 2 * std::numbers::pi * params_.breathing_hz;
    const double angle = rate * t_s + breathing_phase_;
    const double sine = std::sin(angle), cosine = std::cos(angle);
    const Jet breath = alive * Jet{sine, rate * cosine, -rate * rate * sine};
    // Breathing in lifts the chest: backwards in tilt, forwards in place.
    s.theta_rad = s.theta_rad + -params_.breathing_deg * kRadPerDeg * breath;
    s.lever_m[0] = s.lever_m[0] + params_.breathing_mm * 1e-3 * breath;
    const Jet cloth = 0.5 * params_.cloth_wobble_deg * kRadPerDeg * (alive * cloth_.at(t_s));
    for (int i = 0; i < 3; ++i) {
      const Jet c = cloth * (pelvis ? pelvis_cloth_ : wander_)[kCloth + i];
      s.cloth[i] = c.x;
      s.cloth_rate_s[i] = c.v;
    }
  }
  if (const Jet arms = arms_.at(t_s); arms.x != 0) {
    const GaitMotion sway_of_arms = arm_motion_.at(t_s);
    s.theta_rad = s.theta_rad + arms * sway_of_arms.pitch_rad;
    s.phi_rad = s.phi_rad + arms * sway_of_arms.roll_rad;
    s.yaw_rad = s.yaw_rad + arms * sway_of_arms.yaw_rad;
    s.hip_forward_m = s.hip_forward_m + arms * sway_of_arms.forward_m;
    s.hip_up_m = s.hip_up_m + arms * sway_of_arms.up_m;
    s.hip_right_m = s.hip_right_m + arms * sway_of_arms.right_m;
  }
  const Jet walking = walking_.at(t_s);
  if (walking.x != 0) {
    // Strides differ: their amplitude follows a slow process.
    const Jet amplitude = walking * (Jet{1} + 0.1 * wander_[kSwayForward]);
    const GaitMotion gait = gait_.at(t_s);
    s.theta_rad = s.theta_rad + amplitude * gait.pitch_rad;
    s.phi_rad = s.phi_rad + amplitude * gait.roll_rad;
    s.yaw_rad = s.yaw_rad + amplitude * gait.yaw_rad;
    s.hip_forward_m = s.hip_forward_m + amplitude * gait.forward_m;
    s.hip_up_m = s.hip_up_m + amplitude * gait.up_m;
    s.hip_right_m = s.hip_right_m + amplitude * gait.right_m;
  }
}

const BodyMotion& Kinematics::at(double t_s) {
  run_events(t_s);
  if (t_s >= next_hand_turn_s_) turn_in_hand(next_hand_turn_s_);
  sum_up(t_s);
  // Once more after the turn has ended: t_s_ is still the time of the last call.
  if (turned_.moving(t_s_) || slipped_.moving(t_s_)) turn_clip(t_s);
  const Vec3 last_rate = hip_track_rate_m_s_;
  hip_track_rate_m_s_.setZero();
  if (state_.speed_m_s.x != 0) {
    const double heading = state_.heading_rad.x;
    hip_track_rate_m_s_ = state_.speed_m_s.x * Vec3(std::cos(heading), 0, -std::sin(heading));
    hip_track_m_ += 0.5 * (t_s - t_s_) * (last_rate + hip_track_rate_m_s_);
  }
  t_s_ = t_s;

  const Felt felt = feel(state_);
  motion_.specific_force_m_s2 = felt.specific_force_m_s2;
  motion_.angular_rate_rad_s = felt.angular_rate_rad_s;
  motion_.theta_deg = state_.theta_rad.x * kDegPerRad;
  motion_.phi_deg = state_.phi_rad.x * kDegPerRad;
  motion_.worn = t_s >= worn_from_s_;
  motion_.body = motion_.worn ? body(t_s) : BodyState::unknown;
  return motion_;
}

double Kinematics::curvature_deg() const {
  const SpineAngles angles = spine(t_s_);
  const double from_standing_deg = angles.trunk_deg.x - angles.pelvis_deg.x;
  const bool upright = motion_.body == BodyState::standing || motion_.body == BodyState::walking;
  return upright ? from_standing_deg
                 : from_standing_deg - (params_.sit_tilt_deg - params_.shape.pelvis_sit_tilt_deg);
}

BodyState Kinematics::body(double t_s) const {
  if (lying_ && std::abs(motion_.theta_deg) > 60) return BodyState::lying;
  if (height_.at(t_s).x < 0.5 * kSeatRise_m) return BodyState::sitting;
  return walking_.at(t_s).x > 0.5 ? BodyState::walking : BodyState::standing;
}

}  // namespace postured
