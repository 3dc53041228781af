#include "report/tables.hpp"

#include <algorithm>
#include <vector>

#include "report/markup.hpp"
#include "report/words.hpp"

namespace postured::tables {
namespace {

// Wide tables scroll by themselves, so that the page does not on a phone.
class Table {
 public:
  Table(std::string_view caption, const std::vector<std::string>& head) {
    const std::string name = markup::escape(caption);
    out_ = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + name +
           "\"><table><caption>" + name + "</caption><thead><tr>";
    for (const std::string& cell : head) {
      out_ += "<th scope=\"col\">" + markup::escape(cell) + "</th>";
    }
    out_ += "</tr></thead><tbody>\n";
  }
  void row(const std::vector<std::string>& cells) {
    out_ += "<tr><th scope=\"row\">" + markup::escape(cells.front()) + "</th>";
    for (std::size_t i = 1; i < cells.size(); ++i) {
      out_ += "<td>" + markup::escape(cells[i]) + "</td>";
    }
    out_ += "</tr>\n";
  }
  std::string finish() && { return std::move(out_) + "</tbody></table></div>\n"; }

 private:
  std::string out_;
};

using words::fixed;

const std::string kAbsent = "\u2013";

std::string share_of(double part, double whole) {
  return whole > 0 ? words::percent(part / whole) : kAbsent;
}

std::string or_absent(const std::optional<double>& value, int decimals, std::string_view unit) {
  return value ? fixed(*value, decimals) + std::string(unit) : kAbsent;
}

}  // namespace

std::string days(const WeekFigures& figures) {
  Table table("Hours of each day",
              {"Day", "Recorded", "Worn", "Judged", "Lean", "Sitting", "Standing", "Walking"});
  for (std::size_t i = 0; i < figures.days.size(); ++i) {
    const DayFigures& day = figures.days[i];
    const std::string name = words::short_weekday(i) + " " + words::day_of_month(day.day);
    if (day.recorded_h <= 0) {
      table.row({name, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent});
      continue;
    }
    table.row({name + (day.valid ? "" : "*"), words::hours(day.recorded_h),
               words::hours(day.worn_h), words::hours(day.judged_h),
               share_of(day.forward_lean_h, day.judged_h), words::hours(day.sitting_h),
               words::hours(day.standing_h), words::minutes(day.walking_min)});
  }
  return std::move(table).finish();
}

std::string zones(const WeekFigures& figures) {
  Table table("Time by lean zone", {"Lean", "Share", "Hours"});
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    double h = 0;
    for (const DayFigures& day : figures.days) h += day.zone_h[zone];
    table.row({words::zone_range(zone, "\u00b0") + ", " + words::zone_name(zone),
               figures.judged_h > 0 ? words::percent(figures.zone_share[zone]) : kAbsent,
               figures.judged_h > 0 ? words::hours(h) : kAbsent});
  }
  return std::move(table).finish();
}

std::string forward_lean(const WeekFigures& figures) {
  Table table("Forward lean", {"Figure", "This week"});
  table.row({"Time in forward lean, of the time judged",
             figures.forward_lean_share ? words::percent(*figures.forward_lean_share) : kAbsent});
  table.row({"Episodes per worn hour", or_absent(figures.episodes_per_hour, 1, "")});
  table.row({"Median episode", or_absent(figures.median_episode_min, 1, " min")});
  table.row({"Longest episode", or_absent(figures.longest_episode_min, 1, " min")});
  table.row({"Lean beyond 10\u00b0 in episodes, per worn hour",
             or_absent(figures.dose_deg_min_per_hour, 0, " degree-minutes")});
  return std::move(table).finish();
}

std::string rounded_back(const RoundedFigures& r) {
  Table table("Rounded back", {"Figure", "This week"});
  table.row({"Seated time judged, with two clips", words::hours(r.judged_h)});
  table.row({"Time with a rounded back",
             words::minutes(r.rounded_min) + ", " + words::percent(r.rounded_share)});
  table.row({"Median, as a share of your own range", fixed(r.median_percent, 0) + " %"});
  table.row({"Episodes", std::to_string(r.episodes)});
  table.row({"Longest episode", or_absent(r.longest_episode_min, 1, " min")});
  return std::move(table).finish();
}

std::string sitting(const SittingFigures& s) {
  Table table("Sitting", {"Figure", "This week"});
  table.row({"Total", words::hours(s.total_h)});
  table.row(
      {"Usual stretch (half of sitting is in longer ones)", words::minutes(s.usual_bout_min)});
  table.row({"Median stretch", words::minutes(s.median_min)});
  table.row({"Longest stretch", words::minutes(s.longest_min)});
  table.row({"Stretches", std::to_string(s.bouts)});
  table.row({"Stretches of 20 / 30 / 60 min or more", std::to_string(s.over_20_min) + " / " +
                                                          std::to_string(s.over_30_min) + " / " +
                                                          std::to_string(s.over_60_min)});
  table.row({"Sitting in stretches of 30 min or more", words::percent(s.share_in_over_30)});
  table.row({"Breaks per hour of sitting", fixed(s.breaks_per_hour, 1)});
  return std::move(table).finish();
}

std::string prompts(const WeekFigures& figures) {
  // One column a kind: ten columns would not fit on paper.
  std::vector<std::string> head{"Answer"};
  for (const PromptFigures& p : figures.prompts) head.push_back(words::prompt_name(p.kind));
  Table table("Reminders and answers", head);
  const auto row = [&](std::string_view name, const auto& cell) {
    std::vector<std::string> cells{std::string(name)};
    for (const PromptFigures& p : figures.prompts) cells.push_back(cell(p));
    table.row(cells);
  };
  const auto row_of = [&](std::string_view name, int PromptFigures::*field) {
    row(name, [field](const PromptFigures& p) { return std::to_string(p.*field); });
  };
  row_of("Shown", &PromptFigures::shown);
  row_of("Followed by moving", &PromptFigures::complied);
  row_of("Done was pressed", &PromptFigures::done);
  row_of("Snoozed at least once", &PromptFigures::snoozed);
  row_of("Closed", &PromptFigures::dismissed);
  row_of("No answer in time", &PromptFigures::expired);
  row_of("Not needed any more before it was shown", &PromptFigures::cancelled);
  const bool any_withheld = std::any_of(figures.prompts.begin(), figures.prompts.end(),
                                        [](const PromptFigures& p) { return p.withheld > 0; });
  if (any_withheld) {
    row_of("Kept back by chance, to compare", &PromptFigures::withheld);
    row_of("Of those followed all the same", &PromptFigures::complied_withheld);
  }
  row("Followed or done, of those shown", [](const PromptFigures& p) {
    return p.response_rate ? words::percent(*p.response_rate) : kAbsent;
  });
  row("Median time until then",
      [](const PromptFigures& p) { return or_absent(p.median_latency_s, 0, " s"); });
  return std::move(table).finish();
}

}  // namespace postured::tables
