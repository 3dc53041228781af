// The three sentences at the top of the report.
#include <algorithm>

#include "report/words.hpp"

namespace postured::words {
namespace {

constexpr int kFewPrompts = 3;  // fewer say nothing about a habit

const PromptFigures* answers_to(const WeekFigures& figures, PromptKind kind) {
  for (const PromptFigures& prompt : figures.prompts) {
    if (prompt.kind == kind && prompt.shown >= kFewPrompts) return &prompt;
  }
  return nullptr;
}

std::string good_thing(const WeekFigures& figures) {
  const PromptFigures* stand = answers_to(figures, PromptKind::stand);
  if (stand != nullptr && stand->response_rate.value_or(0) >= 0.5) {
    return "You followed " + std::to_string(stand->complied + stand->done) + " of " +
           std::to_string(stand->shown) + " reminders to get up and move.";
  }
  if (figures.sitting && figures.sitting->usual_bout_min <= 30) {
    return "Half of your sitting was in stretches of " + minutes(figures.sitting->usual_bout_min) +
           " or less.";
  }
  if (figures.sitting && figures.sitting->breaks > 0) {
    return "You interrupted your sitting with movement " +
           count(figures.sitting->breaks, "time", "times") + ".";
  }
  return "You wore the clip for " + hours(figures.worn_h) + " on " +
         count(figures.valid_days, "day", "days") + ", enough to see how your week went.";
}

// The valid day with the largest share of forward lean; 7 for none.
std::size_t most_lean(const WeekFigures& figures) {
  std::size_t most = figures.days.size();
  double largest = 0;
  for (std::size_t i = 0; i < figures.days.size(); ++i) {
    const DayFigures& day = figures.days[i];
    if (!day.valid || day.judged_h <= 0) continue;
    const double share = day.forward_lean_h / day.judged_h;
    if (share > largest) {
      largest = share;
      most = i;
    }
  }
  return most;
}

bool long_sitting(const WeekFigures& figures) {
  return figures.sitting && figures.sitting->share_in_over_30 >= 0.5;
}

std::string observation(const WeekFigures& figures) {
  if (long_sitting(figures)) {
    return percent(figures.sitting->share_in_over_30) +
           " of your sitting was in stretches of 30 minutes or more; the longest lasted " +
           minutes(figures.sitting->longest_min) + ".";
  }
  if (figures.forward_lean_share) {
    std::string text = "Forward lean took " + percent(*figures.forward_lean_share) +
                       " of the time that could be judged";
    const std::size_t day = most_lean(figures);
    if (day < figures.days.size()) text += ", most of all on " + weekday(day);
    return text + ".";
  }
  if (figures.sitting) {
    return "Half of your sitting was in stretches longer than " +
           minutes(figures.sitting->usual_bout_min) + ".";
  }
  return "No lean could be judged, and no sitting was recorded.";
}

std::string suggestion(const WeekFigures& figures) {
  if (long_sitting(figures)) {
    return "If it suits your work, try a two-minute walk at one fixed moment of each morning.";
  }
  if (figures.forward_lean_share.value_or(0) >= 0.2) {
    return "You could try another chair or screen position for a day and see whether this changes.";
  }
  return "Keep changing position: no single one is right for hours.";
}

}  // namespace

std::vector<std::string> summary(const WeekFigures& figures) {
  if (figures.enough) return {good_thing(figures), observation(figures), suggestion(figures)};
  const std::string days = std::to_string(figures.valid_days) + " of the " +
                           std::to_string(kEnoughValidDays) + " days with 4 worn hours it needs";
  if (figures.recorded_h <= 0) {
    return {"Not enough data for a summary: nothing was recorded this week.",
            "Four worn hours on three days are enough for one."};
  }
  return {"Not enough data for a summary: this week has " + days + ".",
          "What was recorded is shown below as it is; it may not be typical of your week.",
          "Four worn hours on three days are enough for a summary."};
}

}  // namespace postured::words
