// What must hold whatever a person, a sensor and a notification server do: seeded random weeks.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "posture/lean_tracker.hpp"
#include "unit/coach/coach_driver.hpp"

namespace postured {
namespace {

using test::CoachDriver;
using test::invalid_at;
using test::second_at;

struct Weeks {
  bool failures = true;  // popups that fail
  int days = 7;
};

// Random blocks of behaviour with answers, snoozes, gaps and failures in between.
void live(CoachDriver& d, unsigned seed, const Weeks& weeks) {
  std::mt19937 random(seed);
  LeanTracker lean;
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  while (d.t() < weeks.days * 24 * 3600) {
    const int kind = below(20);
    const int length = 1 + below(kind < 10 ? 3600 : 200);
    const double lean_deg = below(45) - 10;
    const auto body = kind < 12 ? BodyState::sitting : static_cast<BodyState>(below(5));
    if (kind == 19) d.gap(1 + below(4000));
    if (kind == 18) d.pause(below(4000));
    for (int i = 0; i < length; ++i) {
      PostureSecond s = kind == 17 ? invalid_at(d.t()) : second_at(d.t(), body, lean_deg);
      lean.update(s);
      d.feed(s);
      if (!d.on_screen() || below(40) != 0) continue;
      const int answer = below(6);
      if (answer == 0) d.answer(Answer::done);
      if (answer == 1) d.answer(Answer::snooze);
      if (answer == 2) d.answer(Answer::dismiss);
      if (answer == 3 && weeks.failures) d.fail_popup();
    }
  }
  d.finish();
}

TEST(CoachInvariants, EveryPromptEndsInExactlyOneFinalState) {
  for (unsigned seed = 0; seed < 2; ++seed) {
    CoachDriver d;
    live(d, seed, {});
    std::map<PromptId, std::vector<PromptState>> lives;
    for (const PromptEvent& e : d.events()) {
      lives[e.id].push_back(e.state);
      ASSERT_FALSE(e.reason.empty());
      ASSERT_GE(e.latency_s, 0);
    }
    ASSERT_GT(lives.size(), 40U);
    for (const auto& [id, states] : lives) {
      ASSERT_EQ(states.front(), PromptState::scheduled);
      ASSERT_EQ(std::count(states.begin(), states.end(), PromptState::scheduled), 1);
      ASSERT_EQ(std::count_if(states.begin(), states.end(), is_final), 1);
      ASSERT_TRUE(is_final(states.back()));
    }
  }
}

TEST(CoachInvariants, NeverSpeaksMoreThanTheBudgetAllows) {
  for (unsigned seed = 10; seed < 12; ++seed) {
    CoachDriver d;
    live(d, seed, {false});
    std::vector<std::pair<double, PromptKind>> shown;
    std::map<std::int64_t, int> lean_on_day;
    for (const PromptEvent& e : d.events()) {
      if (e.state != PromptState::shown) continue;
      shown.emplace_back(to_seconds(e.at.utc.time_since_epoch()), e.kind);
      const auto local = e.at.utc + e.at.utc_offset;
      const auto day = std::chrono::floor<std::chrono::days>(local).time_since_epoch().count();
      if (e.kind == PromptKind::lean) {
        ASSERT_LE(++lean_on_day[day], 12);
      }
    }
    ASSERT_GT(shown.size(), 40U);
    for (std::size_t i = 0; i < shown.size(); ++i) {
      int hour = 0, lean_hour = 0;
      for (std::size_t k = i + 1; k-- > 0 && shown[i].first - shown[k].first < 3600;) {
        ++hour;
        lean_hour += shown[k].second == PromptKind::lean;
        if (k == i) continue;
        ASSERT_GE(shown[i].first - shown[k].first, 300);
        if (shown[i].second == shown[k].second) {
          ASSERT_GE(shown[i].first - shown[k].first, 600);
        }
      }
      ASSERT_LE(hour, 4);
      ASSERT_LE(lean_hour, 3);
    }
  }
}

TEST(CoachInvariants, OnePopupAtATimeAndEachIsClosedOnce) {
  for (unsigned seed = 20; seed < 21; ++seed) {
    CoachDriver d;
    live(d, seed, {false});
    PromptId open = 0;
    for (const Popup& p : d.popups()) {
      if (p.action == Popup::Action::show) {
        ASSERT_EQ(open, 0);
        open = p.id;
      } else {
        ASSERT_EQ(open, p.id);
        open = 0;
      }
    }
    ASSERT_EQ(open, 0);
  }
}

TEST(CoachInvariants, SittingTimeIsTheSameUnderAnySnoozes) {
  for (unsigned seed = 30; seed < 32; ++seed) {
    CoachDriver quiet, busy;
    std::mt19937 random(seed);
    for (int block = 0; block < 150; ++block) {
      const int length = 1 + static_cast<int>(random() % 1200);
      const auto body = static_cast<BodyState>(random() % 5);
      for (int i = 0; i < length; ++i) {
        quiet.feed(second_at(0, body));
        busy.feed(second_at(0, body));
        if (random() % 100 == 0) busy.pause(static_cast<double>(random() % 3000));
        if (busy.on_screen() && random() % 20 == 0) busy.answer(Answer::snooze);
      }
      ASSERT_EQ(quiet.status().sitting_s, busy.status().sitting_s);
    }
  }
}

TEST(CoachInvariants, TheSameInputsGiveTheSamePrompts) {
  CoachDriver a, b;
  live(a, 40, {true, 5});
  live(b, 40, {true, 5});
  EXPECT_EQ(a.story(), b.story());
}

TEST(CoachInvariants, NoPromptAfterTheBodyComplied) {
  // Whoever gets up for two minutes within every half hour is never asked to.
  CoachDriver d;
  std::mt19937 random(50);
  while (d.t() < 7 * 24 * 3600) d.sit(1 + static_cast<int>(random() % 1799)).stand(120);
  EXPECT_TRUE(d.events().empty());
}

}  // namespace
}  // namespace postured
