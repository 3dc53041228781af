#include "report/week_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "unit/report/sample_week.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;

Minute minute(WallTime start, int valid_s = 60) {
  Minute m;
  m.start = start;
  m.recorded_s = 60;
  m.valid_s = valid_s;
  m.sitting_s = valid_s;
  m.judged_s = valid_s;
  m.zone_s[1] = valid_s;
  return m;
}

WeekData empty_week() {
  WeekData data;
  data.week = kWeek;
  return data;
}

TEST(WeekFigures, AreAbsentForAnEmptyWeek) {
  const WeekFigures figures = week_figures(empty_week());
  EXPECT_EQ(figures.days[0].day, monday_of(kWeek));
  EXPECT_EQ(figures.days[6].day, monday_of(kWeek) + std::chrono::days(6));
  EXPECT_EQ(figures.valid_days, 0);
  EXPECT_FALSE(figures.enough);
  EXPECT_EQ(figures.worn_h, 0);
  EXPECT_FALSE(figures.forward_lean_share);
  EXPECT_FALSE(figures.episodes_per_hour);
  EXPECT_FALSE(figures.longest_episode_min);
  EXPECT_FALSE(figures.median_episode_min);
  EXPECT_FALSE(figures.dose_deg_min_per_hour);
  EXPECT_FALSE(figures.sitting);
  ASSERT_EQ(figures.prompts.size(), 2U);
  EXPECT_EQ(figures.prompts[0].kind, PromptKind::stand);
  EXPECT_EQ(figures.prompts[1].kind, PromptKind::lean);
  EXPECT_FALSE(figures.prompts[0].response_rate);
  EXPECT_FALSE(figures.prompts[0].median_latency_s);
}

TEST(WeekFigures, NeedFourWornHoursForAValidDayAndThreeOfThemForAWeek) {
  for (const int minutes : {239, 240}) {
    for (const int days : {2, 3}) {
      WeekData data = empty_week();
      for (int day = 0; day < days; ++day) {
        for (int i = 0; i < minutes; ++i) {
          data.minutes.push_back(minute(local(day, 9h + std::chrono::minutes(i))));
        }
      }
      const WeekFigures figures = week_figures(data);
      EXPECT_EQ(figures.valid_days, minutes == 240 ? days : 0);
      EXPECT_EQ(figures.enough, minutes == 240 && days == 3);
    }
  }
}

TEST(WeekFigures, CountExcludedTimeFromSecondsRecorded) {
  WeekData data = empty_week();
  data.minutes = {minute(local(0, 9h), 60), minute(local(0, 10h), 30), minute(local(1, 9h), 0)};
  const WeekFigures figures = week_figures(data);
  EXPECT_DOUBLE_EQ(figures.recorded_h, 180 / 3600.0);
  EXPECT_DOUBLE_EQ(figures.worn_h, 90 / 3600.0);
  EXPECT_DOUBLE_EQ(figures.excluded_share, 0.5);
  EXPECT_DOUBLE_EQ(figures.days[0].worn_h, 90 / 3600.0);
  EXPECT_DOUBLE_EQ(figures.days[1].recorded_h, 60 / 3600.0);
  EXPECT_DOUBLE_EQ(figures.days[1].worn_h, 0);
}

TEST(WeekFigures, FollowEachRowsOwnClockThroughDaylightSaving) {
  // In one week of 2026-W43 at +2 h: Sunday 25 October has 25 h, from 00:00 at +2 h to 24:00 at
  // +1 h. And 2026-W13: Sunday 29 March has 23 h.
  for (const auto& [week, before, after, hours] :
       {std::tuple{IsoWeek{2026, 43}, 2h, 1h, 25}, std::tuple{IsoWeek{2026, 13}, 1h, 2h, 23}}) {
    WeekData data;
    data.week = week;
    const auto sunday = monday_of(week) + std::chrono::days(6);
    const UtcTime begin = UtcTime(sunday.time_since_epoch()) - before;
    const UtcTime change{std::chrono::sys_days(sunday.time_since_epoch()) + 1h};  // 01:00 UTC
    for (UtcTime t = begin - 60min; t < begin + 26h; t += 1min) {
      data.minutes.push_back(minute({t, t < change ? before : after}));
    }
    const WeekFigures figures = week_figures(data);
    EXPECT_DOUBLE_EQ(figures.days[6].worn_h, hours);
    EXPECT_DOUBLE_EQ(figures.days[5].worn_h, 1);
    EXPECT_DOUBLE_EQ(figures.worn_h, hours + 1);  // what belongs to the next Monday is left out
  }
}

TEST(WeekFigures, TakeOnlyForwardLeanEpisodesAndThatPerWornHour) {
  WeekData data = empty_week();
  for (int i = 0; i < 120; ++i) {
    data.minutes.push_back(minute(local(0, 9h + std::chrono::minutes(i))));
    data.minutes.back().slouched_s = 15;
  }
  const auto episode = [](Episode::Kind kind, double duration_s, double dose) {
    Episode e;
    e.kind = kind;
    e.start = local(0, 9h);
    e.duration_s = duration_s;
    e.dose_deg_min = dose;
    return e;
  };
  data.episodes = {
      episode(Episode::Kind::forward_lean, 60, 10), episode(Episode::Kind::forward_lean, 300, 30),
      episode(Episode::Kind::side_lean, 6000, 1000), episode(Episode::Kind::forward_lean, 120, 20),
      episode(Episode::Kind::forward_lean, 240, 0)};
  const WeekFigures figures = week_figures(data);
  EXPECT_DOUBLE_EQ(*figures.forward_lean_share, 0.25);
  EXPECT_DOUBLE_EQ(*figures.episodes_per_hour, 2);
  EXPECT_DOUBLE_EQ(*figures.longest_episode_min, 5);
  EXPECT_DOUBLE_EQ(*figures.median_episode_min, 3);
  EXPECT_DOUBLE_EQ(*figures.dose_deg_min_per_hour, 30);
}

TEST(SittingFigures, MatchAnExampleWorkedOutByHand) {
  // x = 5, 10, 15, 30, 60 min: T = 120; sorted sums 5, 15, 30, 60, 120, so x50 = 30.
  std::vector<Bout> bouts;
  auto at = 9h + 0min;
  for (const int x : {30, 5, 60, 10, 15}) {
    bouts.push_back(bout(BodyState::sitting, local(0, at), x * 60.0));
    at += std::chrono::minutes(x);
    bouts.push_back(bout(BodyState::walking, local(0, at), 120));
    at += 2min;
  }
  const auto figures = sitting_figures(bouts);
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->bouts, 5);
  EXPECT_DOUBLE_EQ(figures->total_h, 2);
  EXPECT_DOUBLE_EQ(figures->longest_min, 60);
  EXPECT_DOUBLE_EQ(figures->median_min, 15);
  EXPECT_DOUBLE_EQ(figures->usual_bout_min, 30);
  EXPECT_EQ(figures->over_20_min, 2);
  EXPECT_EQ(figures->over_30_min, 2);
  EXPECT_EQ(figures->over_60_min, 1);
  EXPECT_DOUBLE_EQ(figures->share_in_over_30, 0.75);
  EXPECT_EQ(figures->breaks, 4);  // the walk after the last bout is not between two
  EXPECT_DOUBLE_EQ(figures->breaks_per_hour, 2);
}

TEST(SittingFigures, CountNoBreakForAGapNorForTheNight) {
  std::vector<Bout> bouts{bout(BodyState::sitting, local(0, 9h), 600),
                          bout(BodyState::sitting, local(0, 11h), 600)};
  EXPECT_EQ(sitting_figures(bouts)->breaks, 0);
  bouts.push_back(bout(BodyState::standing, local(0, 12h), 600));
  bouts.push_back(bout(BodyState::sitting, local(1, 9h), 600));
  EXPECT_EQ(sitting_figures(bouts)->breaks, 0);
  bouts.push_back(bout(BodyState::lying, local(1, 10h), 600));
  bouts.push_back(bout(BodyState::sitting, local(1, 11h), 600));
  EXPECT_EQ(sitting_figures(bouts)->breaks, 0);
  bouts.push_back(bout(BodyState::walking, local(1, 11h + 20min), 60));
  bouts.push_back(bout(BodyState::sitting, local(1, 12h), 600));
  EXPECT_EQ(sitting_figures(bouts)->breaks, 1);
}

TEST(SittingFigures, AreAbsentWithoutASittingBout) {
  EXPECT_FALSE(sitting_figures({}));
  EXPECT_FALSE(sitting_figures({bout(BodyState::walking, local(0, 9h), 600)}));
}

PromptFigures stand_figures(const std::vector<PromptState>& states) {
  std::vector<PromptEvent> events;
  auto at = 9h + 0min;
  for (const PromptState state : states) {
    events.push_back(event(1, PromptKind::stand, state, local(0, at += 1min), 30));
  }
  return prompt_figures(events)[0];
}

TEST(PromptFigures, CountAPromptOnceThoughItIsShownAgainAfterASnooze) {
  using enum PromptState;
  const PromptFigures f =
      stand_figures({scheduled, shown, snoozed, held, shown, snoozed, held, shown, complied});
  EXPECT_EQ(f.shown, 1);
  EXPECT_EQ(f.snoozed, 1);
  EXPECT_EQ(f.complied, 1);
  EXPECT_DOUBLE_EQ(*f.response_rate, 1);
  EXPECT_DOUBLE_EQ(*f.median_latency_s, 30);
}

TEST(PromptFigures, DoNotCountAPopupThatCouldNotBeShown) {
  using enum PromptState;
  EXPECT_EQ(stand_figures({scheduled, shown, held}).shown, 0);
  EXPECT_EQ(stand_figures({scheduled, shown, held, cancelled}).shown, 0);
  EXPECT_EQ(stand_figures({scheduled, shown, held, cancelled}).cancelled, 1);
  EXPECT_EQ(stand_figures({scheduled, shown, held, shown, done}).shown, 1);
  EXPECT_EQ(stand_figures({scheduled, held, cancelled}).cancelled, 1);
  EXPECT_FALSE(stand_figures({scheduled, held, cancelled}).response_rate);
  EXPECT_EQ(stand_figures({scheduled, shown}).shown, 1);  // still on screen
  EXPECT_EQ(stand_figures({complied}).complied, 0);       // shown in another week
}

TEST(PromptFigures, KeepTheKindsApart) {
  const auto all =
      prompt_figures({event(1, PromptKind::stand, PromptState::shown, local(0, 9h)),
                      event(2, PromptKind::lean, PromptState::shown, local(0, 9h)),
                      event(2, PromptKind::lean, PromptState::dismissed, local(0, 9h), 4)});
  EXPECT_EQ(all[0].shown, 1);
  EXPECT_EQ(all[0].dismissed, 0);
  EXPECT_EQ(all[1].shown, 1);
  EXPECT_EQ(all[1].dismissed, 1);
  EXPECT_DOUBLE_EQ(*all[1].response_rate, 0);
  EXPECT_FALSE(all[1].median_latency_s);
}

// The same figures again, slowly and another way: straight from the definitions.
class Slow {
 public:
  explicit Slow(const WeekData& data) : data_(data) {}

  double seconds_of(int Minute::*field) const {
    double sum = 0;
    for (const Minute& m : data_.minutes) sum += m.*field;
    return sum;
  }
  // Day by searching all minutes for it.
  double worn_h(int day) const {
    double sum = 0;
    for (const Minute& m : data_.minutes) {
      const auto begin = local(day, 0h).utc, end = local(day + 1, 0h).utc;
      if (m.start.utc >= begin && m.start.utc < end) sum += m.valid_s;
    }
    return sum / 3600;
  }
  std::vector<double> sitting_min() const {
    std::vector<double> x;
    for (const Bout& b : data_.bouts) {
      if (b.body == BodyState::sitting) x.push_back(b.duration_s / 60);
    }
    return x;
  }
  // Tries every x_i as x50.
  double usual_bout() const {
    const auto x = sitting_min();
    const double total = std::accumulate(x.begin(), x.end(), 0.0);
    double best = INFINITY;
    for (const double candidate : x) {
      double sum = 0;
      for (const double xi : x) sum += xi <= candidate ? xi : 0;
      if (sum >= total / 2 && candidate < best) best = candidate;
    }
    return best;
  }
  // Each pair of sitting bouts next to each other: is there an upright one in between?
  int breaks() const {
    int n = 0;
    for (const Bout& a : data_.bouts) {
      if (a.body != BodyState::sitting) continue;
      const Bout* next = nullptr;
      for (const Bout& b : data_.bouts) {
        if (b.body == BodyState::sitting && b.start.utc > a.start.utc &&
            (next == nullptr || b.start.utc < next->start.utc)) {
          next = &b;
        }
      }
      if (next == nullptr || local_day(next->start) != local_day(a.start)) continue;
      bool moved = false;
      for (const Bout& u : data_.bouts) {
        moved = moved || ((u.body == BodyState::standing || u.body == BodyState::walking) &&
                          u.start.utc > a.start.utc && u.start.utc < next->start.utc);
      }
      n += moved ? 1 : 0;
    }
    return n;
  }
  int prompts(PromptKind kind, PromptState state) const {
    std::set<PromptId> ids;
    for (const PromptEvent& e : data_.prompts) {
      if (e.kind == kind && e.state == state) ids.insert(e.id);
    }
    return static_cast<int>(ids.size());
  }

 private:
  const WeekData& data_;
};

TEST(WeekFigures, AgreeWithASlowComputationOnRandomWeeks) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const WeekData data = RandomWeek(seed).make();
    const WeekFigures figures = week_figures(data);
    const Slow slow(data);

    EXPECT_NEAR(figures.recorded_h * 3600, slow.seconds_of(&Minute::recorded_s), 1e-6);
    EXPECT_NEAR(figures.worn_h * 3600, slow.seconds_of(&Minute::valid_s), 1e-6);
    EXPECT_NEAR(figures.judged_h * 3600, slow.seconds_of(&Minute::judged_s), 1e-6);
    int valid_days = 0;
    for (int day = 0; day < 7; ++day) {
      const DayFigures& f = figures.days[static_cast<std::size_t>(day)];
      EXPECT_NEAR(f.worn_h, slow.worn_h(day), 1e-9);
      EXPECT_EQ(f.valid, slow.worn_h(day) >= 4 - 1e-9);
      EXPECT_NEAR(std::accumulate(f.zone_h.begin(), f.zone_h.end(), 0.0), f.judged_h, 1e-9);
      EXPECT_LE(f.judged_h, f.worn_h + 1e-9);
      EXPECT_LE(f.worn_h, f.recorded_h + 1e-9);
      valid_days += f.valid ? 1 : 0;
    }
    EXPECT_EQ(figures.valid_days, valid_days);
    if (data.minutes.empty()) continue;
    EXPECT_NEAR(std::accumulate(figures.zone_share.begin(), figures.zone_share.end(), 0.0), 1,
                1e-12);
    EXPECT_NEAR(*figures.forward_lean_share,
                slow.seconds_of(&Minute::slouched_s) / slow.seconds_of(&Minute::judged_s), 1e-12);

    const auto x = slow.sitting_min();
    ASSERT_TRUE(figures.sitting);
    const SittingFigures& s = *figures.sitting;
    EXPECT_EQ(s.bouts, static_cast<int>(x.size()));
    EXPECT_NEAR(s.total_h, std::accumulate(x.begin(), x.end(), 0.0) / 60, 1e-9);
    EXPECT_NEAR(s.usual_bout_min, slow.usual_bout(), 1e-9);
    EXPECT_EQ(s.breaks, slow.breaks());
    EXPECT_NEAR(s.breaks_per_hour, slow.breaks() / s.total_h, 1e-12);
    EXPECT_LE(s.median_min, s.longest_min);
    EXPECT_GE(s.share_in_over_30, 0);
    EXPECT_LE(s.share_in_over_30, 1);
    double over_30 = 0;
    for (const double xi : x) over_30 += xi >= 30 ? xi : 0;
    EXPECT_NEAR(s.share_in_over_30, over_30 / 60 / s.total_h, 1e-9);

    for (const PromptFigures& p : figures.prompts) {
      EXPECT_EQ(p.shown, slow.prompts(p.kind, PromptState::shown));
      EXPECT_EQ(p.complied, slow.prompts(p.kind, PromptState::complied));
      EXPECT_EQ(p.done, slow.prompts(p.kind, PromptState::done));
      EXPECT_EQ(p.snoozed, slow.prompts(p.kind, PromptState::snoozed));
      EXPECT_EQ(p.dismissed, slow.prompts(p.kind, PromptState::dismissed));
      EXPECT_EQ(p.expired, slow.prompts(p.kind, PromptState::expired));
      EXPECT_EQ(p.cancelled, slow.prompts(p.kind, PromptState::cancelled));
      EXPECT_LE(p.complied + p.done + p.dismissed + p.expired, p.shown);
      if (p.shown > 0) {
        EXPECT_DOUBLE_EQ(*p.response_rate, static_cast<double>(p.complied + p.done) / p.shown);
      }
    }
  }
}

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoMiddleOnes) {
  EXPECT_FALSE(median({}));
  EXPECT_DOUBLE_EQ(*median({3}), 3);
  EXPECT_DOUBLE_EQ(*median({9, 1}), 5);
  EXPECT_DOUBLE_EQ(*median({9, 1, 2}), 2);
}

}  // namespace
}  // namespace postured::testing
