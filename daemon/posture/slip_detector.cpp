#include "posture/slip_detector.hpp"

#include <cmath>

#include "motion/walking_ahead.hpp"

namespace postured {
namespace {

// A jump: the sky direction has changed by more than this within three seconds, while the rate
// could have turned it by less than half of it; and stays so.
constexpr double kJump_deg = 8;
constexpr double kJumpShare = 0.5;
constexpr int kJumpStays_s = 15;
constexpr std::size_t kJumpSeconds = 4;

}  // namespace

void SlipDetector::on_reference(Reference how, bool from_standing) {
  walk_.restart(from_standing);
  side_.restart();
  if (how != Reference::same_clip_on) {
    bends_.restart(how == Reference::with_bends);
    walks_.restart();
  }
  on_gap();
  jumped_ = false;
}

void SlipDetector::on_gap() {
  turns_.clear();
  strokes_.clear();
  last_.clear();
  jumped_for_s_ = 0;
  before_jump_.setZero();
}

SlipVerdict SlipDetector::update(const MotionSecond& second, BodyState body,
                                 const std::optional<Mounting>& mounting) {
  const bool judged = second.reason == Unknown::none && mounting && !second.up_sensor.isZero();
  if (judged) {
    watch_bends(*mounting);
    watch_side(second, body, *mounting);
    watch_jump(second, body == BodyState::walking);
    watch_walk(second, body == BodyState::walking, *mounting);
  } else {
    on_gap();
  }
  SlipVerdict verdict;
  verdict.reason = worst();
  if (verdict.reason != told_ && verdict.reason != Unknown::none) verdict.doubted_s = doubted_s();
  told_ = verdict.reason;
  return verdict;
}

void SlipDetector::watch_bends(const Mounting& mounting) {
  for (const BendStroke& stroke : strokes_) {
    if (!mounting.axis_known) break;
    const Vec3 axis = mounting.segment_from_sensor * stroke.axis_sensor;
    bends_.add(kDegPerRad * std::atan2(axis.x(), axis.z()));
  }
  strokes_.clear();
}

void SlipDetector::watch_side(const MotionSecond& second, BodyState body,
                              const Mounting& mounting) {
  const bool seated = body == BodyState::sitting || body == BodyState::unknown;
  if (!seated || !mounting.axis_known) {
    turns_.clear();
    return;
  }
  const bool upper_trunk = placement_ == Placement::chest || placement_ == Placement::upper_back ||
                           placement_ == Placement::collar;
  for (const Turn& turn : turns_) {
    if (!upper_trunk) break;
    side_.on_turn(turn, trunk_angles(mounting, turn.up_before).phi_deg,
                  trunk_angles(mounting, turn.up_after).phi_deg);
  }
  turns_.clear();
  side_.update(second.side_deg);
}

void SlipDetector::watch_walk(const MotionSecond& second, bool walking, const Mounting& mounting) {
  walk_.update(mounting.segment_from_sensor * second.up_sensor, walking);
  const bool shown = shows_ahead(second.ahead_sensor, second.accel_sd_g);
  const Vec3 ahead = shown ? second.ahead_sensor : Vec3(Vec3::Zero());
  walks_.update(mounting.segment_from_sensor * ahead, walking && mounting.axis_known);
}

// The readings turned without a rotation: between two of them the clip was elsewhere.
void SlipDetector::watch_jump(const MotionSecond& second, bool walking) {
  if (!last_.empty() && second.start != last_.back().start + std::chrono::seconds(1)) last_.clear();
  last_.push_back(second);
  if (last_.size() > kJumpSeconds) last_.erase(last_.begin());
  if (walking || second.gyro_rms_dps == 0) return;
  if (!before_jump_.isZero()) {
    ++jumped_for_s_;
    if (angle_between_deg(before_jump_, second.up_sensor) < kJump_deg) before_jump_.setZero();
    if (jumped_for_s_ >= kJumpStays_s && !before_jump_.isZero()) jumped_ = true;
    return;
  }
  if (last_.size() < kJumpSeconds) return;
  double turned_deg = 0;  // at most
  for (const MotionSecond& s : last_) turned_deg += s.gyro_rms_dps;
  const double change_deg = angle_between_deg(last_.front().up_sensor, second.up_sensor);
  if (change_deg > kJump_deg && turned_deg < kJumpShare * change_deg) {
    before_jump_ = last_.front().up_sensor;
    jumped_for_s_ = 0;
  }
}

Unknown SlipDetector::worst() const {
  if (jumped_ || side_.slipped() || walk_.verdict() == WalkReference::Verdict::moved) {
    return Unknown::slipped;
  }
  if (bends_.turned() || walks_.turned()) return Unknown::turned;
  if (walk_.verdict() == WalkReference::Verdict::maybe_moved) return Unknown::maybe_slipped;
  return Unknown::none;
}

double SlipDetector::doubted_s() const {
  if (walk_.verdict() == WalkReference::Verdict::moved) return walk_.since_good_s();
  if (jumped_) return kJumpStays_s + static_cast<double>(kJumpSeconds);
  if (side_.slipped()) return side_.since_s();
  return bends_.turned() || walks_.turned() ? walk_.since_good_s() : 0;
}

}  // namespace postured
