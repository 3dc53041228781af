#include <gtest/gtest.h>

#include <limits>

#include "posture/profile_recogniser.hpp"
#include "posture/reference_in_force.hpp"

namespace postured {
namespace {

ReferenceProfiles known(std::optional<double> chair, std::optional<double> desk,
                        std::optional<double> sofa) {
  ReferenceProfiles profiles;
  profiles.theta_deg = {chair, desk, sofa};
  return profiles;
}

TEST(Profiles, HaveStableTokens) {
  for (const Profile profile : kProfiles)
    EXPECT_EQ(profile_from_string(to_string(profile)), profile);
  EXPECT_FALSE(profile_from_string("bed"));
  EXPECT_FALSE(profile_from_string(""));
}

TEST(ReferenceInForce, FollowsTheBodyOnlyWhereAStandingDeskWasSetUp) {
  ReferenceInForce reference;
  const ReferenceProfiles chair_only = known(6, std::nullopt, std::nullopt);
  EXPECT_FALSE(reference.update(BodyState::standing, chair_only));
  EXPECT_EQ(reference.now(), Profile::chair);
  const ReferenceProfiles with_desk = known(6, 1, std::nullopt);
  EXPECT_TRUE(reference.update(BodyState::standing, with_desk));
  EXPECT_EQ(reference.now(), Profile::standing_desk);
  EXPECT_TRUE(reference.update(BodyState::sitting, with_desk));
  EXPECT_EQ(reference.now(), Profile::chair);
}

TEST(ReferenceInForce, DoubtfulSecondsNeverChangeIt) {
  const ReferenceProfiles all = known(6, 0, -12);
  for (const Profile chosen : kProfiles) {
    for (const BodyState before : {BodyState::sitting, BodyState::standing}) {
      ReferenceInForce reference;
      reference.choose(chosen);
      reference.update(before, all);
      const Profile then = reference.now();
      for (const BodyState body : {BodyState::unknown, BodyState::walking, BodyState::lying}) {
        EXPECT_FALSE(reference.update(body, all));
        EXPECT_EQ(reference.now(), then);
      }
    }
  }
}

TEST(ReferenceInForce, SittingAtTheStandingDeskIsJudgedByTheChair) {
  const ReferenceProfiles all = known(6, 0, -12);
  ReferenceInForce reference;
  reference.choose(Profile::standing_desk);
  EXPECT_EQ(reference.now(), Profile::standing_desk);
  EXPECT_TRUE(reference.update(BodyState::sitting, all));
  EXPECT_EQ(reference.now(), Profile::chair);
  reference.choose(Profile::sofa);
  EXPECT_FALSE(reference.update(BodyState::sitting, all));
  EXPECT_EQ(reference.now(), Profile::sofa);
}

class Recogniser : public testing::Test {
 protected:
  void sit(double theta_deg, int seconds, BodyState body = BodyState::sitting) {
    for (int i = 0; i < seconds; ++i) recogniser_.update(theta_deg, body, profiles_);
  }
  ReferenceProfiles profiles_ = known(6, 0, -14);
  ProfileRecogniser recogniser_;
};

TEST_F(Recogniser, SuggestsTheSofaAfterAMinuteNearItsReference) {
  sit(-12, 59);
  EXPECT_FALSE(recogniser_.suggestion());
  sit(-12, 1);
  EXPECT_EQ(recogniser_.suggestion(), Profile::sofa);
  sit(5, 60);
  EXPECT_FALSE(recogniser_.suggestion());
}

TEST_F(Recogniser, TakesTwoSigmaAndSaysNothingInBetween) {
  // Halfway is -4; the sofa has to be nearer by 6 deg, that is from -7 on.
  sit(-6.9, 60);
  EXPECT_FALSE(recogniser_.suggestion());
  sit(-7.1, 60);
  EXPECT_EQ(recogniser_.suggestion(), Profile::sofa);
}

TEST_F(Recogniser, AMomentAndOtherBodyStatesSayNothing) {
  sit(6, 31);
  sit(-14, 29);
  EXPECT_FALSE(recogniser_.suggestion());
  for (const BodyState body :
       {BodyState::standing, BodyState::walking, BodyState::lying, BodyState::unknown}) {
    sit(-14, 200, body);
  }
  sit(std::numeric_limits<double>::quiet_NaN(), 200);
  EXPECT_FALSE(recogniser_.suggestion());
}

TEST_F(Recogniser, KnowsNoSeatThatWasNeverTaken) {
  profiles_ = known(6, 0, std::nullopt);
  sit(-14, 60);
  EXPECT_FALSE(recogniser_.suggestion());
  profiles_.chosen = Profile::standing_desk;
  sit(-14, 60);
  EXPECT_FALSE(recogniser_.suggestion());
}

}  // namespace
}  // namespace postured
