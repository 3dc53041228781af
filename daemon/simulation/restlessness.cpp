#include "simulation/restlessness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace postured {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kDriftEvery_s = 10;
// What a shift gives back of the slump. With 36 shifts an hour about half of the slump remains in
// the long run, so that a quarter of sitting time exceeds 15 deg, as domain model 2.3 wants it.
constexpr double kSlumpKeptByShift = 0.85;

}  // namespace

Restlessness::Restlessness(const BehaviourParams& params)
    : params_(params),
      random_(params.seed, 3),
      settle_s_(kNever),
      drift_s_(kNever),
      shift_s_(kNever),
      fidget_s_(kNever),
      turn_s_(kNever),
      next_s_(kNever) {}

void Restlessness::begin(Activity::Kind kind, double t_s) {
  kind_ = kind;
  settle_s_ = drift_s_ = shift_s_ = fidget_s_ = turn_s_ = kNever;
  slumped_ = 0;
  lean_deg_ = side_deg_ = base_lean_deg_ = 0;
  held_until_s_ = special_until_s_ = 0;
  switch (kind) {
    case Activity::Kind::sit_work:
      base_lean_deg_ = params_.habitual_lean_deg + 2 * random_.normal();
      choose_posture(t_s);
      settle_s_ = t_s;
      drift_s_ = t_s + kDriftEvery_s;
      shift_s_ = t_s + random_.exponential(3600 / params_.shifts_per_hour);
      fidget_s_ = t_s + 4 + random_.exponential(3600 / params_.fidgets_per_hour);
      break;
    case Activity::Kind::stand:
      base_lean_deg_ = 3;
      choose_posture(t_s);
      settle_s_ = t_s;
      shift_s_ = t_s + random_.exponential(30);
      fidget_s_ = t_s + 4 + random_.exponential(40);
      turn_s_ = t_s + random_.exponential(60);
      break;
    case Activity::Kind::walk:
      turn_s_ = t_s + random_.exponential(9);
      break;
    case Activity::Kind::on_chair:  // pushed aside, sat on, swivelled
      turn_s_ = t_s + random_.exponential(40);
      break;
    case Activity::Kind::wave_arms:
    case Activity::Kind::type_hard:
    case Activity::Kind::lift:
    case Activity::Kind::handle:
    case Activity::Kind::off:
    case Activity::Kind::clip_on:
    case Activity::Kind::stand_still:
    case Activity::Kind::bend:
    case Activity::Kind::sit_tall:
    case Activity::Kind::lie:
      break;
  }
  plan();
}

void Restlessness::straighten(double t_s, double hold_s) {
  if (kind_ != Activity::Kind::sit_work) return;
  slumped_ = 0;
  lean_deg_ = random_.uniform(-1, 3);
  side_deg_ = random_.normal();
  special_until_s_ = 0;
  held_until_s_ = t_s + hold_s;
  settle_s_ = t_s;
  plan();
}

void Restlessness::choose_posture(double t_s) {
  if (t_s < held_until_s_) {
    lean_deg_ = 1.5 + 1.5 * random_.normal();
    side_deg_ = 1.5 * random_.normal();
    return;
  }
  if (t_s < special_until_s_) {  // the same thing, a little differently
    lean_deg_ = special_lean_deg_ + 2 * random_.normal();
    side_deg_ = special_side_deg_ + 2 * random_.normal();
    return;
  }
  lean_deg_ = base_lean_deg_ + 3.5 * random_.normal();
  side_deg_ = 2.5 * random_.normal();
  if (kind_ != Activity::Kind::sit_work) return;
  const double dice = random_.uniform(0, 1);
  if (dice < 0.08) {  // to the screen
    lean_deg_ = base_lean_deg_ + random_.uniform(9, 18);
  } else if (dice < 0.12) {  // against the backrest
    lean_deg_ = random_.uniform(-24, -16);
    slumped_ = 0;
  } else if (dice < 0.17) {  // on an armrest
    side_deg_ = random_.sign() * random_.uniform(10, 17);
  } else {
    return;
  }
  special_until_s_ = t_s + random_.uniform(40, 240);
  special_lean_deg_ = lean_deg_;
  special_side_deg_ = side_deg_;
}

Movement Restlessness::posture(Movement::Kind kind, double duration_s) const {
  Movement m;
  m.kind = kind;
  m.lean_deg = lean_deg_;
  m.side_deg = side_deg_;
  m.slump_deg = kind_ == Activity::Kind::sit_work ? params_.slump_deg * slumped_ : 0;
  m.duration_s = duration_s;
  return m;
}

void Restlessness::plan() {
  next_s_ = std::min({settle_s_, drift_s_, shift_s_, fidget_s_, turn_s_});
}

Movement Restlessness::take() {
  const double t_s = next_s_;
  Movement m;
  if (t_s == settle_s_) {
    m = posture(Movement::Kind::settle, random_.uniform(1.2, 2));
    settle_s_ = kNever;
  } else if (t_s == drift_s_) {
    // Not while held upright, nor when leaning back.
    if (t_s >= held_until_s_ && lean_deg_ > -10) {
      slumped_ += (1 - slumped_) * (1 - std::exp(-kDriftEvery_s / params_.slump_tau_s));
    }
    m = posture(Movement::Kind::drift, kDriftEvery_s);
    drift_s_ = t_s + kDriftEvery_s;
  } else if (t_s == shift_s_) {
    slumped_ *= kSlumpKeptByShift;
    choose_posture(t_s);
    m = posture(Movement::Kind::shift, random_.uniform(1, 3));
    if (random_.chance(0.3)) m.turn_deg = random_.uniform(-30, 30);
    const double mean_s =
        kind_ == Activity::Kind::sit_work ? 3600 / params_.shifts_per_hour - 5 : 30;
    shift_s_ = t_s + 5 + random_.exponential(std::max(1.0, mean_s));
  } else if (t_s == fidget_s_) {
    m.kind = Movement::Kind::fidget;
    (random_.chance(0.6) ? m.lean_deg : m.side_deg) = random_.sign() * random_.uniform(4, 8);
    m.duration_s = random_.uniform(1.8, 3.8);
    const double mean_s =
        kind_ == Activity::Kind::sit_work ? 3600 / params_.fidgets_per_hour - 5 : 40;
    fidget_s_ = t_s + 5 + random_.exponential(std::max(1.0, mean_s));
  } else {
    m.kind = Movement::Kind::turn;
    m.turn_deg = random_.sign() * random_.uniform(20, 100);
    m.duration_s = random_.uniform(1.5, 3.5);
    turn_s_ = t_s + m.duration_s + random_.exponential(kind_ == Activity::Kind::walk ? 9 : 60);
  }
  plan();
  return m;
}

}  // namespace postured
