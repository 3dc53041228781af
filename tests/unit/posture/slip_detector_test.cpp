#include "posture/slip_detector.hpp"

#include <gtest/gtest.h>

#include <random>

namespace postured {
namespace {

// A worn chest clip whose frame is the segment's, until it slips.
class Slips : public testing::Test {
 protected:
  Slips() { detector_.on_reference(SlipDetector::Reference::with_bends, true); }

  Vec3 up(double theta_deg, double phi_deg) const {
    const double theta = theta_deg * kRadPerDeg, phi = phi_deg * kRadPerDeg;
    return slip_ *
           Vec3(-std::sin(theta) * std::cos(phi), std::cos(theta) * std::cos(phi), -std::sin(phi));
  }
  void slip(const Vec3& axis, double deg) {
    slip_ = Eigen::AngleAxisd(deg * kRadPerDeg, axis).toRotationMatrix() * slip_;
  }
  MotionSecond second(double theta_deg, double phi_deg, double gyro_dps) {
    MotionSecond s;
    s.start = BootTime(std::chrono::seconds(t_++));
    s.samples = 50;
    s.up_sensor = up(theta_deg, phi_deg);
    s.side_deg = trunk_angles(*mounting_, s.up_sensor).phi_deg;
    s.gyro_rms_dps = gyro_dps;
    s.axis_known = true;
    return s;
  }
  Unknown play(int n, BodyState body, double theta_deg, double phi_deg, double gyro_dps) {
    std::normal_distribution<double> noise(0, 1);
    for (int i = 0; i < n; ++i) {
      last_ = detector_.update(
          second(theta_deg + noise(random_), phi_deg + noise(random_), gyro_dps), body, mounting_);
      if (last_.doubted_s > 0) doubted_s_ = last_.doubted_s;
    }
    return last_.reason;
  }
  Unknown sit(int n, double phi_deg = 0) { return play(n, BodyState::sitting, 12, phi_deg, 2); }
  // People walk a little differently each time.
  Unknown walk(int n, double off_deg = 0) {
    return play(n, BodyState::walking, 4 + off_deg, 0, 30);
  }
  Unknown day(int walks) {
    std::normal_distribution<double> spread(0, 1.5);
    Unknown reason = Unknown::none;
    for (int i = 0; i < walks && reason == Unknown::none; ++i) {
      reason = sit(300);
      if (reason == Unknown::none) reason = walk(20, spread(random_));
    }
    return reason;
  }
  // From quiet to quiet, by phi, the clip carried at the end of `lever_m`.
  void turn_aside(double from_deg, double to_deg, double lever_m, double duration_s = 1.6) {
    Turn turn;
    turn.from = DeviceTime(std::chrono::seconds(t_));
    turn.to = turn.from + from_seconds(duration_s);
    turn.up_before = up(12, from_deg);
    turn.up_after = up(12, to_deg);
    turn.angle_deg = std::abs(to_deg - from_deg);
    turn.lever_m = turn.height_m = lever_m;
    detector_.on_turn(turn);
    play(1, BodyState::sitting, 12, to_deg, 20);
  }
  void strokes(int n, double direction_deg) {
    for (int i = 0; i < n; ++i) {
      const double a = direction_deg * kRadPerDeg;
      detector_.on_stroke({(i % 2 ? -1 : 1) * (slip_ * Vec3(std::sin(a), 0, std::cos(a))), 30});
      sit(5);
    }
  }

  SlipDetector detector_{Placement::chest};
  std::optional<Mounting> mounting_ = [] {
    Mounting m;
    m.axis_known = true;
    return m;
  }();
  Mat3 slip_ = Mat3::Identity();
  SlipVerdict last_;
  double doubted_s_ = 0;
  std::mt19937 random_{7};
  int t_ = 0;
};

TEST_F(Slips, DaysOfSittingAndWalkingAreNotDoubted) { EXPECT_EQ(day(100), Unknown::none); }

TEST_F(Slips, TwoWalksTellASlipForward) {
  ASSERT_EQ(day(3), Unknown::none);
  slip(Vec3::UnitZ(), 15);
  EXPECT_EQ(sit(600), Unknown::none) << "a sagittal slip looks like a lean";
  EXPECT_EQ(walk(20), Unknown::maybe_slipped);
  EXPECT_EQ(sit(100), Unknown::maybe_slipped);
  EXPECT_EQ(walk(20), Unknown::slipped);
  EXPECT_NEAR(doubted_s_, 600 + 20 + 100 + 20, 40) << "since the last good walk";
  EXPECT_EQ(walk(60), Unknown::slipped);
  EXPECT_EQ(sit(3600), Unknown::slipped);
  EXPECT_EQ(walk(60, -15), Unknown::slipped) << "only a reference clears it";
  detector_.on_reference(SlipDetector::Reference::same_clip_on, true);
  slip_.setIdentity();
  EXPECT_EQ(day(5), Unknown::none);
}

TEST_F(Slips, ASlipBeforeTheFirstWalkIsToldByHowPeopleWalk) {
  slip(Vec3::UnitX(), -15);
  EXPECT_EQ(walk(20), Unknown::maybe_slipped);
  sit(100);
  EXPECT_EQ(walk(20), Unknown::slipped);
}

TEST_F(Slips, WhoWalksFarForwardIsAskedOnceAndNotAfterEachZero) {
  const auto walks = [this] {
    sit(60);
    walk(20, 14);
    sit(60);
    return walk(20, 14);
  };
  EXPECT_EQ(walks(), Unknown::slipped);
  for (int i = 0; i < 5; ++i) {
    detector_.on_reference(SlipDetector::Reference::same_clip_on, true);
    EXPECT_EQ(walks(), Unknown::none);
    EXPECT_EQ(walks(), Unknown::none);
  }
}

TEST_F(Slips, AGoodWalkClearsAWarning) {
  ASSERT_EQ(day(3), Unknown::none);
  sit(60);
  EXPECT_EQ(walk(20, 13), Unknown::maybe_slipped);
  EXPECT_EQ(sit(300), Unknown::maybe_slipped);
  EXPECT_EQ(walk(20), Unknown::none);
  EXPECT_EQ(day(5), Unknown::none);
}

TEST_F(Slips, AShortWalkSaysNothing) {
  ASSERT_EQ(day(3), Unknown::none);
  slip(Vec3::UnitZ(), 20);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(walk(10), Unknown::none);
    sit(60);
  }
}

TEST_F(Slips, ATurnOnTheSpotThatStaysIsASlipAside) {
  for (const double deg : {15.0, -15.0}) {
    detector_.on_reference(SlipDetector::Reference::with_bends, true);
    sit(100);
    turn_aside(1, 1 + deg, 0.01);
    const int before = t_;
    while (sit(1, 1 + deg) == Unknown::none && t_ - before < 300) {
    }
    EXPECT_EQ(last_.reason, Unknown::slipped);
    EXPECT_LE(t_ - before, 110) << "within two minutes";
    EXPECT_GE(doubted_s_, 40);
  }
}

TEST_F(Slips, SoIsOneBackToTheMiddleWhileLeaningAside) {
  sit(100);
  turn_aside(0, 15, 0.3);  // onto the armrest
  ASSERT_EQ(sit(30, 15), Unknown::none);
  turn_aside(15, 1, 0.01);  // the clip slips the other way
  EXPECT_EQ(sit(60, 1), Unknown::slipped);
}

TEST_F(Slips, AndOneThatIsFollowedByShiftsOfTheBody) {
  sit(100);
  turn_aside(0, 14, 0.01);
  EXPECT_EQ(sit(25, 14), Unknown::none);
  turn_aside(14, 1, 0.3);  // leans the other way, and the clip would read as if nothing were
  EXPECT_EQ(sit(20, 1), Unknown::slipped);
}

TEST_F(Slips, LeaningAsideOnAnArmrestIsNone) {
  for (int i = 0; i < 50; ++i) {
    sit(100);
    turn_aside(0, 15, 0.3);  // carried
    EXPECT_EQ(sit(240, 15), Unknown::none);
    turn_aside(15, 0, 0.1);  // back again, though it looks nearly on the spot
    EXPECT_EQ(sit(200), Unknown::none);
    turn_aside(0, 14, 0.01);  // on the spot, but not for long: a tug at the shirt
    sit(20, 14);
    turn_aside(14, 0, 0.01);
    EXPECT_EQ(sit(100), Unknown::none);
  }
}

TEST_F(Slips, AtTheBeltNoTurnIsTakenForOneOnTheSpot) {
  detector_ = SlipDetector(Placement::belt);
  detector_.on_reference(SlipDetector::Reference::with_bends, true);
  sit(100);
  turn_aside(0, 15, 0.01);
  EXPECT_EQ(sit(300, 15), Unknown::none);
}

TEST_F(Slips, HalfAnHourFarAsideAndNeverBackIsOne) {
  EXPECT_EQ(sit(1700, 13), Unknown::none);
  EXPECT_EQ(sit(200, 13), Unknown::slipped);
  detector_.on_reference(SlipDetector::Reference::same_clip_on, true);
  for (int i = 0; i < 20; ++i) {  // a person who loves the armrest
    turn_aside(0, 14, 0.3);
    EXPECT_EQ(sit(400, 14), Unknown::none);
    turn_aside(14, 0, 0.3);
    EXPECT_EQ(sit(80, 0), Unknown::none);
  }
}

TEST_F(Slips, BendsThatGoAsideTellATurnAboutTheVertical) {
  strokes(10, 2);
  ASSERT_EQ(last_.reason, Unknown::none);
  slip(Vec3::UnitY(), 15);
  strokes(2, 2);
  EXPECT_EQ(last_.reason, Unknown::none);
  strokes(3, 2);
  EXPECT_EQ(last_.reason, Unknown::turned);
  detector_.on_reference(SlipDetector::Reference::same_clip_on, true);
  EXPECT_EQ(sit(5), Unknown::turned) << "a zero keeps the axis";
  detector_.on_reference(SlipDetector::Reference::with_bends, true);
  EXPECT_EQ(sit(5), Unknown::none);
}

TEST_F(Slips, SideBendsSayNothingAboutForward) {
  strokes(10, 1);
  strokes(20, 80);
  EXPECT_EQ(last_.reason, Unknown::none);
}

TEST_F(Slips, AfterAReclipItsOwnDirectionIsTheNewUsual) {
  detector_.on_reference(SlipDetector::Reference::new_clip_on, true);
  strokes(20, 13);
  EXPECT_EQ(last_.reason, Unknown::none);
  strokes(4, 28);
  EXPECT_EQ(last_.reason, Unknown::turned);
}

TEST_F(Slips, ASkyThatJumpsWithoutARotationIsNoBody) {
  sit(100);
  slip(Vec3::UnitX(), 15);
  EXPECT_EQ(play(30, BodyState::sitting, 12, 0, 1), Unknown::slipped);
}

TEST_F(Slips, AJumpAcrossAGapIsNone) {
  sit(100);
  detector_.on_gap();
  EXPECT_EQ(play(60, BodyState::sitting, 35, 0, 1), Unknown::none);
}

TEST_F(Slips, SecondsThatAreNotJudgedChangeNothing) {
  ASSERT_EQ(day(3), Unknown::none);
  slip(Vec3::UnitZ(), 40);
  for (int i = 0; i < 300; ++i) {
    MotionSecond s = second(4, 0, 30);
    s.reason = Unknown::calibrating;
    EXPECT_EQ(detector_.update(s, BodyState::walking, mounting_).reason, Unknown::none);
  }
  EXPECT_EQ(detector_.update(second(4, 0, 30), BodyState::walking, std::nullopt).reason,
            Unknown::none);
}

}  // namespace
}  // namespace postured
