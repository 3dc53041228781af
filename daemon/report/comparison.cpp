#include "report/comparison.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace postured {
namespace {

using Figure = std::optional<double>;

std::string placements(const WeekFigures& week) {
  std::string text;
  for (const std::string& place : week.placements) text += (text.empty() ? "" : ", ") + place;
  return text;
}

Figure percent(const Figure& share) {
  if (!share) return std::nullopt;
  return 100 * *share;
}

template <class Member>
Figure of_sitting(const WeekFigures& week, Member SittingFigures::*member) {
  if (!week.enough || !week.sitting) return std::nullopt;
  return static_cast<double>((*week.sitting).*member);
}

Figure when_enough(const WeekFigures& week, const Figure& figure) {
  return week.enough ? figure : std::nullopt;
}

ComparedFigure plain(const char* name, const char* unit, const Figure& before,
                     const Figure& after) {
  return {name, unit, before, after, false, false};
}

ComparedFigure judged(const char* name, const char* unit, const Figure& before, const Figure& after,
                      double threshold) {
  const bool changed = before && after && std::abs(*after - *before) > threshold;
  return {name, unit, before, after, true, changed};
}

std::string shown(const Figure& value) {
  if (!value) return "not known";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), std::abs(*value) < 10 ? "%.1f" : "%.0f", *value);
  return text.data();
}

std::string row(const std::string& first, const std::string& before, const std::string& after,
                const std::string& last) {
  std::array<char, 160> line{};
  std::snprintf(line.data(), line.size(), "%-34s %10s %10s  %s", first.c_str(), before.c_str(),
                after.c_str(), last.c_str());
  std::string text(line.data());
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

nlohmann::ordered_json number(const Figure& value) {
  if (!value) return nullptr;
  return *value;
}

}  // namespace

Comparison compare(const WeekFigures& before, const WeekFigures& after) {
  Comparison result;
  result.before = before.week;
  result.after = after.week;
  // Weeks without a calibration go on with the placement of the one before.
  if (!before.placements.empty() && !after.placements.empty() &&
      placements(before) != placements(after)) {
    result.comparable = false;
    result.why_not = "The sensor was worn in different places (" + placements(before) + "; " +
                     placements(after) + "): figures of lean are not compared.";
  }
  auto& figures = result.figures;
  figures.push_back(plain("Worn time", "h", before.worn_h, after.worn_h));
  figures.push_back(plain("Sitting time", "h", of_sitting(before, &SittingFigures::total_h),
                          of_sitting(after, &SittingFigures::total_h)));
  const Figure x50 = of_sitting(before, &SittingFigures::usual_bout_min);
  figures.push_back(judged("Usual sitting bout (x50)", "min", x50,
                           of_sitting(after, &SittingFigures::usual_bout_min),
                           kChangeOfBout * x50.value_or(0)));
  figures.push_back(plain("Longest sitting bout", "min",
                          of_sitting(before, &SittingFigures::longest_min),
                          of_sitting(after, &SittingFigures::longest_min)));
  figures.push_back(plain("Breaks per hour of sitting", "1/h",
                          of_sitting(before, &SittingFigures::breaks_per_hour),
                          of_sitting(after, &SittingFigures::breaks_per_hour)));
  if (!result.comparable) return result;
  figures.push_back(judged("Forward lean, of judged time", "%",
                           when_enough(before, percent(before.forward_lean_share)),
                           when_enough(after, percent(after.forward_lean_share)), kChange_pp));
  figures.push_back(plain("Episodes of lean per worn hour", "1/h",
                          when_enough(before, before.episodes_per_hour),
                          when_enough(after, after.episodes_per_hour)));
  return result;
}

std::string render_comparison(const Comparison& comparison) {
  std::string text =
      row("", to_string(comparison.before), to_string(comparison.after), "difference");
  for (const ComparedFigure& figure : comparison.figures) {
    std::string verdict;
    if (figure.has_threshold && figure.before && figure.after) {
      verdict = figure.changed ? "a change" : "within what varies anyway";
    }
    text += row(figure.name + " [" + figure.unit + "]", shown(figure.before), shown(figure.after),
                verdict);
  }
  if (!comparison.comparable) text += comparison.why_not + "\n";
  return text;
}

std::string render_weeks(const std::vector<WeekFigures>& weeks) {
  std::string text =
      "week       worn h  sitting h  x50 min  breaks/h  forward lean %  valid days\n";
  for (const WeekFigures& week : weeks) {
    std::array<char, 160> line{};
    const auto sitting = [&](auto member) { return shown(of_sitting(week, member)); };
    const std::string lean = shown(when_enough(week, percent(week.forward_lean_share)));
    std::snprintf(line.data(), line.size(), "%-9s %7.1f %10s %8s %9s %15s %11d\n",
                  to_string(week.week).c_str(), week.worn_h,
                  sitting(&SittingFigures::total_h).c_str(),
                  sitting(&SittingFigures::usual_bout_min).c_str(),
                  sitting(&SittingFigures::breaks_per_hour).c_str(), lean.c_str(), week.valid_days);
    text += line.data();
  }
  return text;
}

std::string render_comparison_json(const Comparison& comparison) {
  nlohmann::ordered_json json = {{"before", to_string(comparison.before)},
                                 {"after", to_string(comparison.after)},
                                 {"comparable", comparison.comparable},
                                 {"why_not", comparison.why_not},
                                 {"figures", nlohmann::ordered_json::array()}};
  for (const ComparedFigure& figure : comparison.figures) {
    nlohmann::ordered_json entry = {{"name", figure.name},
                                    {"unit", figure.unit},
                                    {"before", number(figure.before)},
                                    {"after", number(figure.after)},
                                    {"changed", nullptr}};
    if (figure.has_threshold && figure.before && figure.after) entry["changed"] = figure.changed;
    json["figures"].push_back(std::move(entry));
  }
  return json.dump(2) + "\n";
}

}  // namespace postured
