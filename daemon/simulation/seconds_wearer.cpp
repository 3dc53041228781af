#include "simulation/seconds_wearer.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr double kSeatChange_s = 3;
constexpr double kGapMost_s = 5;
constexpr double kLyingTheta_deg = -86;

bool is_worn(Activity::Kind kind) {
  return kind != Activity::Kind::off && kind != Activity::Kind::handle &&
         kind != Activity::Kind::on_chair;
}

}  // namespace

SecondsWearer::SecondsWearer(SecondsWearerParams params)
    : params_([&] {
        params.behaviour.seed = Random::mix(params.seed, params.behaviour.seed);
        params.desk.seed = Random::mix(params.seed, params.desk.seed);
        return params;
      }()),
      random_(params_.seed, 7),
      days_(params_.behaviour),
      restless_(params_.behaviour),
      desk_(params_.desk) {}

void SecondsWearer::start_day() {
  calibrated_today_ = referenced_ = false;
  gap_until_s_ = 0;
  days_.begin_day(static_cast<double>(second_));
  desk_.begin_day(static_cast<double>(second_));
}

void SecondsWearer::on_activity(const Activity& activity, double t_s) {
  // Sitting tall is the last step of the calibration, and all of a zero.
  if (kind_ == Activity::Kind::sit_tall) calibrated_today_ = referenced_ = true;
  kind_ = activity.kind;
  desk_.on_activity(kind_, t_s);
  if (!is_worn(kind_)) referenced_ = false;
  const bool lies = kind_ == Activity::Kind::lie;
  const bool seated = kind_ == Activity::Kind::sit_work || kind_ == Activity::Kind::sit_tall ||
                      kind_ == Activity::Kind::wave_arms || kind_ == Activity::Kind::type_hard ||
                      lies || (kind_ == Activity::Kind::clip_on && activity.seated);
  const bool seat_changes = seated != seated_ && is_worn(kind_);
  if (seat_changes) seat_change_until_s_ = t_s + kSeatChange_s;
  seated_ = seated;
  body_unknown_ = kind_ == Activity::Kind::stand && random_.chance(params_.unknown_standing);
  target_lean_deg_ = lies     ? kLyingTheta_deg - params_.sit_tilt_deg
                     : seated ? 0
                              : -params_.sit_tilt_deg;
  target_side_deg_ = slump_deg_ = 0;
  restless_.begin(kind_, t_s + (seat_changes ? kSeatChange_s : 1));
}

void SecondsWearer::on_straighten(double hold_s, double t_s) { restless_.straighten(t_s, hold_s); }

void SecondsWearer::on_answer_pressed(PromptKind kind, Answer answer) {
  if (on_answer) on_answer(kind, answer);
}

void SecondsWearer::advance_to(double t_s,
                               const std::function<void(const PostureSecond&)>& on_second) {
  const auto end = static_cast<std::int64_t>(std::floor(t_s));
  while (second_ < end) {
    const auto now_s = static_cast<double>(second_);
    days_.advance(now_s, *this);
    if (days_.over()) {
      second_ = end;
      return;
    }
    desk_.advance(now_s);
    const PostureSecond second = observe(now_s);
    ++second_;
    on_second(second);
  }
}

Unknown SecondsWearer::reason(double t_s) {
  if (random_.chance(params_.gaps_per_hour / 3600)) {
    gap_until_s_ = t_s + std::floor(random_.uniform(1, kGapMost_s + 1));
  }
  if (!is_worn(kind_)) return Unknown::not_worn;
  if (t_s < gap_until_s_) return Unknown::gap;
  if (referenced_) return Unknown::none;
  if (kind_ == Activity::Kind::clip_on) {
    return calibrated_today_ ? Unknown::reference_suspect : Unknown::uncalibrated;
  }
  return Unknown::calibrating;
}

BodyState SecondsWearer::body(double t_s, double& confidence) const {
  confidence = 0;
  if (!is_worn(kind_) || body_unknown_) return BodyState::unknown;
  confidence = 0.95;
  const bool arrived = t_s >= seat_change_until_s_;
  if (kind_ == Activity::Kind::lie && arrived) return BodyState::lying;
  if (kind_ == Activity::Kind::walk && arrived) return BodyState::walking;
  confidence = arrived ? 0.75 : 0.5;
  return seated_ ? BodyState::sitting : BodyState::standing;
}

PostureSecond SecondsWearer::observe(double t_s) {
  fidget_lean_deg_ = fidget_side_deg_ = 0;
  while (restless_.next_s() < t_s + 1) {
    const Movement m = restless_.take();
    switch (m.kind) {
      case Movement::Kind::settle:
      case Movement::Kind::shift:
        target_lean_deg_ = m.lean_deg - (seated_ ? 0 : params_.sit_tilt_deg);
        target_side_deg_ = m.side_deg;
        slump_deg_ = m.slump_deg;
        break;
      case Movement::Kind::drift:
        slump_deg_ = m.slump_deg;
        break;
      case Movement::Kind::fidget:
        fidget_lean_deg_ = m.lean_deg;
        fidget_side_deg_ = m.side_deg;
        break;
      case Movement::Kind::turn:
        break;
    }
  }
  // The trunk flexes forward while the seat changes; otherwise a movement takes 1-3 s.
  const bool changes_seat = t_s < seat_change_until_s_ && is_worn(kind_);
  const double goal_deg = changes_seat ? 24 : target_lean_deg_ + slump_deg_;
  const double before_deg = lean_deg_;
  lean_deg_ += 0.6 * (goal_deg - lean_deg_);
  side_deg_ += 0.6 * (target_side_deg_ - side_deg_);

  PostureSecond second;
  second.start = BootTime{std::chrono::seconds(static_cast<std::int64_t>(t_s))};
  second.reason = reason(t_s);
  second.valid = second.reason == Unknown::none;
  if (second.reason == Unknown::not_worn || second.reason == Unknown::gap) return second;
  second.body = body(t_s, second.confidence);
  const bool walks = second.body == BodyState::walking;
  second.lean_range_deg = std::abs(lean_deg_ - before_deg) + std::abs(fidget_lean_deg_) +
                          (walks ? 4 : 0.6) * (1 + 0.3 * random_.normal());
  if (!second.valid) return second;
  const double error_deg = params_.lean_error_deg;
  second.axis_known = true;
  second.lean_deg = lean_deg_ + 0.5 * fidget_lean_deg_ + error_deg * random_.normal();
  second.side_deg = side_deg_ + 0.5 * fidget_side_deg_ + error_deg * random_.normal();
  const double theta_rad = (second.lean_deg + params_.sit_tilt_deg) * kRadPerDeg;
  second.inclination_deg =
      std::acos(std::cos(theta_rad) * std::cos(second.side_deg * kRadPerDeg)) * kDegPerRad;
  return second;
}

}  // namespace postured
