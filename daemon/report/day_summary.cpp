#include "report/day_summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace postured {
namespace {

template <class Record>
void keep_day(std::vector<Record>& records, std::chrono::local_days day, WallTime Record::*label) {
  std::erase_if(records, [&](const Record& record) { return local_day(record.*label) != day; });
}

template <class... Values>
std::string line(const char* format, Values... values) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

const DayFigures& figures_of(const WeekFigures& week, std::chrono::local_days day) {
  const auto found = std::find_if(week.days.begin(), week.days.end(),
                                  [day](const DayFigures& one) { return one.day == day; });
  return found == week.days.end() ? week.days.front() : *found;
}

}  // namespace

WeekData only_day(WeekData week, std::chrono::local_days day) {
  keep_day(week.minutes, day, &Minute::start);
  keep_day(week.bouts, day, &Bout::start);
  keep_day(week.episodes, day, &Episode::start);
  keep_day(week.gaps, day, &Gap::start);
  keep_day(week.prompts, day, &PromptEvent::at);
  keep_day(week.calibrations, day, &CalibrationRow::at);
  keep_day(week.corrections, day, &Correction::from);
  return week;
}

std::string render_day(const WeekFigures& of_day, std::chrono::local_days day) {
  const DayFigures& figures = figures_of(of_day, day);
  std::string text = to_string(day) + "\n";
  if (figures.worn_h <= 0) return text + "Not enough data: the sensor was not worn.\n";
  text += line("  Worn %.1f h", figures.worn_h);
  text += figures.valid ? ".\n" : ", too short a day to sum it up.\n";
  if (of_day.sitting) {
    const SittingFigures& sitting = *of_day.sitting;
    text += line("  Sitting %.1f h in %d stretches, the longest %.0f min; breaks: %d.\n",
                 sitting.total_h, sitting.bouts, sitting.longest_min, sitting.breaks);
  }
  text += line("  Standing %.1f h, walking %.0f min.\n", figures.standing_h, figures.walking_min);
  if (figures.judged_h > 0) {
    text += line(
        "  Forward lean %.0f %% of %.1f h that could be judged (an angle is right to "
        "about 5 deg).\n",
        100 * figures.forward_lean_h / figures.judged_h, figures.judged_h);
  }
  for (const PromptFigures& prompts : of_day.prompts) {
    if (prompts.shown == 0) continue;
    text += line("  Reminders, %s: %d shown, %d followed.\n",
                 std::string(to_string(prompts.kind)).c_str(), prompts.shown,
                 prompts.complied + prompts.done);
  }
  return text;
}

std::string render_day_json(const WeekFigures& of_day, std::chrono::local_days day) {
  const DayFigures& figures = figures_of(of_day, day);
  nlohmann::ordered_json json = {{"day", to_string(day)},
                                 {"valid", figures.valid},
                                 {"worn_h", figures.worn_h},
                                 {"judged_h", figures.judged_h},
                                 {"forward_lean_h", figures.forward_lean_h},
                                 {"sitting_h", figures.sitting_h},
                                 {"standing_h", figures.standing_h},
                                 {"walking_min", figures.walking_min},
                                 {"longest_sitting_min", nullptr},
                                 {"breaks", nullptr}};
  if (of_day.sitting) {
    json["longest_sitting_min"] = of_day.sitting->longest_min;
    json["breaks"] = of_day.sitting->breaks;
  }
  return json.dump(2) + "\n";
}

}  // namespace postured
