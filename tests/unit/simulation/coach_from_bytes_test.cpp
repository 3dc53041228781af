// What earns no break: waving arms, hammering at the keyboard, an idle mouse, a clip on the chair;
// what a deep bend with a turn looks like; how many of a body's shifts are seen. Through the whole
// core, from the bytes on.
#include <gtest/gtest.h>

#include <map>

#include "pipeline/coaching.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

using Kind = Activity::Kind;

// 2026-03-02 09:00 UTC, a Monday.
constexpr UtcTime kMorning{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} +
                           std::chrono::hours(9)};

class Worn {
 public:
  explicit Worn(Placement placement, std::uint64_t seed)
      : coaching_({}, outputs()),
        sensing_(placement, sensing_outputs(), bends_at(placement)),
        wearer_(params(seed, placement)) {
    sensing_.on_link_opened();
    wearer_.begin_day();
    play(8);  // clipped on
    // The button of the clip at the chest is meant for both.
    if (placement == Placement::belt) sensing_.start_calibration(CalibrationKind::full);
    play(112);
  }
  void play(int n) {
    for (int i = 0; i < n; ++i) {
      bytes_.clear();
      wearer_.advance_to(++t_s_, bytes_);
      sensing_.on_bytes(now().boot, bytes_);
      sensing_.tick(now().boot);
    }
  }
  void act(Kind kind, int n) {
    wearer_.act({kind, static_cast<double>(n)});
    play(n);
  }
  Now now() const {
    return {BootTime(std::chrono::seconds(t_s_)), {kMorning + std::chrono::seconds(t_s_), {}}};
  }
  double sitting_s() const { return coaching_.status(now()).sitting_s; }
  Coaching& coaching() { return coaching_; }

  std::map<BodyState, int> bodies;  // of the valid seconds
  std::vector<Break> breaks;
  std::vector<Bend> bends;
  std::vector<PostureSecond> seconds;

 private:
  // A pelvis goes along with a bend in part.
  static BendLimits bends_at(Placement placement) {
    return placement == Placement::belt ? BendLimits{.bent_deg = 12, .back_deg = 6} : BendLimits{};
  }
  static WearerParams params(std::uint64_t seed, Placement placement) {
    WearerParams params;
    params.seed = seed;
    params.rate_hz = 25;
    params.behaviour.natural_bout_min = 1000;
    params.behaviour.removals_per_day = 0;
    return placement == Placement::belt ? wearer_of_lower_clip(params) : params;
  }
  CoachingOutputs outputs() {
    CoachingOutputs outputs;
    outputs.on_break = [this](const Break& b) { breaks.push_back(b); };
    outputs.on_bend = [this](const Bend& b) { bends.push_back(b); };
    return outputs;
  }
  SensingOutputs sensing_outputs() {
    SensingOutputs outputs;
    outputs.on_second = [this](const PostureSecond& second) {
      if (second.valid) ++bodies[second.body];
      seconds.push_back(second);
      coaching_.on_second(second, now());
    };
    return outputs;
  }

  Coaching coaching_;
  Sensing sensing_;
  Wearer wearer_;
  std::vector<std::uint8_t> bytes_;
  int t_s_ = 0;
};

class EarnsNoBreak : public testing::TestWithParam<Placement> {};

TEST_P(EarnsNoBreak, WavingTheArmsAndTypingHard) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Worn worn(GetParam(), seed);
    worn.act(Kind::sit_work, 300);
    for (const Kind kind : {Kind::wave_arms, Kind::type_hard}) {
      worn.bodies.clear();
      const double before_s = worn.sitting_s();
      worn.act(kind, 180);
      EXPECT_GE(worn.sitting_s(), before_s + 170) << "seed " << seed;
      EXPECT_LE(worn.bodies[BodyState::walking], 3) << "seed " << seed;
    }
    EXPECT_TRUE(worn.breaks.empty());
  }
}

TEST_P(EarnsNoBreak, AClipOnTheChair) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Worn worn(GetParam(), seed);
    worn.act(Kind::sit_work, 300);
    const double before_s = worn.sitting_s();
    worn.act(Kind::on_chair, 900);
    EXPECT_GE(worn.sitting_s(), before_s - 1) << "seed " << seed;
    EXPECT_TRUE(worn.breaks.empty()) << "seed " << seed;
    EXPECT_EQ(worn.bodies[BodyState::lying] + worn.bodies[BodyState::walking], 0);
  }
}

TEST_P(EarnsNoBreak, AnIdleMouseAndALockedScreenUnderWhoIsSeenSitting) {
  Worn worn(GetParam(), 1);
  DesktopContext desktop;
  desktop.input = Input::idle;
  desktop.input_since = worn.now().boot;
  desktop.locked = true;
  worn.coaching().on_desktop(desktop, worn.now());
  const double before_s = worn.sitting_s();
  worn.act(Kind::sit_work, 600);
  EXPECT_GE(worn.sitting_s(), before_s + 590);
}

TEST_P(EarnsNoBreak, ButAWalkDoes) {
  Worn worn(GetParam(), 1);
  worn.act(Kind::sit_work, 300);
  worn.act(Kind::walk, 150);
  EXPECT_EQ(worn.sitting_s(), 0);
}

INSTANTIATE_TEST_SUITE_P(AtThe, EarnsNoBreak, testing::Values(Placement::chest, Placement::belt),
                         [](const auto& placement) {
                           return std::string(placement.param == Placement::belt ? "Belt"
                                                                                 : "Chest");
                         });

TEST(DeepBends, OfWhoHasWalkedThereAreCountedWithTheirTurn) {
  int lifts = 0, counted = 0, twisted = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Worn worn(Placement::chest, seed);
    for (int i = 0; i < 6; ++i) {
      worn.act(Kind::walk, 30);
      worn.act(Kind::stand, 5);
      worn.act(Kind::lift, 8);
      ++lifts;
    }
    worn.act(Kind::walk, 30);
    counted += static_cast<int>(worn.bends.size());
    for (const Bend& bend : worn.bends) twisted += is_twisted(bend);
  }
  std::printf("of %d lifts with a turn %d were counted, %d as twisted\n", lifts, counted, twisted);
  EXPECT_GE(counted, 0.7 * lifts);
  EXPECT_LE(counted, lifts);
  EXPECT_GE(twisted, 0.9 * counted);
}

TEST(Shifts, OfASittingBodyAreSeenAndNoneOfAStillOne) {
  Worn worn(Placement::chest, 1);
  worn.act(Kind::sit_work, 2 * 3600);
  const MovementCounts moving = count_movements(worn.seconds);
  worn.seconds.clear();
  worn.act(Kind::sit_tall, 1800);
  const MovementCounts still = count_movements(worn.seconds);
  std::printf("%.0f shifts and %.0f fidgets an hour, of 36 and 52; sitting still %d and %d\n",
              3600 * moving.shifts / moving.judged_s, 3600 * moving.fidgets / moving.judged_s,
              still.shifts, still.fidgets);
  // Of the shifts, which go to a posture 3.5 deg off at random, those of more than 5 deg count.
  EXPECT_GT(3600 * moving.shifts / moving.judged_s, 8);
  EXPECT_LT(3600 * moving.shifts / moving.judged_s, 40);
  EXPECT_GT(3600 * moving.fidgets / moving.judged_s, 8);
  EXPECT_LE(still.shifts, 1);
  EXPECT_LE(still.fidgets, 1);
}

TEST(DeepBends, AreNotMadeOfSittingDownAndStandingUp) {
  Worn worn(Placement::chest, 1);
  for (int i = 0; i < 15; ++i) {
    worn.act(Kind::sit_work, 30);
    worn.act(Kind::walk, 20);
  }
  EXPECT_TRUE(worn.bends.empty());
}

}  // namespace
}  // namespace postured
