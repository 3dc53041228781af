#include "report/week_figures.hpp"

#include <algorithm>

#include "report/corrections.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

constexpr double kSecondsPerHour = 3600;
constexpr double kSecondsPerMinute = 60;
// Two clips that were calibrated together end within a step of it.
constexpr auto kSameRun = std::chrono::minutes(2);

// Whole seconds: hours added up in floating point could miss the 4 h of a valid day.
struct Totals {
  std::int64_t recorded_s = 0, valid_s = 0, judged_s = 0, slouched_s = 0;
  std::int64_t sitting_s = 0, standing_s = 0, walking_s = 0;
  std::array<std::int64_t, kZones> zone_s{};

  void add(const Minute& minute) {
    recorded_s += minute.recorded_s;
    valid_s += minute.valid_s;
    judged_s += minute.judged_s;
    slouched_s += minute.slouched_s;
    sitting_s += minute.sitting_s;
    standing_s += minute.standing_s;
    walking_s += minute.walking_s;
    for (std::size_t zone = 0; zone < kZones; ++zone) zone_s[zone] += minute.zone_s[zone];
  }
};

double hours(std::int64_t seconds) { return static_cast<double>(seconds) / kSecondsPerHour; }

void fill_day(DayFigures& day, const Totals& totals) {
  day.recorded_h = hours(totals.recorded_s);
  day.worn_h = hours(totals.valid_s);
  day.judged_h = hours(totals.judged_s);
  for (std::size_t zone = 0; zone < kZones; ++zone) day.zone_h[zone] = hours(totals.zone_s[zone]);
  day.forward_lean_h = hours(totals.slouched_s);
  day.sitting_h = hours(totals.sitting_s);
  day.standing_h = hours(totals.standing_s);
  day.walking_min = static_cast<double>(totals.walking_s) / kSecondsPerMinute;
  day.valid = day.worn_h >= kValidDay_h;
}

void fill_week(WeekFigures& figures, const Totals& totals) {
  figures.recorded_h = hours(totals.recorded_s);
  figures.worn_h = hours(totals.valid_s);
  figures.judged_h = hours(totals.judged_s);
  if (totals.recorded_s > 0) {
    figures.excluded_share = static_cast<double>(totals.recorded_s - totals.valid_s) /
                             static_cast<double>(totals.recorded_s);
  }
  if (totals.judged_s > 0) {
    const auto judged = static_cast<double>(totals.judged_s);
    for (std::size_t zone = 0; zone < kZones; ++zone) {
      figures.zone_share[zone] = static_cast<double>(totals.zone_s[zone]) / judged;
    }
    figures.forward_lean_share = static_cast<double>(totals.slouched_s) / judged;
  }
}

void fill_episodes(WeekFigures& figures, const std::vector<Episode>& episodes) {
  std::vector<double> minutes;
  double dose_deg_min = 0;
  for (const Episode& episode : episodes) {
    if (episode.kind != Episode::Kind::forward_lean) continue;
    if (iso_week(local_day(episode.start)) != figures.week) continue;
    minutes.push_back(episode.duration_s / kSecondsPerMinute);
    dose_deg_min += episode.dose_deg_min;
  }
  if (!minutes.empty()) figures.longest_episode_min = *std::ranges::max_element(minutes);
  figures.median_episode_min = median(minutes);
  if (figures.worn_h > 0) {
    figures.episodes_per_hour = static_cast<double>(minutes.size()) / figures.worn_h;
    figures.dose_deg_min_per_hour = dose_deg_min / figures.worn_h;
  }
}

// Upper clip first.
std::string together(const std::string& a, const std::string& b) {
  return words::is_at_pelvis(a) ? b + " and " + a : a + " and " + b;
}

void fill_calibrations(WeekFigures& figures, const std::vector<CalibrationRow>& rows) {
  std::vector<CalibrationRow> runs;
  for (const CalibrationRow& row : rows) {
    if (iso_week(local_day(row.at)) != figures.week) continue;
    const bool of_same_run = !runs.empty() && row.kind == runs.back().kind &&
                             row.placement != runs.back().placement &&
                             row.at.utc - runs.back().at.utc < kSameRun;
    if (of_same_run) {
      runs.back().placement = together(runs.back().placement, row.placement);
    } else {
      runs.push_back(row);
    }
  }
  for (const CalibrationRow& row : runs) {
    (row.kind != "zero" ? figures.calibrations : figures.zeros) += 1;
    if (std::ranges::find(figures.placements, row.placement) == figures.placements.end()) {
      figures.placements.push_back(row.placement);
    }
  }
}

template <class Record>
std::vector<Record> of_week(const std::vector<Record>& records, IsoWeek week,
                            WallTime Record::*label) {
  std::vector<Record> kept;
  for (const Record& record : records) {
    if (iso_week(local_day(record.*label)) == week) kept.push_back(record);
  }
  return kept;
}

}  // namespace

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

WeekFigures week_figures(const WeekData& recorded) {
  const WeekData data = with_corrections(recorded);
  WeekFigures figures;
  figures.week = data.week;
  const std::chrono::local_days monday = monday_of(data.week);
  std::array<Totals, 7> by_day;
  Totals all;
  for (const Minute& minute : data.minutes) {
    const auto day = (local_day(minute.start) - monday).count();
    if (day < 0 || day >= 7) continue;
    by_day[static_cast<std::size_t>(day)].add(minute);
    all.add(minute);
  }
  for (std::size_t i = 0; i < by_day.size(); ++i) {
    figures.days[i].day = monday + std::chrono::days(i);
    fill_day(figures.days[i], by_day[i]);
    figures.valid_days += figures.days[i].valid ? 1 : 0;
  }
  figures.enough = figures.valid_days >= kEnoughValidDays;
  fill_week(figures, all);
  fill_episodes(figures, data.episodes);
  fill_calibrations(figures, data.calibrations);
  figures.sitting = sitting_figures(of_week(data.bouts, data.week, &Bout::start));
  figures.rounded = rounded_figures(of_week(data.minutes, data.week, &Minute::start),
                                    of_week(data.episodes, data.week, &Episode::start));
  figures.prompts = prompt_figures(of_week(data.prompts, data.week, &PromptEvent::at));
  for (const Correction& said : of_week(data.corrections, data.week, &Correction::from)) {
    ++figures.corrections;
    figures.corrected_min += said.duration_s / 60;
  }
  return figures;
}

}  // namespace postured
