// The part of Sensing that deals with profiles: which reference lean is measured from.
#include "pipeline/sensing.hpp"

namespace postured {

void Sensing::set_profiles(const ReferenceProfiles& profiles) {
  profiles_ = profiles;
  reference_.choose(profiles.chosen);
  recogniser_.reset();
}

// Before any profile was set up there is the chair, and its reference is the mounting's.
std::optional<double> Sensing::reference_deg(Profile profile) const {
  const std::optional<double>& known = profiles_.of(profile);
  if (known || profile != Profile::chair || !mounting_) return known;
  return mounting_->sit_ref_deg;
}

// Where one sits for a zero.
Profile Sensing::seat() const {
  return profiles_.chosen == Profile::standing_desk ? Profile::chair : profiles_.chosen;
}

std::string Sensing::choose_profile(Profile profile) {
  if (!mounting_ || !mounting_->axis_known) {
    return "there is no full calibration yet: run posturectl calibrate first";
  }
  // Standing has its reference from the calibration; the seats have to be shown.
  const bool standing = profile == Profile::standing_desk && mounting_->from_standing;
  if (!reference_deg(profile) && !standing) {
    return "there is no reference " + std::string(place_of(profile)) +
           " yet: take your posture there and run posturectl zero --profile " +
           std::string(to_string(profile));
  }
  profiles_.of(Profile::chair) = reference_deg(Profile::chair);
  if (!profiles_.of(profile)) profiles_.of(profile) = 0;
  profiles_.chosen = profile;
  keep_profiles();
  return "";
}

std::string Sensing::start_profile_zero(Profile profile) {
  if (!mounting_ || !mounting_->axis_known) {
    return "there is no full calibration yet: run posturectl calibrate first";
  }
  if (last_reason_ == Unknown::reference_suspect || last_reason_ == Unknown::not_worn) {
    return "the clip has moved since its last zero: run posturectl zero in your usual place first";
  }
  sensor_wizard_.cancel();
  of_sensor_ = false;
  taught_profile_ = profile;
  wizard_.start(CalibrationKind::zero, mounting_, profile);
  return "";
}

void Sensing::take_profile_reference() {
  const Profile profile = *taught_profile_;
  taught_profile_.reset();
  profiles_.of(Profile::chair) = reference_deg(Profile::chair);
  profiles_.of(profile) = trunk_angles(*mounting_, wizard_.held_up_sensor()).theta_deg;
  profiles_.chosen = profile;
  classifier_.tell(profile == Profile::standing_desk ? BodyState::standing : BodyState::sitting);
  keep_profiles();
}

void Sensing::keep_profiles() {
  reference_.choose(profiles_.chosen);
  recogniser_.reset();
  new_reference_ = true;
  if (outputs_.on_profiles) outputs_.on_profiles(profiles_);
}

// The motion step measured lean from the mounting's sitting reference.
void Sensing::measure_lean(const MotionSecond& second, BodyState body, PostureSecond& out) {
  out.new_reference = reference_.update(body, profiles_) || new_reference_;
  new_reference_ = false;
  if (!out.valid || !out.axis_known || !mounting_) return;
  const double theta_deg = second.lean_deg + mounting_->sit_ref_deg;
  recogniser_.update(theta_deg, body, profiles_);
  if (const auto reference = reference_deg(reference_.now())) {
    out.lean_deg = theta_deg - *reference;
    out.reference_shift_deg = *reference - mounting_->sit_ref_deg;
  }
}

}  // namespace postured
