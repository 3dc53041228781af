// Slips of the simulated wearer's clip, through the whole of sensing: what moved is noticed in
// time, and days in which nothing moved are not doubted.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "effort.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

using testing_effort::is_long;

// One wearer, one sensing, second by second.
class WornClip {
 public:
  explicit WornClip(std::uint64_t seed)
      : wearer_([seed] {
          WearerParams params;
          params.seed = seed;
          return params;
        }()) {
    wearer_.on_truth = [this](const TruthSecond& now) { count(now); };
    SensingOutputs outputs;
    outputs.on_second = [this](const PostureSecond& second) {
      latest = second;
      const bool doubt = doubts_reference(second.reason);
      if (doubt && !doubted_) {
        std::printf("  doubt: %s at %.0f s\n", std::string(to_string(second.reason)).c_str(),
                    to_seconds(second.start.time_since_epoch()));
      }
      doubts += doubt && !doubted_;
      doubted_ = doubt;
    };
    sensing_ = std::make_unique<Sensing>(Placement::chest, outputs);
  }

  void begin_day(int day) {
    t_s_ = 86400 * day + 9 * 3600;
    step();
    wearer_.begin_day();
    sensing_->on_link_opened();
    if (day > 0) sensing_->suspect_reference();
  }
  void end_day() {
    while (!wearer_.day_over()) next();
    sensing_->on_link_lost();
    sensing_->finish();
  }
  bool over() const { return wearer_.day_over(); }
  void next() {
    ++t_s_;
    step();
  }
  void slip(const Vec3& axis, double deg) {
    wearer_.slip(axis, deg);
    walks = 0;
    seated_s = walked_s_ = 0;
  }

  PostureSecond latest;
  TruthSecond truth;
  int doubts = 0;  // that began
  int walks = 0;   // of 20 s that ended since the slip, as they truly were
  int seated_s = 0;

 private:
  void step() {
    bytes_.clear();
    wearer_.advance_to(t_s_, bytes_);
    const BootTime now{from_seconds(t_s_)};
    sensing_->on_bytes(now, bytes_);
    sensing_->tick(now);
  }
  void count(const TruthSecond& now) {
    truth = now;
    if (now.body == BodyState::walking) {
      ++walked_s_;
    } else {
      if (walked_s_ >= 20) ++walks;
      walked_s_ = 0;
      seated_s += now.body == BodyState::sitting;
    }
  }

  Wearer wearer_;
  std::unique_ptr<Sensing> sensing_;
  std::vector<std::uint8_t> bytes_;
  double t_s_ = 0;
  int walked_s_ = 0;
  bool doubted_ = false;
};

struct Noticed {
  int walks = 0, seated_s = 0;
  Unknown reason = Unknown::none;
};

// Slips at `after_s` into the day's sitting, and plays until it is noticed, until three walks are
// over, or the clip is taken off.
Noticed slip_once(std::uint64_t seed, const Vec3& axis, double deg, int after_s) {
  WornClip clip(seed);
  clip.begin_day(0);
  int sitting_s = 0;
  while (sitting_s < after_s && !clip.over()) {
    clip.next();
    sitting_s += clip.latest.valid && clip.truth.body == BodyState::sitting;
  }
  while (clip.truth.body != BodyState::sitting && !clip.over()) clip.next();
  EXPECT_EQ(clip.doubts, 0) << "seed " << seed << ": doubted before it slipped";
  clip.slip(axis, deg);
  while (!clip.over() && clip.walks < 3) {
    clip.next();
    const Unknown reason = clip.latest.reason;
    if (reason == Unknown::slipped || reason == Unknown::turned) {
      return {clip.walks, clip.seated_s, reason};
    }
    if (reason == Unknown::not_worn) break;  // lunch came first
  }
  return {clip.walks, clip.seated_s, Unknown::none};
}

TEST(Slips, ForwardAndBackAreNoticedWithinTwoWalks) {
  for (int i = 0; i < (is_long() ? 16 : 2); ++i) {
    const auto seed = static_cast<std::uint64_t>(40 + i);
    const Noticed noticed = slip_once(seed, Vec3::UnitZ(), i % 2 == 0 ? 15 : -15, 600 + 150 * i);
    if (noticed.reason == Unknown::none && noticed.walks < 2) continue;  // taken off before
    EXPECT_EQ(noticed.reason, Unknown::slipped) << seed;
    EXPECT_LE(noticed.walks, 2) << seed;
  }
}

TEST(Slips, AsideIsNoticedWithinTwoMinutesOfSittingOrElseWithinTwoWalks) {
  int at_once = 0;
  const int n = is_long() ? 40 : 5;
  for (int i = 0; i < n; ++i) {
    const auto seed = static_cast<std::uint64_t>(60 + i);
    const Noticed noticed = slip_once(seed, Vec3::UnitX(), i % 2 == 0 ? 15 : -15, 400 + 37 * i);
    if (noticed.reason == Unknown::none && noticed.walks < 2) continue;
    EXPECT_EQ(noticed.reason, Unknown::slipped) << seed;
    EXPECT_LE(noticed.walks, 2) << seed;
    at_once += noticed.seated_s <= 120;
  }
  std::printf("aside: %d of %d within two minutes of sitting\n", at_once, n);
  // The body may move in the same second, and then the walks tell.
  EXPECT_GE(at_once, is_long() ? 0.9 * n : n - 1);
}

TEST(Slips, AboutTheVerticalIsNoticedByWalksAndBends) {
  int within_two = 0, seen = 0;
  const int n = is_long() ? 20 : testing_effort::kOptimised ? 2 : 1;
  for (int i = 0; i < n; ++i) {
    const auto seed = static_cast<std::uint64_t>(80 + i);
    const Noticed noticed = slip_once(seed, Vec3::UnitY(), i % 2 == 0 ? 15 : -15, 3000 + 100 * i);
    if (noticed.reason == Unknown::none && noticed.walks < 2) continue;
    ++seen;
    within_two += noticed.reason != Unknown::none && noticed.walks <= 2;
  }
  std::printf("about the vertical: %d of %d within two walks\n", within_two, seen);
  EXPECT_GE(within_two, is_long() ? 0.9 * seen : 0.5 * seen);
}

// A month is 20 working days. False doubts: at most one a month.
TEST(Slips, DaysWithoutASlipAreNotDoubted) {
  if (!testing_effort::kOptimised) GTEST_SKIP() << "whole days are for optimised code";
  // The first wearer is doubted once in the 20 days: not in a test of one day.
  const int first = is_long() ? 0 : 1, wearers = is_long() ? 4 : 1, days = is_long() ? 20 : 1;
  int doubts = 0;
  for (int i = first; i < first + wearers; ++i) {
    WornClip clip(static_cast<std::uint64_t>(100 + i));
    for (int day = 0; day < days; ++day) {
      clip.begin_day(day);
      clip.end_day();
    }
    std::printf("wearer %d, %d days: %d false doubts\n", i, days, clip.doubts);
    doubts += clip.doubts;
  }
  EXPECT_LE(doubts, is_long() ? wearers : 0);
}

}  // namespace
}  // namespace postured
