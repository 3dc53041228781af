#include "motion/calibration_wizard.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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
constexpr double kSameClip_deg = 45;

std::string degrees(double deg) { return std::to_string(std::lround(std::abs(deg))) + " degrees"; }

std::string joined(const GateResult& gate) {
  return gate.advice.empty() ? gate.problem : gate.problem + " " + gate.advice;
}

double angle_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

std::string_view instruction(CalibrationStep step, CalibrationKind kind) {
  switch (step) {
    case CalibrationStep::idle:
      return "";
    case CalibrationStep::standing:
      return "Stand tall and relaxed, look ahead. Hold still for 5 seconds.";
    case CalibrationStep::bending:
      return "Bend forward slowly, hands towards the knees, and come back up. Three times.";
    case CalibrationStep::returning:
      return "Stand tall as at the start, and hold still.";
    case CalibrationStep::sitting:
      return kind == CalibrationKind::full
                 ? "Sit down, comfortably upright. Hold still for 5 seconds."
                 : "Sit comfortably upright. Hold still for 5 seconds.";
    case CalibrationStep::handling:
      return "";
    case CalibrationStep::done:
      return "Done. You can move as you like.";
    case CalibrationStep::failed:
      return "Nothing was changed. Start again whenever you like.";
  }
  return "";
}

// How far off the start, in words; phi only where it is the larger part.
std::string offset_words(const TrunkAngles& angles) {
  if (std::abs(angles.theta_deg) >= std::abs(angles.phi_deg)) {
    return degrees(angles.theta_deg) +
           (angles.theta_deg > 0 ? " further forward" : " further back");
  }
  return degrees(angles.phi_deg) +
         (angles.phi_deg > 0 ? " more to the right" : " more to the left");
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

void CalibrationWizard::start(CalibrationKind kind, std::optional<Mounting> current) {
  *this = {};
  kind_ = kind;
  previous_ = std::move(current);
  enter(kind == CalibrationKind::zero ? CalibrationStep::sitting : CalibrationStep::standing);
}

void CalibrationWizard::cancel() { *this = {}; }

void CalibrationWizard::enter(CalibrationStep step) {
  if (step > furthest_) {
    furthest_ = step;
    retries_ = 0;
  }
  progress_ = {.step = step,
               .fraction = step == CalibrationStep::done ? 1.0 : 0.0,
               .instruction = std::string(instruction(step, kind_)),
               .problem = ""};
  still_.clear();
  step_elapsed_s_ = 0;
  moved_ = false;
  shallow_bends_told_ = 0;
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

GateResult CalibrationWizard::timeout_reason() const {
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
  bends_.emplace(mounting_);
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
  if (bends_->bends() < kBends) return;
  const GateResult gate = bends_->gate(kBends);
  const Mounting with_axis = with_right_axis(mounting_, bends_->right_sensor());
  if (!gate.ok() || !with_axis.axis_known) {
    bends_.emplace(mounting_);
    retry(gate.ok() ? GateResult{"The bends turned about an upright axis.",
                                 "Bend straight forward, without turning."}
                    : gate,
          CalibrationStep::bending);
    return;
  }
  quality_.explained_variance = bends_->explained_variance();
  mounting_ = with_axis;
  enter(CalibrationStep::returning);
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
  enter(CalibrationStep::done);
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
  mounting_.sit_ref_deg = angles.theta_deg;
  enter(CalibrationStep::done);
}

void CalibrationWizard::finish_zero() {
  if (!previous_ || !previous_->axis_known) {
    mounting_ = mounting_from_up(still_.up_sensor());
    mounting_.from_standing = false;
    enter(CalibrationStep::done);
    return;
  }
  mounting_ = rezeroed(*previous_, still_.up_sensor());
  enter(CalibrationStep::done);
  if (!mounting_.axis_known) {
    progress_.problem =
        "The clip sits very differently from last time, so forward and sideways cannot be told "
        "apart. Run the full calibration once.";
  }
}

Mounting rezeroed(const Mounting& previous, const Vec3& up_sensor_sitting) {
  const double s = previous.sit_ref_deg * kRadPerDeg;
  const Vec3 expected =
      previous.segment_from_sensor.transpose() * Vec3(-std::sin(s), std::cos(s), 0);
  const Vec3 old_right = previous.segment_from_sensor.row(2);
  const Vec3 u = up_sensor_sitting.normalized();
  const Vec3 level_right = old_right - old_right.dot(u) * u;
  if (angle_deg(expected, u) > kSameClip_deg || level_right.norm() < 0.5) {
    Mounting sitting = mounting_from_up(u);
    sitting.from_standing = false;
    return sitting;
  }
  // u = -sin(s) X + cos(s) Y with X, Y orthogonal to Z: solved for X and Y.
  const Vec3 z = level_right.normalized();
  const Vec3 forward = u.cross(z);
  Mounting result = previous;
  result.segment_from_sensor.row(0) = std::cos(s) * forward - std::sin(s) * u;
  result.segment_from_sensor.row(1) = std::cos(s) * u + std::sin(s) * forward;
  result.segment_from_sensor.row(2) = z;
  return result;
}

}  // namespace postured
