// Profiles through Sensing and Coaching: a quiet trunk at given angles, sample by sample.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "pipeline/coaching.hpp"
#include "pipeline/sensing.hpp"

namespace postured {
namespace {

class ProfilesInSensing : public testing::Test {
 protected:
  ProfilesInSensing() {
    Mounting mounting;  // the clip's axes are the trunk's
    mounting.axis_known = true;
    mounting.sit_ref_deg = 6;
    sensing_.set_mounting(mounting);
  }

  // Moves there within two seconds and keeps quiet, swaying a little, as the living do.
  void hold(double theta_deg, int seconds) {
    const double from_deg = theta_deg_;
    for (int i = 0; i < seconds * kRate; ++i) {
      const double t = static_cast<double>(n_) / kRate;
      const double x = std::min(1.0, i / (2.0 * kRate));
      const double w = 2 * std::numbers::pi * 0.3;
      const double now_deg =
          from_deg + (theta_deg - from_deg) * x * x * (3 - 2 * x) + 0.3 * std::sin(w * t);
      const double rate_rad_s = kRadPerDeg * (now_deg - theta_deg_) * kRate;
      theta_deg_ = now_deg;
      const double theta = now_deg * kRadPerDeg;
      ImuSample sample;
      sample.time = DeviceTime(std::chrono::microseconds(n_++ * (1000000 / kRate)));
      const double noise = 0.01 * std::sin(91.0 * t) + 0.01 * std::cos(57.0 * t);
      sample.accel_m_s2 = kGravity_m_s2 * Vec3(-std::sin(theta), std::cos(theta), 0);
      sample.accel_m_s2 += Vec3(noise, -noise, noise);
      sample.gyro_rad_s = Vec3(0.3 * noise, 0, -rate_rad_s);
      sensing_.on_recorded_sample(sample);
    }
  }
  double lean_deg() const { return seconds_.back().lean_deg; }
  long new_references() const {
    return std::count_if(seconds_.begin(), seconds_.end(),
                         [](const PostureSecond& second) { return second.new_reference; });
  }

  static constexpr int kRate = 50;
  std::int64_t n_ = 0;
  double theta_deg_ = 6;
  std::vector<PostureSecond> seconds_;
  std::vector<ReferenceProfiles> kept_;
  Sensing sensing_{Placement::chest, [this] {
                     SensingOutputs outputs;
                     outputs.on_second = [this](const PostureSecond& second) {
                       seconds_.push_back(second);
                     };
                     outputs.on_profiles = [this](const ReferenceProfiles& profiles) {
                       kept_.push_back(profiles);
                     };
                     return outputs;
                   }()};
};

TEST_F(ProfilesInSensing, ASeatIsShownOnceAndThenChosenByName) {
  hold(6, 20);
  EXPECT_NEAR(lean_deg(), 0, 1);
  const std::string why = sensing_.choose_profile(Profile::sofa);
  EXPECT_NE(why.find("posturectl zero --profile sofa"), std::string::npos) << why;
  EXPECT_TRUE(kept_.empty());

  hold(-14, 10);
  EXPECT_EQ(sensing_.start_profile_zero(Profile::sofa), "");
  EXPECT_NE(sensing_.calibration().instruction.find("on the sofa"), std::string::npos);
  hold(-14, 12);
  ASSERT_EQ(sensing_.calibration().step, CalibrationStep::done) << sensing_.calibration().problem;
  ASSERT_EQ(kept_.size(), 1U);
  EXPECT_EQ(kept_[0].chosen, Profile::sofa);
  EXPECT_NEAR(kept_[0].of(Profile::sofa).value_or(99), -14, 0.7);
  EXPECT_EQ(kept_[0].of(Profile::chair), 6);
  EXPECT_NEAR(lean_deg(), 0, 1);
  EXPECT_EQ(sensing_.mounting()->sit_ref_deg, 6) << "how the clip sits has not changed";

  EXPECT_EQ(sensing_.choose_profile(Profile::chair), "");
  hold(-14, 10);
  EXPECT_NEAR(lean_deg(), -20, 1);
  EXPECT_EQ(new_references(), 2);
}

TEST_F(ProfilesInSensing, AnotherSeatIsSuggestedAndNeverChosenByItself) {
  ReferenceProfiles profiles;
  profiles.theta_deg = {6.0, std::nullopt, -14.0};
  sensing_.set_profiles(profiles);
  sensing_.start_calibration(CalibrationKind::zero);  // sits, says the zero
  hold(6, 20);
  hold(-14, 130);
  EXPECT_EQ(sensing_.suggested_profile(), Profile::sofa);
  EXPECT_EQ(sensing_.profiles().chosen, Profile::chair);
  EXPECT_NEAR(lean_deg(), -20, 1);
  EXPECT_EQ(sensing_.choose_profile(Profile::sofa), "");
  EXPECT_FALSE(sensing_.suggested_profile());
}

TEST_F(ProfilesInSensing, StandingIsMeasuredFromItsOwnReferenceOnceThereIsOne) {
  EXPECT_EQ(sensing_.choose_profile(Profile::standing_desk), "");
  EXPECT_EQ(sensing_.choose_profile(Profile::chair), "");
  hold(0, 5);
  EXPECT_EQ(sensing_.start_profile_zero(Profile::standing_desk), "");
  hold(2, 14);
  ASSERT_EQ(sensing_.calibration().step, CalibrationStep::done);
  EXPECT_EQ(seconds_.back().body, BodyState::standing);
  EXPECT_EQ(sensing_.profile_in_force(), Profile::standing_desk);
  EXPECT_NEAR(lean_deg(), 0, 1);
  // Stands, whatever was chosen.
  EXPECT_EQ(sensing_.choose_profile(Profile::chair), "");
  hold(2, 10);
  EXPECT_EQ(sensing_.profile_in_force(), Profile::standing_desk);
  EXPECT_NEAR(lean_deg(), 0, 1);
}

TEST_F(ProfilesInSensing, AReferenceIsNotTakenFromAClipThatMoved) {
  sensing_.suspect_reference();
  hold(6, 10);
  EXPECT_NE(sensing_.start_profile_zero(Profile::sofa).find("has moved"), std::string::npos);
  sensing_.set_mounting(std::nullopt);
  EXPECT_NE(sensing_.start_profile_zero(Profile::sofa).find("posturectl calibrate"),
            std::string::npos);
  EXPECT_NE(sensing_.choose_profile(Profile::sofa).find("posturectl calibrate"), std::string::npos);
}

// From the chair to the sofa one lies back by 20 deg, and forward again on the way back: neither
// profile, chosen late, makes a lean out of that.
TEST(ProfilesInCoaching, TheTimersOfALeanStartAnewWithAnotherReference) {
  LeanTracker with(LeanParams{}), without(LeanParams{});
  LeanState last_with = LeanState::unknown, last_without = LeanState::unknown;
  for (int s = 0; s < 70; ++s) {
    PostureSecond second;
    second.start = BootTime(std::chrono::seconds(s));
    second.valid = second.axis_known = true;
    second.body = BodyState::sitting;
    second.lean_deg = 20;
    second.side_deg = 0;
    without.update(second);
    last_without = second.lean_state;
    second.new_reference = s == 50;
    with.update(second);
    last_with = second.lean_state;
  }
  EXPECT_EQ(last_without, LeanState::slouched);
  EXPECT_EQ(last_with, LeanState::leaning);
}

}  // namespace
}  // namespace postured
