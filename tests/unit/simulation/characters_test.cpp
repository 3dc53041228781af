// Eight weeks of three people through the coach: how often it speaks, who does what it says, and
// what it keeps back. POSTURED_TABLES=1 prints them.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "base/calendar.hpp"
#include "pipeline/coaching.hpp"
#include "simulation/characters.hpp"
#include "simulation/seconds_wearer.hpp"

namespace postured {
namespace {

constexpr int kWeeks = 8;
// 2026-03-02, a Monday; in Central Europe, where clocks go forward in the fourth week.
constexpr std::chrono::local_days kFirstDay{std::chrono::year{2026} / 3 / 2};
constexpr UtcTime kClocksChange{std::chrono::sys_days{std::chrono::year{2026} / 3 / 29} +
                                std::chrono::hours(1)};

// A year is long, so a week is a Monday to Friday of working days.
struct WeekCounts {
  double worn_h = 0;  // with the clip on
  double desk_h = 0;  // sitting, or at the desk
  double lean_h = 0;  // longer than the delay
  std::map<PromptKind, int> shown, complied, withheld, withheld_complied, left_out;
  int notices = 0;
  int most_in_an_hour = 0, most_lean_in_an_hour = 0, most_lean_in_a_day = 0;
  // Those whose lot was drawn.
  int drawn(PromptKind kind) { return shown[kind] + withheld[kind]; }
};

class EightWeeks {
 public:
  explicit EightWeeks(Character character, std::uint64_t seed = 1)
      : wearer_(
            {.seed = seed, .behaviour = behaviour_of(character), .desk = desk_life_of(character)}),
        coaching_({}, outputs()) {
    wearer_.on_answer = [this](PromptKind, Answer answer) {
      coaching_.on_answer(on_screen_, answer, now_);
    };
    wearer_.desk().on_change = [this](const DesktopContext& desktop) {
      coaching_.on_desktop(desktop, now_);
    };
    wearer_.desk().on_boundary = [this](Boundary boundary) {
      coaching_.on_boundary(boundary, now_);
    };
    for (week_ = 0; week_ < kWeeks; ++week_) {
      for (int day = 0; day < 5; ++day) play_day(7 * week_ + day);
    }
    coaching_.finish(now_);
  }

  std::array<WeekCounts, kWeeks> weeks;         // of the calendar
  std::array<WeekCounts, kWeeks> fading_weeks;  // from the first prompt about lean on
  WeekCounts all() const {
    WeekCounts sum;
    for (const WeekCounts& week : weeks) {
      sum.worn_h += week.worn_h;
      sum.desk_h += week.desk_h;
      sum.lean_h += week.lean_h;
      const auto add = [](auto& to, const auto& from) {
        for (const auto& [kind, n] : from) to[kind] += n;
      };
      add(sum.shown, week.shown);
      add(sum.complied, week.complied);
      add(sum.withheld, week.withheld);
      add(sum.withheld_complied, week.withheld_complied);
      sum.notices += week.notices;
      sum.most_in_an_hour = std::max(sum.most_in_an_hour, week.most_in_an_hour);
      sum.most_lean_in_an_hour = std::max(sum.most_lean_in_an_hour, week.most_lean_in_an_hour);
      sum.most_lean_in_a_day = std::max(sum.most_lean_in_a_day, week.most_lean_in_a_day);
    }
    return sum;
  }

 private:
  Now at(double t_s) const {
    const UtcTime utc = UtcTime(std::chrono::sys_days(kFirstDay.time_since_epoch())) +
                        std::chrono::seconds(static_cast<std::int64_t>(t_s));
    return {BootTime(from_seconds(t_s)),
            {utc, utc < kClocksChange ? std::chrono::hours(1) : std::chrono::hours(2)}};
  }
  void play_day(int day) {
    const double morning_s = (24.0 * day + 8) * 3600;
    now_ = at(morning_s);
    wearer_.advance_to(morning_s, {});
    wearer_.begin_day();
    for (double t_s = morning_s + 1; !wearer_.day_over(); ++t_s) {
      now_ = at(t_s);
      wearer_.advance_to(
          t_s, [this](const PostureSecond& second) { coaching_.on_second(second, now_); });
      for (const PromptKind kind : std::exchange(seen_, {})) wearer_.see(kind);
    }
  }
  CoachingOutputs outputs() {
    CoachingOutputs outputs;
    outputs.on_second = [this](const PostureSecond& second) {
      WeekCounts& week = weeks[static_cast<std::size_t>(week_)];
      week.worn_h += second.valid / 3600.0;
      if (WeekCounts* fading = fading_week()) fading->worn_h += second.valid / 3600.0;
      week.desk_h += (second.valid && second.body == BodyState::sitting) / 3600.0;
      week.lean_h += (second.lean_state == LeanState::slouched) / 3600.0;
    };
    outputs.on_popup = [this](const Popup& popup) {
      if (popup.action == Popup::Action::close) return;
      if (popup.notice) {
        ++weeks[static_cast<std::size_t>(week_)].notices;
        return;
      }
      on_screen_ = popup.id;
      seen_.push_back(popup.kind);
    };
    outputs.on_prompt = [this](const PromptEvent& event) { count(event); };
    return outputs;
  }
  WeekCounts* fading_week() {
    if (!first_lean_) return nullptr;
    const auto week = (local_day(now_.wall) - *first_lean_).count() / 7;
    return &fading_weeks[static_cast<std::size_t>(week)];
  }
  void count(const PromptEvent& event) {
    if (event.kind == PromptKind::lean) {
      if (!first_lean_) first_lean_ = local_day(now_.wall);
      const bool came =
          event.state == PromptState::shown && latest_[event.id] != PromptState::snoozed;
      if (came) ++fading_week()->shown[PromptKind::lean];
    }
    WeekCounts& week = weeks[static_cast<std::size_t>(week_)];
    const auto hour = std::chrono::floor<std::chrono::hours>(now_.wall.utc);
    PromptState& before = latest_[event.id];
    switch (event.state) {
      case PromptState::shown:
        if (before != PromptState::snoozed) ++week.shown[event.kind];
        week.most_in_an_hour = std::max(week.most_in_an_hour, ++in_hour_[hour]);
        if (event.kind == PromptKind::lean) {
          week.most_lean_in_an_hour = std::max(week.most_lean_in_an_hour, ++lean_in_hour_[hour]);
          week.most_lean_in_a_day =
              std::max(week.most_lean_in_a_day,
                       ++lean_in_day_[std::chrono::floor<std::chrono::days>(now_.wall.utc)]);
        }
        break;
      case PromptState::withheld:
        ++week.withheld[event.kind];
        withheld_.insert({event.id, true});
        break;
      case PromptState::complied:
      case PromptState::done:
        ++(withheld_.contains(event.id) ? week.withheld_complied : week.complied)[event.kind];
        break;
      default:
        break;
    }
    before = event.state;
    if (is_final(event.state)) latest_.erase(event.id);
  }

  SecondsWearer wearer_;
  Now now_{};
  Coaching coaching_;
  int week_ = 0;
  PromptId on_screen_ = 0;
  std::vector<PromptKind> seen_;
  std::optional<std::chrono::local_days> first_lean_;
  std::map<PromptId, PromptState> latest_;
  std::map<PromptId, bool> withheld_;
  std::map<std::chrono::sys_time<std::chrono::hours>, int> in_hour_, lean_in_hour_;
  std::map<std::chrono::sys_days, int> lean_in_day_;
};

int percent(int part, int whole) { return whole > 0 ? (100 * part + whole / 2) / whole : 0; }

int total(const std::map<PromptKind, int>& counts) {
  int sum = 0;
  for (const auto& [kind, n] : counts) sum += n;
  return sum;
}

void print_row(const std::string& name, WeekCounts week) {
  const double h = std::max(1e-9, week.worn_h);
  const int shown = total(week.shown);
  const int lots = week.drawn(PromptKind::stand) + week.drawn(PromptKind::lean);
  const int kept = week.withheld[PromptKind::stand] + week.withheld[PromptKind::lean];
  std::printf("%-6s %6.1f %6.2f %6.2f %6.2f %6.2f %6.2f %8d%% %8d%% %8d%% %6d%% %5d %5d\n",
              name.c_str(), week.worn_h, shown / h, week.shown[PromptKind::stand] / h,
              week.shown[PromptKind::lean] / h, week.shown[PromptKind::static_posture] / h,
              week.notices / h, percent(total(week.complied), shown),
              percent(week.complied[PromptKind::stand], week.shown[PromptKind::stand]),
              percent(week.complied[PromptKind::lean], week.shown[PromptKind::lean]),
              percent(kept, lots), week.most_in_an_hour, week.most_lean_in_an_hour);
}

void print_table(Character character, EightWeeks& person) {
  if (std::getenv("POSTURED_TABLES") == nullptr) return;
  std::printf("\n%s\n%-6s %6s %6s %6s %6s %6s %6s %9s %9s %9s %7s %5s %5s\n",
              std::string(to_string(character)).c_str(), "week", "worn h", "all/h", "stand", "lean",
              "static", "notice", "complied", "of stand", "of lean", "w'held", "max/h", "lean");
  for (int week = 0; week < kWeeks; ++week) {
    print_row(std::to_string(week + 1), person.weeks[static_cast<std::size_t>(week)]);
  }
  print_row("all", person.all());
  std::printf("lean prompts an hour by week of fading:");
  for (WeekCounts& week : person.fading_weeks) {
    std::printf(" %.2f", week.shown[PromptKind::lean] / std::max(1e-9, week.worn_h));
  }
  std::printf("\n");
}

class Characters : public testing::TestWithParam<Character> {};

void expect_fading(EightWeeks& person) {
  // Weeks from the first prompt about lean on, after two silent days: in two training sessions a
  // day all that are due, two of three, one of three; then a word at the full hour.
  const auto per_hour = [&](std::size_t week) {
    WeekCounts& counts = person.fading_weeks[week];
    return counts.shown[PromptKind::lean] / counts.worn_h;
  };
  EXPECT_GT(per_hour(0), per_hour(1));
  EXPECT_GT(per_hour(1), per_hour(2));
  EXPECT_GT(per_hour(2), 0);
  for (std::size_t week = 3; week < kWeeks; ++week) EXPECT_EQ(per_hour(week), 0) << week;
}

TEST_P(Characters, AreSpokenToLittleAndLessAndLess) {
  EightWeeks person(GetParam());
  print_table(GetParam(), person);
  WeekCounts all = person.all();
  EXPECT_LE(all.most_in_an_hour, 4);
  EXPECT_LE(all.most_lean_in_an_hour, 3);
  EXPECT_LE(all.most_lean_in_a_day, 12);
  EXPECT_GT(total(all.shown), 100);
  expect_fading(person);

  // One in ten is kept back; three standard deviations of a binomial.
  int lots = 0, kept = 0;
  for (const PromptKind kind : {PromptKind::stand, PromptKind::lean}) {
    lots += all.drawn(kind);
    kept += all.withheld[kind];
  }
  EXPECT_GT(lots, 100);
  EXPECT_NEAR(kept, 0.1 * lots, 3 * std::sqrt(0.1 * 0.9 * lots));

  const int heeded = percent(total(all.complied), total(all.shown));
  const double first_h = total(person.weeks[0].shown) / person.weeks[0].worn_h;
  const double last_h = total(person.weeks[7].shown) / person.weeks[7].worn_h;
  EXPECT_LT(last_h, first_h);
  if (GetParam() == Character::diligent) {
    EXPECT_GT(heeded, 70);
  } else if (GetParam() == Character::ignorer) {
    // Who does not answer hears less, not more: a break due every half hour is mentioned less than
    // once in two hours of sitting.
    EXPECT_LT(heeded, 35);
    EXPECT_LT(all.shown[PromptKind::stand] / all.desk_h, 0.75);
    EXPECT_LT(last_h, 0.6 * first_h);
  }
}

INSTANTIATE_TEST_SUITE_P(EightWeeks, Characters, testing::ValuesIn(kCharacters),
                         [](const auto& character) {
                           return std::string(to_string(character.param));
                         });

}  // namespace
}  // namespace postured
