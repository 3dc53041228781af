#include "motion/calibration_wizard.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "motion/calibration_words.hpp"

namespace postured {
namespace {

// Holding still, roughly: what is more than this is a movement and starts the seconds again; what
// is less is for the gate.
constexpr double kMovement_deg_s = 20;
constexpr double kMovement_deg = 3;
constexpr double kQuiet_deg_s = 5;  // slow enough for a stillness to begin
// A stillness that lasted this long and broke is worth a word.
constexpr double kWorthTelling_s = 1;
constexpr double kLongestSampleStep_s = 0.5;
// Nobody sat down visibly: after this long, stillness is taken for sitting all the same (a slow or
// careful person; a stool that is nearly a stand).
constexpr double kSitWithoutMovement_s = 12;
constexpr double kSitDown_deg_s = 15;
// Further forward than comfortable upright sitting takes any trunk sensor; backwards a pelvis rolls
// by up to about 50 deg (domain model 1.6: waist sensors tell sitting by it).
constexpr double kSitForward_deg = 25;
constexpr double kSitBackward_deg = 55;
constexpr double kSitSideways_deg = 20;
// Axes further apart than this are forward and sideways.
constexpr double kSameDirection_deg = 45;
// Domain model 1.5: so far from the stored reference is worth a warning.
constexpr double kWarnTilt_deg = 8;
// Comfortable upright sitting is within this of standing at any upper trunk (12 deg of flexion in
// ten minutes of naive sitting, domain model 1.1).
constexpr double kUsualSitting_deg = 15;

double angle_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

}  // namespace

std::string_view to_string(CalibrationKind kind) {
  switch (kind) {
    case CalibrationKind::full:
      return "full";
    case CalibrationKind::standing:
      return "standing";
    case CalibrationKind::zero:
      return "zero";
  }
  return "";
}

CalibrationKind calibration_kind_from_string(std::string_view token) {
  if (token == "full") return CalibrationKind::full;
  return token == "standing" ? CalibrationKind::standing : CalibrationKind::zero;
}

void CalibrationWizard::start(CalibrationKind kind, std::optional<Mounting> current,
                              std::optional<Profile> place) {
  cancel();
  kind_ = kind;
  previous_ = std::move(current);
  place_ = place;
  enter(kind == CalibrationKind::zero ? CalibrationStep::sitting : CalibrationStep::standing);
}

void CalibrationWizard::cancel() { *this = CalibrationWizard(bend_limits_); }

void CalibrationWizard::enter(CalibrationStep step) {
  if (step > furthest_) {
    furthest_ = step;
    retries_ = 0;
  }
  progress_ = {.step = step,
               .fraction = step == CalibrationStep::done ? 1.0 : 0.0,
               .instruction = instruction(step, kind_, place_),
               .problem = ""};
  still_.clear();
  step_elapsed_s_ = 0;
  moved_ = false;
  shallow_bends_told_ = 0;
  bends_told_ = 0;
  walking_ = {};
  told_walking_ = false;
  if (step == CalibrationStep::sitting) sit_down_.emplace(mounting_.segment_from_sensor.row(1));
}

void CalibrationWizard::fail(const GateResult& gate) {
  enter(CalibrationStep::failed);
  progress_.problem = joined(gate);
}

void CalibrationWizard::retry(const GateResult& gate, CalibrationStep from) {
  if (++retries_ > kMaxRetries) {
    fail(gate);
    return;
  }
  const bool moved = moved_;
  const bool same = from == progress_.step;
  enter(from);
  moved_ = same && moved;
  progress_.problem = joined(gate);
}

void CalibrationWizard::on_break(const StreamBreak& what) {
  if (!running()) return;
  if (what.cause == StreamBreak::Cause::device_reset ||
      what.cause == StreamBreak::Cause::link_lost) {
    fail({"The connection to the sensor was interrupted.",
          "See that it is plugged in or in reach, then start again."});
  }
}

void CalibrationWizard::update(const ImuSample& sample, const Inclination& inclination) {
  if (!running()) return;
  const double dt_s = last_time_ ? to_seconds(sample.time - *last_time_) : 0;
  last_time_ = sample.time;
  if (dt_s < 0 || dt_s > kLongestSampleStep_s) still_.clear();
  step_elapsed_s_ += std::clamp(dt_s, 0.0, 1.0);
  if (step_elapsed_s_ > kStepTimeout_s) {
    fail(timeout_reason());
    return;
  }
  if (!inclination.settled) {
    still_.clear();
    return;
  }
  notice_walking(sample, std::clamp(dt_s, 0.0, kLongestSampleStep_s));
  switch (progress_.step) {
    case CalibrationStep::standing:
      return update_standing(sample, inclination);
    case CalibrationStep::bending:
      return update_bending(sample, inclination);
    case CalibrationStep::returning:
      return update_returning(sample, inclination);
    case CalibrationStep::sitting:
      return update_sitting(sample, inclination);
    default:
      return;
  }
}

// Said once a step; the steps themselves wait for the person to come back.
void CalibrationWizard::notice_walking(const ImuSample& sample, double dt_s) {
  walking_.add(sample, dt_s);
  if (!walking_.seen() || told_walking_) return;
  told_walking_ = true;
  progress_.problem =
      "You are walking about. Come back and stay in one place; this waits a minute.";
}

GateResult CalibrationWizard::timeout_reason() const {
  if (told_walking_) {
    return {"You walked off, and a minute passed.",
            "Start again when you can stay in one place for a while."};
  }
  switch (progress_.step) {
    case CalibrationStep::bending:
      if (bends_) return bends_->gate(kBends);
      break;
    case CalibrationStep::sitting:
      return {"A minute passed without 5 seconds of sitting still.",
              "Sit comfortably upright, lean on the backrest if you like, and start again."};
    default:
      break;
  }
  return {"A minute passed without standing still long enough.",
          "Stand relaxed where you do not need to move, and start again."};
}

// True once `seconds` of rough stillness are in still_.
bool CalibrationWizard::held_still(const ImuSample& sample, const Inclination& inclination,
                                   double seconds) {
  const double rate_deg_s = inclination.gyro_rad_s.norm() * kDegPerRad;
  const bool begun = still_.samples() > 0;
  if (!begun && rate_deg_s > kQuiet_deg_s) return false;
  if (begun && (rate_deg_s > kMovement_deg_s ||
                angle_deg(inclination.up_sensor, still_.up_sensor()) > kMovement_deg)) {
    if (still_.duration_s() > kWorthTelling_s) {
      progress_.problem = "You moved before the " + std::to_string(std::lround(seconds)) +
                          " seconds were over. They start again when you hold still.";
    }
    still_.clear();
    progress_.fraction = 0;
    return false;
  }
  still_.add(sample, inclination);
  progress_.fraction = std::min(1.0, still_.duration_s() / seconds);
  return still_.duration_s() >= seconds;
}

void CalibrationWizard::update_standing(const ImuSample& sample, const Inclination& inclination) {
  if (!held_still(sample, inclination, kStand_s)) return;
  const GateResult gate = still_.gate(kStand_s);
  if (!gate.ok()) {
    retry(gate, CalibrationStep::standing);
    return;
  }
  mounting_ = mounting_from_up(still_.up_sensor());
  if (kind_ == CalibrationKind::standing) {
    finish_standing();
    return;
  }
  bends_.emplace(mounting_, bend_limits_);
  enter(CalibrationStep::bending);
}

void CalibrationWizard::update_bending(const ImuSample& sample, const Inclination& inclination) {
  bends_->add(sample, inclination);
  progress_.fraction = std::min(1.0, static_cast<double>(bends_->bends()) / kBends);
  if (bends_->shallow_bends() > shallow_bends_told_) {
    shallow_bends_told_ = bends_->shallow_bends();
    progress_.problem =
        "That bend was a little short. Go down to about 30 degrees, hands towards the knees.";
  }
  if (bends_->bends() > bends_told_) {
    bends_told_ = bends_->bends();
    progress_.instruction = bends_to_go(kBends - bends_told_);
    progress_.problem.clear();
  }
  if (bends_->bends() < kBends) return;
  GateResult gate = bends_->gate(kBends);
  const Mounting with_axis = with_right_axis(mounting_, bends_->right_sensor());
  const double spread = bends_->explained_variance();
  if (gate.ok() && !with_axis.axis_known) {
    gate = {"The bends turned about an upright axis.", "Bend straight forward, without turning."};
  }
  std::string remark;
  if (gate.ok()) gate = compare_with_last_axis(with_axis.segment_from_sensor.row(2), remark);
  if (!gate.ok()) {
    bends_.emplace(mounting_, bend_limits_);
    retry(gate, CalibrationStep::bending);
    return;
  }
  quality_.explained_variance = spread;
  mounting_ = with_axis;
  enter(CalibrationStep::returning);
  if (spread > 0 && spread < kGoodExplainedVariance && remark.empty()) {
    remark = "The bends were a little twisted. That is good enough, but sideways may be off.";
  }
  progress_.problem = remark;
}

// A single sensor cannot tell a bend to the side from one forward; against the axis of the last
// calibration, or of walking and sitting down, it can. Bent so twice, the clip was turned.
GateResult CalibrationWizard::compare_with_last_axis(const Vec3& right, std::string& remark) {
  if (!previous_ || !previous_->axis_known) return {};
  const Vec3 up = mounting_.segment_from_sensor.row(1);
  if (angle_deg(previous_->segment_from_sensor.row(1), up) > kSameClip_deg) return {};
  const Vec3 last = previous_->segment_from_sensor.row(2);
  const double turned_deg = angle_deg(Vec3(last - last.dot(up) * up), right);
  if (turned_deg <= kSameDirection_deg) return {};
  if (doubted_right_ && angle_deg(*doubted_right_, right) <= kSameDirection_deg / 2) {
    remark = "You bent the same way twice, so that is forward now: the clip was turned.";
    return {};
  }
  doubted_right_ = right;
  return {turned_deg < 180 - kSameDirection_deg
              ? "These bends went sideways, compared with the last calibration."
              : "These bends went backwards, compared with the last calibration.",
          "Bend straight forward, as if looking at your shoes. If the clip is on another side of "
          "you now, bend the same way again."};
}

void CalibrationWizard::update_returning(const ImuSample& sample, const Inclination& inclination) {
  if (!held_still(sample, inclination, kReturn_s)) return;
  const GateResult gate = still_.gate(kReturn_s);
  if (!gate.ok()) {
    retry(gate, CalibrationStep::returning);
    return;
  }
  const TrunkAngles angles = trunk_angles(mounting_, still_.up_sensor());
  quality_.return_error_deg = angles.theta_deg;
  const double off_deg = std::max(std::abs(angles.theta_deg), std::abs(angles.phi_deg));
  if (off_deg > kReturnAccepted_deg) {
    const std::string where = "You stand " + offset_words(angles) + " than at the start.";
    // At first the person may just not be up yet; then the start itself, or the clip, was off.
    if (++missed_returns_ % 2 == 1) {
      retry({where, "Come all the way up, stand relaxed, look ahead."}, CalibrationStep::returning);
    } else {
      retry({where, "Let us begin again: stand tall, look ahead, and hold still."},
            CalibrationStep::standing);
    }
    return;
  }
  enter(CalibrationStep::sitting);
  if (off_deg > kReturnGood_deg) {
    progress_.problem = "You stand " + offset_words(angles) +
                        " than at the start. That is good enough; lean may be off by as much.";
  }
}

// The stillness of standing before it sits down must not be taken for sitting.
bool CalibrationWizard::may_be_sitting(const Inclination& inclination) {
  if (kind_ == CalibrationKind::zero) return true;
  moved_ = moved_ || inclination.gyro_rad_s.norm() * kDegPerRad > kSitDown_deg_s ||
           trunk_angles(mounting_, inclination.up_sensor).inclination_deg >
               kReturnAccepted_deg + kReturnGood_deg;
  return step_elapsed_s_ > (moved_ ? kTimeToSitDown_s : kSitWithoutMovement_s);
}

void CalibrationWizard::update_sitting(const ImuSample& sample, const Inclination& inclination) {
  if (kind_ == CalibrationKind::full) sit_down_->add(inclination.up_sensor);
  if (!may_be_sitting(inclination)) return;
  if (!held_still(sample, inclination, kSit_s)) return;
  const GateResult gate = still_.gate(kSit_s);
  if (!gate.ok()) {
    retry({gate.problem, "Sit relaxed and upright, look ahead, breathe normally."},
          CalibrationStep::sitting);
    return;
  }
  if (kind_ == CalibrationKind::full) {
    finish_full();
  } else {
    finish_zero();
  }
}

void CalibrationWizard::finish_standing() {
  const bool same_clip =
      previous_ && previous_->axis_known && previous_->from_standing &&
      angle_deg(previous_->segment_from_sensor.row(1), still_.up_sensor()) <= kSameClip_deg;
  if (same_clip) {
    mounting_ = with_right_axis(mounting_, previous_->segment_from_sensor.row(2));
    mounting_.sit_ref_deg = previous_->sit_ref_deg;
  }
  const Vec3 up = still_.up_sensor();
  enter(CalibrationStep::done);
  if (same_clip) warn_of_slump(trunk_angles(*previous_, up));
}

// Tilted forward and not to the side, as a slump is: one sensor cannot tell it from a clip that was
// put on anew, the person can.
void CalibrationWizard::warn_of_slump(const TrunkAngles& from_last) {
  if (from_last.theta_deg <= kWarnTilt_deg || std::abs(from_last.phi_deg) > kWarnTilt_deg) return;
  progress_.problem = "That is " + offset_words(from_last) +
                      " than last time. If the clip was put on anew, all is well; if not, sit or "
                      "stand tall and do it again.";
}

void CalibrationWizard::finish_full() {
  const TrunkAngles angles = trunk_angles(mounting_, still_.up_sensor());
  if (angles.theta_deg > kSitForward_deg || angles.theta_deg < -kSitBackward_deg ||
      std::abs(angles.phi_deg) > kSitSideways_deg) {
    retry({"You sit " + offset_words(angles) + " than you stood.",
           "Sit comfortably upright, tall but not stiff."},
          CalibrationStep::sitting);
    return;
  }
  const auto off_deg = sit_down_->disagreement_deg(mounting_.segment_from_sensor.row(2));
  if (off_deg && *off_deg > kSameDirection_deg) {
    retry({"Sitting down turned you about another axis than the bends did: they went sideways.",
           "Let us begin again: stand tall, then bend straight forward, as if looking at your "
           "shoes."},
          CalibrationStep::standing);
    return;
  }
  const bool known = previous_ && previous_->axis_known && previous_->from_standing;
  const double usual_deg = known ? previous_->sit_ref_deg + kWarnTilt_deg : kUsualSitting_deg;
  mounting_.sit_ref_deg = angles.theta_deg;
  enter(CalibrationStep::done);
  if (angles.theta_deg > usual_deg) {
    progress_.problem = "You sit " + offset_words(angles) +
                        " than you stood. If that was a slump, calibrate again and sit tall.";
  }
}

void CalibrationWizard::finish_zero() {
  held_up_ = still_.up_sensor();
  if (!previous_ || !previous_->axis_known) {
    mounting_ = mounting_from_up(still_.up_sensor());
    mounting_.from_standing = false;
    enter(CalibrationStep::done);
    return;
  }
  mounting_ = rezeroed(*previous_, still_.up_sensor());
  TrunkAngles angles = trunk_angles(*previous_, still_.up_sensor());
  angles.theta_deg -= previous_->sit_ref_deg;
  enter(CalibrationStep::done);
  if (mounting_.axis_known && !place_) warn_of_slump(angles);
  if (!mounting_.axis_known) {
    progress_.problem =
        "The clip sits very differently from last time, so forward and sideways cannot be told "
        "apart. Run the full calibration once.";
  }
}

}  // namespace postured
