// The seconds of two clips joined: order of arrival, lateness, loss; what each half gives.
#include "pipeline/spine_pair.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "pipeline/slump_range.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

BootTime at(int s) { return BootTime{std::chrono::seconds(s)}; }

PostureSecond good(int s, double lean_deg = 10, BodyState body = BodyState::sitting) {
  PostureSecond second;
  second.start = at(s);
  second.valid = true;
  second.reason = Unknown::none;
  second.lean_deg = lean_deg;
  second.side_deg = 1;
  second.inclination_deg = lean_deg + 6;
  second.lean_range_deg = 0.5;
  second.axis_known = true;
  second.body = body;
  second.confidence = 0.9;
  return second;
}
PostureSecond lost(int s, Unknown reason = Unknown::no_data) {
  PostureSecond second;
  second.start = at(s);
  second.reason = reason;
  return second;
}
SpineReference known() { return {true, 26, 35}; }

class Joined {
 public:
  explicit Joined(bool has_lower = true)
      : pair(has_lower, [this](const PostureSecond& second) { seconds.push_back(second); }) {
    pair.set_reference(known());
  }
  std::vector<PostureSecond> seconds;
  SpinePair pair;
};

void expect_contiguous(const std::vector<PostureSecond>& seconds, int from, int to) {
  ASSERT_EQ(seconds.size(), static_cast<std::size_t>(to - from));
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    ASSERT_EQ(seconds[i].start, at(from + static_cast<int>(i)));
  }
}

TEST(SpinePair, OneClipPassesThroughAtOnceAndUnchanged) {
  Joined one(false);
  for (int s = 0; s < 100; ++s) {
    const PostureSecond second = s % 7 == 3 ? lost(s, Unknown::not_worn) : good(s, s);
    one.pair.add(ClipSide::upper, second);
    ASSERT_EQ(one.seconds.size(), static_cast<std::size_t>(s + 1));
    EXPECT_EQ(one.seconds.back().valid, second.valid);
    EXPECT_EQ(one.seconds.back().reason, second.reason);
    EXPECT_EQ(one.seconds.back().body, second.body);
    EXPECT_TRUE(std::isnan(one.seconds.back().curvature_deg));
    if (second.valid) {
      EXPECT_EQ(one.seconds.back().lean_deg, second.lean_deg);
    }
  }
}

TEST(SpinePair, EitherClipMayComeFirstAndUpToTwoSecondsLate) {
  for (const ClipSide first : kClipSides) {
    const ClipSide second = first == ClipSide::upper ? ClipSide::lower : ClipSide::upper;
    for (int late_s = 0; late_s <= 2; ++late_s) {
      Joined joined;
      // The streams begin together; what is late comes late from then on.
      joined.pair.add(first, good(0));
      joined.pair.add(second, good(0));
      joined.seconds.clear();
      for (int s = 1; s <= 50; ++s) {
        joined.pair.add(first, good(s));
        if (s - late_s >= 1) joined.pair.add(second, good(s - late_s));
      }
      joined.pair.flush();
      expect_contiguous(joined.seconds, 1, 51);
      for (int s = 1; s <= 50 - late_s; ++s) {
        EXPECT_TRUE(std::isfinite(joined.seconds[static_cast<std::size_t>(s - 1)].curvature_deg))
            << late_s << " " << s;
      }
    }
  }
}

TEST(SpinePair, OneThatIsMissingForHoursDelaysByTwoSecondsOnceAndThenNotAtAll) {
  for (const ClipSide stays : kClipSides) {
    const ClipSide goes = stays == ClipSide::upper ? ClipSide::lower : ClipSide::upper;
    Joined joined;
    for (int s = 0; s < 10; ++s) {
      joined.pair.add(stays, good(s));
      joined.pair.add(goes, good(s));
    }
    for (int s = 10; s < 3 * 3600; ++s) {
      joined.pair.add(stays, good(s));
      EXPECT_GE(joined.seconds.size() + 3, static_cast<std::size_t>(s + 1));
      if (s > 13) {
        EXPECT_EQ(joined.seconds.size(), static_cast<std::size_t>(s + 1));
      }
    }
    EXPECT_EQ(joined.pair.state(goes).reason, Unknown::no_data);
    EXPECT_EQ(joined.pair.state(goes).since, at(10));
    EXPECT_EQ(joined.pair.state(stays).reason, Unknown::none);
    // Back again: joined from the second on that both have.
    for (int s = 3 * 3600; s < 3 * 3600 + 20; ++s) {
      joined.pair.add(stays, good(s));
      joined.pair.add(goes, good(s));
    }
    joined.pair.flush();
    expect_contiguous(joined.seconds, 0, 3 * 3600 + 20);
    EXPECT_TRUE(std::isfinite(joined.seconds.back().curvature_deg));
    EXPECT_EQ(joined.pair.state(goes).reason, Unknown::none);
  }
}

TEST(SpinePair, EachHostSecondOfAnyClipComesOutOnceAndInOrderUnderRandomLoss) {
  std::mt19937 random(5);
  const auto chance = [&](double p) { return std::bernoulli_distribution(p)(random); };
  for (int round = 0; round < 300; ++round) {
    // Each clip has each second or not, sometimes not for long, and brings it up to two seconds
    // late, in its own order.
    struct Arrival {
      double when_s;
      ClipSide side;
      int s;
      bool valid;
    };
    std::vector<Arrival> arrivals;
    for (const ClipSide side : kClipSides) {
      double last = 0;
      bool away = false;
      const double late_s = std::uniform_real_distribution(0.0, 1.0)(random);
      for (int s = 0; s < 200; ++s) {
        if (chance(0.02)) away = !away;
        if (away || chance(0.05)) continue;
        last = std::max(last, s + late_s + std::uniform_real_distribution(0.0, 1.0)(random));
        arrivals.push_back({last, side, s, chance(0.9)});
      }
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.when_s < b.when_s; });
    Joined joined;
    std::vector<int> present(200, 0);
    for (const Arrival& a : arrivals) {
      joined.pair.add(a.side, a.valid ? good(a.s) : lost(a.s));
      ++present[static_cast<std::size_t>(a.s)];
    }
    joined.pair.flush();
    for (std::size_t i = 1; i < joined.seconds.size(); ++i) {
      ASSERT_LT(joined.seconds[i - 1].start, joined.seconds[i].start) << round;
    }
    // One that comes after its second has left is dropped; nothing else is lost. A clip that was
    // away and comes back may bring a second that the other one never had and that is past.
    int had = 0, both = 0, joined_n = 0;
    for (const int n : present) {
      had += n > 0 ? 1 : 0;
      both += n == 2 ? 1 : 0;
    }
    for (const PostureSecond& second : joined.seconds) {
      ASSERT_GT(present[static_cast<std::size_t>(to_seconds(second.start.time_since_epoch()))], 0);
      joined_n += std::isfinite(second.curvature_deg) ? 1 : 0;
    }
    ASSERT_GE(static_cast<int>(joined.seconds.size()), had - 12) << round;
    ASSERT_LE(joined_n, both);
  }
}

TEST(SpinePair, ClipsThatHaveEverySecondGiveEverySecondOnceHoweverTheyArriveWithinTwoSeconds) {
  std::mt19937 random(6);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::pair<double, ClipSide>> arrivals;  // the next second of that clip
    for (const ClipSide side : kClipSides) {
      double last = 0;
      for (int s = 0; s < 100; ++s) {
        last = std::max(last, s + std::uniform_real_distribution(0.0, 1.9)(random));
        arrivals.emplace_back(last, side);
      }
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Joined joined;
    std::array<int, 2> next{};
    for (const auto& [when_s, side] : arrivals) {
      joined.pair.add(side, good(next[static_cast<std::size_t>(side)]++));
    }
    joined.pair.flush();
    expect_contiguous(joined.seconds, 0, 100);
    for (std::size_t s = 4; s < 100; ++s) {  // the streams may begin apart
      ASSERT_TRUE(std::isfinite(joined.seconds[s].curvature_deg)) << round << " " << s;
    }
  }
}

TEST(SpinePair, TheLowerClipDecidesTheBodyAndTheUpperTheLean) {
  const PostureSecond joined =
      join_seconds(good(0, 12, BodyState::unknown), good(0, -4, BodyState::standing), known());
  EXPECT_EQ(joined.body, BodyState::standing);
  EXPECT_EQ(joined.lean_deg, 12);
  EXPECT_EQ(joined.side_deg, 1);
  // A lower clip that does not know does not overrule.
  EXPECT_EQ(
      join_seconds(good(0, 12, BodyState::walking), good(0, 0, BodyState::unknown), known()).body,
      BodyState::walking);
}

TEST(SpinePair, CurvatureIsTheDifferenceAgainstTheReferenceOfSittingOrStanding) {
  const PostureSecond sitting = join_seconds(good(0, 15), good(0, -6, BodyState::sitting), known());
  EXPECT_DOUBLE_EQ(sitting.curvature_deg, 21);
  EXPECT_DOUBLE_EQ(curvature_percent(sitting), 60);
  // Standing upright, where the upper clip tilts 6 deg less and the lower one 20 deg more forward.
  const PostureSecond standing =
      join_seconds(good(0, -6), good(0, 20, BodyState::standing), known());
  EXPECT_DOUBLE_EQ(standing.curvature_deg, 0);
  EXPECT_TRUE(std::isnan(curvature_percent(standing))) << "the range is a seated one";
  const PostureSecond lying = join_seconds(good(0, -80), good(0, -60, BodyState::lying), known());
  EXPECT_TRUE(std::isnan(lying.curvature_deg));
}

TEST(SpinePair, WithoutACommonReferenceAnAxisOrARangeWhatDependsOnItIsNotKnown) {
  SpineReference apart = known();
  apart.together = false;
  EXPECT_TRUE(std::isnan(join_seconds(good(0), good(0), apart).curvature_deg));
  PostureSecond no_axis = good(0);
  no_axis.axis_known = false;
  EXPECT_TRUE(std::isnan(join_seconds(good(0), no_axis, known()).curvature_deg));
  EXPECT_TRUE(std::isnan(join_seconds(no_axis, good(0), known()).curvature_deg));
  SpineReference no_range = known();
  no_range.range_deg = std::nan("");
  const PostureSecond joined = join_seconds(good(0, 20), good(0, 0), no_range);
  EXPECT_DOUBLE_EQ(joined.curvature_deg, 20);
  EXPECT_TRUE(std::isnan(curvature_percent(joined)));
}

TEST(SpinePair, LosingTheLowerClipLeavesTheLeanAsItWas) {
  const PostureSecond joined = join_seconds(good(0, 12), lost(0), known());
  EXPECT_TRUE(joined.valid);
  EXPECT_EQ(joined.lean_deg, 12);
  EXPECT_EQ(joined.body, BodyState::sitting);
  EXPECT_TRUE(std::isnan(joined.curvature_deg));
}

TEST(SpinePair, LosingTheUpperClipLeavesTheBodyAndNamesWhyTheLeanIsUnknown) {
  const PostureSecond joined =
      join_seconds(lost(0, Unknown::not_worn), good(0, -5, BodyState::sitting), known());
  EXPECT_TRUE(joined.valid);
  EXPECT_EQ(joined.reason, Unknown::not_worn);
  EXPECT_EQ(joined.body, BodyState::sitting);
  EXPECT_TRUE(std::isnan(joined.lean_deg));
  EXPECT_TRUE(std::isnan(joined.side_deg));
  EXPECT_FALSE(joined.axis_known);
  const PostureSecond neither = join_seconds(lost(0, Unknown::not_worn), lost(0), known());
  EXPECT_FALSE(neither.valid);
  EXPECT_EQ(neither.reason, Unknown::not_worn);
}

// --- the range ---

PostureSecond curved(int s, double curvature_deg) {
  PostureSecond second = good(s);
  second.curvature_deg = curvature_deg;
  return second;
}

TEST(SlumpRange, AHeldSlumpIsTheRangeAndSittingUprightBeforeItIsNot) {
  SlumpRange range;
  range.start();
  int s = 0;
  for (; s < 10; ++s) EXPECT_FALSE(range.update(curved(s, 2)));
  EXPECT_NE(range.progress().problem.find("2 degrees rounder"), std::string::npos);
  for (const double deg : {8.0, 15.0, 22.0, 29.0}) EXPECT_FALSE(range.update(curved(s++, deg)));
  EXPECT_FALSE(range.update(curved(s++, 34)));
  EXPECT_FALSE(range.update(curved(s++, 35)));
  const auto taken = range.update(curved(s++, 36));
  ASSERT_TRUE(taken);
  EXPECT_DOUBLE_EQ(*taken, 35);
  EXPECT_EQ(range.progress().step, CalibrationStep::done);
  EXPECT_FALSE(range.update(curved(s++, 36))) << "once";
}

TEST(SlumpRange, WithoutCurvatureItFailsAndSaysWhatIsNeeded) {
  SlumpRange range;
  range.start();
  for (int s = 0; s < 10; ++s) EXPECT_FALSE(range.update(good(s)));
  EXPECT_EQ(range.progress().step, CalibrationStep::failed);
  EXPECT_NE(range.progress().problem.find("both clips"), std::string::npos);
  // Standing is no slump either.
  range.start();
  for (int s = 0; s < 10; ++s) {
    PostureSecond standing = curved(s, 30);
    standing.body = BodyState::standing;
    EXPECT_FALSE(range.update(standing));
  }
  EXPECT_EQ(range.progress().step, CalibrationStep::failed);
}

TEST(SlumpRange, AMinuteWithoutASlumpEndsIt) {
  SlumpRange range;
  range.start();
  for (int s = 0; s < 70; ++s) EXPECT_FALSE(range.update(curved(s, s % 2 ? 5 : 25)));
  EXPECT_EQ(range.progress().step, CalibrationStep::failed);
}

}  // namespace
}  // namespace postured
