// What must hold whatever a person, a sensor, a desktop, clocks and a notification server do:
// seeded random months.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
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

struct Life {
  int days = 30;
  bool failures = false;  // popups that fail
  bool jumps = true;      // the clock on the wall is stepped
  bool restarts = false;
  bool desktop = true;  // quiet, locks, pauses
  CoachParams params;
};

Life a_life() {
  Life life;
  life.params.wait_s = 300;
  life.params.withhold_percent = 10;
  life.params.holds.quiet_hours = WeekHours::parse("21:30-07:30").value();
  life.params.holds.working_hours =
      WeekHours::parse("mon-fri 08:00-12:15 13:00-19:00; sat 09:00-14:00; sun 00:00-24:00").value();
  return life;
}

// One person's life, and what was seen of it.
class Witness {
 public:
  explicit Witness(const Life& life) : d(life.params), life_(life) {}

  struct Seen {
    PromptEvent event;
    int t;         // boot time, in seconds
    bool allowed;  // nothing spoke against it, as far as this test knows
  };
  std::vector<Seen> seen;
  CoachDriver d;
  Causes twin;  // of somebody who was never muted
  int restarts = 0;

  void live(unsigned seed) {
    random_.seed(seed);
    while (d.t() < life_.days * 24 * 3600) {
      // Nights are short: the service runs on while somebody sits there.
      if (d.t() % 86400 > 14 * 3600 && below(3) != 0) gap((d.t() / 86400 + 1) * 86400 - d.t());
      block();
    }
    d.finish();
    note();
  }

 private:
  int below(unsigned n) { return static_cast<int>(random_() % n); }

  void gap(int s) {
    twin.on_gap(s);
    d.gap(s);
    note();
  }

  void block() {
    const int kind = below(20);
    const int length = 1 + below(kind < 10 ? 3600 : 200);
    const double lean_deg = below(45) - 10;
    const auto body = kind < 12 ? BodyState::sitting : static_cast<BodyState>(below(5));
    if (kind == 19) gap(1 + below(4000));
    if (life_.desktop) disturb();
    if (life_.jumps && below(100) == 0) d.wall_shift_s += (below(7) - 3) * below(90000);
    if (life_.jumps && below(100) == 0) d.utc_offset = std::chrono::hours(1 + below(2));
    if (life_.restarts && below(60) == 0) restart();
    d.extra = {other(PromptKind::water, below(3)), other(PromptKind::static_posture, below(4)),
               other(PromptKind::standing, below(8))};
    for (int i = 0; i < length; ++i) {
      PostureSecond s = kind == 17 ? invalid_at(0) : second_at(0, body, lean_deg);
      s.lean_range_deg = below(60) == 0 ? 8 : 1;
      s.start = second_at(d.t()).start;
      s.wall = d.now().wall;
      lean_.update(s);
      twin.update(s, d.desk, d.now());
      for (Cause& cause : d.extra) cause.complying = below(200) == 0;
      d.feed(s);
      note();
      if (d.on_screen() && below(40) == 0) answer();
    }
  }

  Cause other(PromptKind kind, int which) {
    Cause cause;
    cause.kind = kind;
    cause.holds = which == 0;
    cause.soon = which == 1 && kind == PromptKind::water;
    cause.lasted_s = which < 2 ? 1 + below(7200) : 0;
    cause.interval_s = 1800;
    cause.reason = cause.summary = std::string(to_string(kind));
    cause.body = "A change of some kind?";
    cause.gone = "gone";
    return cause;
  }

  void disturb() {
    DesktopContext& context = d.context;
    context.quiet.clear();
    if (below(4) == 0) context.quiet.insert(static_cast<Quiet>(below(5)));
    if (below(8) == 0) context.quiet.insert(static_cast<Quiet>(below(5)));
    context.locked = below(15) == 0;
    context.input = static_cast<Input>(below(3));
    d.desktop(context);
    if (below(3) == 0) d.coach().on_boundary(Boundary::window_switch, d.now());
    if (below(20) == 0) pause(below(5000));
    if (below(200) == 0) {
      d.pause_until_tomorrow();
      until_ = 0;
      day_ = today();
    }
    if (below(40) == 0) {
      d.coach().resume();
      until_ = 0;
      day_ = 0;
    }
    note();
  }

  void pause(int s) {
    d.pause(s);
    until_ = d.t() + s;
    day_ = 0;
  }

  void restart() {
    d.restart(life_.params);
    until_ = 0;
    day_ = 0;
    d.desktop(d.context);
    ++restarts;
    note();
  }

  void answer() {
    const int answer = below(12);
    if (answer < 8) d.answer(kAnswers[static_cast<std::size_t>(answer)]);
    if (answer == 8 && life_.failures) d.fail_popup();
    if (answer == 9) d.log(PromptKind::water);
    note();
  }

  std::int64_t today() const {
    return std::chrono::floor<std::chrono::days>(d.now().wall.utc + d.now().wall.utc_offset)
        .time_since_epoch()
        .count();
  }

  bool allowed() const {
    const WallTime& wall = d.now().wall;
    const CoachParams& params = life_.params;
    return d.context.quiet.empty() && !d.context.locked.value_or(false) && d.t() >= until_ &&
           (day_ == 0 || today() != day_) && !params.holds.quiet_hours.contains(wall) &&
           (params.holds.working_hours.empty() || params.holds.working_hours.contains(wall));
  }

  void note() {
    for (; noted_ < d.events().size(); ++noted_) {
      seen.push_back({d.events()[noted_], d.t(), allowed()});
    }
  }

  Life life_;
  LeanTracker lean_;
  std::mt19937 random_;
  std::size_t noted_ = 0;
  int until_ = 0;
  std::int64_t day_ = 0;
};

void expect_whole_lives(const Witness& w) {
  std::map<PromptId, std::vector<PromptState>> lives;
  for (const Witness::Seen& s : w.seen) {
    lives[s.event.id].push_back(s.event.state);
    ASSERT_FALSE(s.event.reason.empty());
    ASSERT_GE(s.event.latency_s, 0);
  }
  ASSERT_GT(lives.size(), 50U);
  for (const auto& [id, states] : lives) {
    ASSERT_EQ(states.front(), PromptState::scheduled);
    ASSERT_EQ(std::count_if(states.begin(), states.end(), is_final), 1);
    ASSERT_TRUE(is_final(states.back()));
    for (std::size_t i = 1; i < states.size(); ++i) {
      // A crash ends what was snoozed too.
      const bool crashed = w.restarts > 0 && is_final(states[i]);
      ASSERT_TRUE(crashed || may_follow(states[i - 1], states[i]))
          << to_string(states[i - 1]) << " " << to_string(states[i]);
    }
  }
}

// Those that share a popup are one; what was withheld counts as if it had been shown.
void expect_budget(const Witness& w) {
  struct Spent {
    int t;
    std::vector<PromptKind> kinds;
    bool has(PromptKind kind) const {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }
  };
  std::vector<Spent> spent;
  std::map<std::int64_t, int> lean_on_day;
  for (const Witness::Seen& s : w.seen) {
    const PromptEvent& e = s.event;
    if (e.state != PromptState::shown && e.state != PromptState::withheld) continue;
    if (spent.empty() || spent.back().t != s.t) spent.push_back({s.t, {}});
    spent.back().kinds.push_back(e.kind);
    const auto day = std::chrono::floor<std::chrono::days>(e.at.utc + e.at.utc_offset);
    if (e.kind == PromptKind::lean) {
      ASSERT_LE(++lean_on_day[day.time_since_epoch().count()], 12);
    }
  }
  ASSERT_GT(spent.size(), 40U);
  for (std::size_t i = 0; i < spent.size(); ++i) {
    int hour = 0, lean_hour = 0;
    for (std::size_t k = i + 1; k-- > 0 && spent[i].t - spent[k].t < 3600;) {
      ++hour;
      lean_hour += spent[k].has(PromptKind::lean);
      if (k == i) continue;
      ASSERT_GE(spent[i].t - spent[k].t, 300);
      for (const PromptKind kind : spent[i].kinds) {
        if (spent[k].has(kind)) {
          ASSERT_GE(spent[i].t - spent[k].t, 600);
        }
      }
    }
    ASSERT_LE(hour, 4);
    ASSERT_LE(lean_hour, 3);
  }
}

// A popup that is shown again under its own id is changed in place.
void expect_one_popup(const Witness& w) {
  PromptId open = 0;
  for (const Popup& p : w.d.popups()) {
    if (p.notice) continue;
    if (p.action == Popup::Action::show) {
      ASSERT_TRUE(open == 0 || open == p.id);
      open = p.id;
    } else {
      ASSERT_EQ(open, p.id);
      open = 0;
    }
  }
  ASSERT_EQ(open, 0);
}

TEST(CoachInvariants, InAnyLifeTheBudgetHoldsTheHoursAreQuietAndEveryPromptEndsOnce) {
  const unsigned seeds = std::getenv("POSTURED_LONG") != nullptr ? 20 : 1;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(seed);
    Witness w(a_life());
    w.live(seed);
    expect_whole_lives(w);
    expect_budget(w);
    expect_one_popup(w);
    for (const Witness::Seen& s : w.seen) {
      const bool speaks =
          s.event.state == PromptState::shown || s.event.state == PromptState::withheld;
      ASSERT_TRUE(!speaks || s.allowed) << s.event.reason << " at " << s.t;
    }
    EXPECT_EQ(w.d.status().sitting_s, w.twin.sitting().sitting_s())
        << "no mute touches the sitting clock";
  }
}

TEST(CoachInvariants, WithPopupsThatFailToo) {
  Life life = a_life();
  life.failures = true;
  life.days = 7;
  Witness w(life);
  w.live(10);
  expect_whole_lives(w);
  EXPECT_GT(std::count_if(
                w.seen.begin(), w.seen.end(),
                [](const Witness::Seen& s) { return s.event.reason == "no notification server"; }),
            3);
}

TEST(CoachInvariants, ARestartIsNoWayAroundTheBudget) {
  Life life = a_life();
  life.restarts = true;
  life.days = 10;
  life.jumps = false;
  Witness w(life);
  w.live(20);
  EXPECT_GT(w.restarts, 2);
  expect_whole_lives(w);
  expect_budget(w);
}

TEST(CoachInvariants, FadingKeepsEveryRuleToo) {
  Life life = a_life();
  life.params.lean_mode = LeanMode::faded;
  life.days = 15;
  Witness w(life);
  w.live(30);
  expect_whole_lives(w);
  expect_budget(w);
  expect_one_popup(w);
}

TEST(CoachInvariants, OneInTenIsWithheldWithinChance) {
  Life life;
  life.params.withhold_percent = 10;
  life.desktop = life.jumps = false;
  life.days = 15;
  Witness w(life);
  w.live(40);
  int withheld = 0, of = 0;
  std::map<PromptId, bool> first;
  for (const Witness::Seen& s : w.seen) {
    const PromptKind kind = s.event.kind;
    if (kind != PromptKind::stand && kind != PromptKind::lean) continue;
    const bool is_withheld = s.event.state == PromptState::withheld;
    if (!is_withheld && s.event.state != PromptState::shown) continue;
    // One that joins another's popup is not drawn.
    if (!first.emplace(s.event.id, is_withheld).second) continue;
    ++of;
    withheld += is_withheld;
  }
  ASSERT_GT(of, 100);
  EXPECT_NEAR(withheld, 0.1 * of, 3.3 * std::sqrt(0.09 * of));
}

TEST(CoachInvariants, TheSameInputsGiveTheSamePrompts) {
  Life life = a_life();
  life.days = 2;
  life.failures = true;
  Witness a(life), b(life);
  a.live(50);
  b.live(50);
  EXPECT_EQ(a.d.story(), b.d.story());
}

TEST(CoachInvariants, NoPromptAfterTheBodyComplied) {
  // Whoever gets up for two minutes within every half hour is never asked to.
  CoachDriver d;
  std::mt19937 random(60);
  while (d.t() < 7 * 24 * 3600) d.sit(1 + static_cast<int>(random() % 1799)).stand(120);
  EXPECT_TRUE(d.events().empty());
}

TEST(CoachInvariants, AfterResumeOrAClockChangeThereIsAtMostOnePrompt) {
  std::mt19937 random(70);
  for (int i = 0; i < 100; ++i) {
    CoachDriver d;
    d.pause(900).slouch(1700 + static_cast<int>(random() % 400));
    const int before = d.count(PromptState::shown);
    if (i % 2 == 0) {
      d.gap(1 + static_cast<int>(random() % 20000));
    } else {
      d.wall_shift_s = static_cast<int>(random() % 200000) - 100000;
    }
    d.slouch(299);
    EXPECT_LE(d.count(PromptState::shown) - before, 1);
  }
}

}  // namespace
}  // namespace postured
