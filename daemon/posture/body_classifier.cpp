#include "posture/body_classifier.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "posture/gait.hpp"

namespace postured {

namespace {

constexpr double kCommit = 0.65;  // below: unknown
// At the belt the tilt nearly always tells, and errs less often than a half: only what says nothing
// at all is not told.
constexpr double kCommitAtBelt = 0.55;
constexpr std::size_t kLookBack = 1;

// Lying: hip sensor cut 64.9 deg (domain model 1.6, F20).
constexpr double kLying_deg = 65;
// The thorax of somebody lying on the side rises towards the shoulder and can stay below that. So
// far over and still, a trunk is supported; forwards it may lie on a desk. The pelvis does not
// rise, and sitting low in a chair tilts it nearly as far.
constexpr double kSupported_deg = 50;
constexpr double kForward_deg = 45;  // theta beyond this: bent forwards rather than lying
constexpr double kLyingStill_dps = 10, kLyingStill_g = 0.05;
constexpr double kSupportedStill_dps = 5, kSupportedStill_g = 0.02;

// What one second of tilt may say at most, in log odds: a posture is not what people usually do.
constexpr double kPelvisMost = 1.5;
// Neighbouring seconds repeat each other's evidence, and a tilt in mid-movement is not a posture.
constexpr double kIndependence = 0.6, kMovingShare = 0.2;
// Nobody changes from sitting to standing without turning the pelvis faster than this; once they
// did, what was believed before counts little.
constexpr double kMoving_dps = 15, kMovedFactor = 0.5;

// Upper trunk: one posture is one observation however long it is held, so its evidence does not
// add up; and it never outweighs what was told or seen of a transition.
constexpr double kTrunkMost = 1.5, kTrunkTau_s = 5;
// Walking has just ended: upright for now, but at a desk not for long.
constexpr double kAfterWalking = -2, kAfterWalkingFade_s = 30;
// Of ten sit-to-stand movements that a trunk sensor reports, nine are (domain model 1.6, F21).
constexpr double kSatDown = 2;
constexpr double kForever_s = std::numeric_limits<double>::infinity();

bool usable(const MotionSecond& s) {
  switch (s.reason) {
    case Unknown::no_sensor:
    case Unknown::no_data:
    case Unknown::not_worn:
    case Unknown::stuck:
    case Unknown::implausible:
      return false;
    case Unknown::none:
    case Unknown::gap:
    case Unknown::settling:
    case Unknown::uncalibrated:
    case Unknown::calibrating:
    case Unknown::reference_suspect:
    case Unknown::maybe_slipped:
    case Unknown::slipped:
    case Unknown::turned:
    case Unknown::handled:
      break;
  }
  return s.samples > 0;
}

bool angles_usable(const MotionSecond& s) {
  return std::isfinite(s.inclination_deg) && s.reason != Unknown::reference_suspect &&
         s.reason != Unknown::handled && s.reason != Unknown::uncalibrated;
}

bool is_moving(const MotionSecond& s) { return s.gyro_rms_dps > kMoving_dps; }

double lying_confidence(const MotionSecond& s, Placement placement) {
  const bool still = s.gyro_rms_dps < kLyingStill_dps && s.accel_sd_g < kLyingStill_g;
  if (s.inclination_deg > kLying_deg) return still ? 0.95 : 0.7;
  if (placement == Placement::belt) return 0;
  const bool forwards = s.axis_known && s.lean_deg > kForward_deg;
  const bool very_still = s.gyro_rms_dps < kSupportedStill_dps && s.accel_sd_g < kSupportedStill_g;
  return s.inclination_deg > kSupported_deg && very_still && !forwards ? 0.7 : 0;
}

}  // namespace

Placement placement_from_string(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto has = [&lower](std::string_view word) { return lower.find(word) != lower.npos; };
  if (has("belt") || has("waist") || has("hip") || has("pelvis") || has("lower_back") ||
      has("lower back") || has("lumbar")) {
    return Placement::belt;
  }
  if (has("collar") || has("neck")) return Placement::collar;
  if (has("upper_back") || has("upper back") || has("back")) return Placement::upper_back;
  if (has("chest") || has("sternum") || has("torso") || has("trunk")) return Placement::chest;
  return Placement::unknown;
}

BodyClassifier::BodyClassifier(Placement placement, OnVerdict on_verdict)
    : placement_(placement),
      on_verdict_(std::move(on_verdict)),
      upright_(placement == Placement::belt) {}

void BodyClassifier::update(const MotionSecond& second) {
  if (!stretch_.empty() && second.start != stretch_.back().start + std::chrono::seconds(1)) flush();
  // A second without usable data ends the stretch before it; one with a gap inside begins anew.
  if (!usable(second) || second.reason == Unknown::gap) flush();
  if (!usable(second)) {
    if (on_verdict_) on_verdict_(second, {});
    return;
  }
  if (waiting_) decide(&second);
  stretch_.push_back(second);
  waiting_ = true;
  while (stretch_.size() > kLookBack + 1) stretch_.pop_front();
}

void BodyClassifier::flush() {
  if (waiting_) decide(nullptr);
  if (!stretch_.empty()) end_stretch();
}

void BodyClassifier::end_stretch() {
  stretch_.clear();
  pulse_.reset();
  seat_.weaken();
  last_ = BodyState::unknown;
  trunk_log_odds_ = trunk_s_ = 0;
}

void BodyClassifier::tell(BodyState body) {
  if (body == BodyState::sitting) seat_.set(3, kForever_s);
  if (body == BodyState::standing) seat_.set(-3, kForever_s);
}

void BodyClassifier::decide(const MotionSecond* next) {
  waiting_ = false;
  const MotionSecond second = stretch_.back();
  const BodyVerdict verdict = judge(second, next);
  last_ = verdict.body;
  if (on_verdict_) on_verdict_(second, verdict);
}

double BodyClassifier::pelvis_evidence(const MotionSecond& s) {
  const UprightDistance from = upright_.distance(s);
  return kIndependence * (is_moving(s) ? kMovingShare : 1) *
         std::clamp(sitting_log_odds(kPelvisTilt, from), -kPelvisMost, kPelvisMost);
}

void BodyClassifier::weigh_trunk(const MotionSecond& s) {
  if (is_moving(s)) {
    trunk_log_odds_ *= kMovedFactor;
  } else if (s.from_standing) {
    const SeatTilt& tilt = placement_ == Placement::chest || placement_ == Placement::upper_back
                               ? kChestTilt
                               : kCollarTilt;
    const double now =
        std::clamp(sitting_log_odds(tilt, upright_.distance(s)), -kTrunkMost, kTrunkMost);
    trunk_s_ = std::min(trunk_s_ + 1, kTrunkTau_s);
    trunk_log_odds_ += (now - trunk_log_odds_) / trunk_s_;
  }
}

BodyVerdict BodyClassifier::judge(const MotionSecond& second, const MotionSecond* next) {
  std::vector<MotionSecond> window(stretch_.begin(), stretch_.end());
  const std::size_t index = window.size() - 1;
  if (next != nullptr) window.push_back(*next);
  const double walking = walking_confidence(window, index, last_ == BodyState::walking);
  if (walking > 0.5) {
    seat_.set(kAfterWalking, kAfterWalkingFade_s);
    pulse_.reset();
    trunk_log_odds_ = trunk_s_ = 0;
    if (angles_usable(second)) upright_.add_walking(second);
    return {BodyState::walking, walking};
  }
  if (!angles_usable(second)) return {};
  if (const double lying = lying_confidence(second, placement_); lying >= kCommit) {
    seat_.set(0, SeatBelief::kCarried_s);
    pulse_.reset();
    return {BodyState::lying, lying};
  }
  return judge_seat(second, next);
}

BodyVerdict BodyClassifier::judge_seat(const MotionSecond& second, const MotionSecond* next) {
  seat_.pass_second();
  double sitting = 0.5;
  if (placement_ == Placement::belt) {
    if (is_moving(second)) seat_.scale(kMovedFactor);
    // Tilt means something only from a standing reference; without it the belief fades.
    if (second.from_standing) {
      const bool clear = upright_.distance(second).range_deg > UprightRange::kClearlySitting_deg;
      if (clear && !is_moving(second)) upright_.add_sitting(second);
      seat_.add(pelvis_evidence(second));
    }
    const bool more = next != nullptr && next->from_standing && usable(*next) &&
                      angles_usable(*next) && !is_moving(*next) &&
                      next->inclination_deg < kSupported_deg;
    sitting = seat_.sitting_after(more ? pelvis_evidence(*next) : 0);
  } else {
    const FlexionPulse::Seen pulse = pulse_.update(second);
    if (pulse != FlexionPulse::Seen::nothing) {
      if (seat_.sitting() < 1 - kCommit) {
        seat_.set(kSatDown, SeatBelief::kCarried_s);  // who walked here and bends sits down
      } else if (pulse == FlexionPulse::Seen::lift && seat_.sitting() > kCommit) {
        seat_.set(-0.8, kAfterWalkingFade_s);  // may have risen: walking will tell
      }
    }
    weigh_trunk(second);
    sitting = seat_.sitting_after(trunk_log_odds_);
  }
  const double commit = placement_ == Placement::belt ? kCommitAtBelt : kCommit;
  if (sitting >= commit) return {BodyState::sitting, sitting};
  if (sitting <= 1 - commit) return {BodyState::standing, 1 - sitting};
  return {};
}

}  // namespace postured
