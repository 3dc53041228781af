#include <nlohmann/json.hpp>

#include "report/render.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kAngleError_deg = 5;  // domain model 1.3

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json zones_of(const WeekFigures& figures) {
  Json zones = Json::array();
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    const bool first = zone == 0, last = zone + 1 == kZones;
    zones.push_back(
        {{"from_deg", first ? Json(nullptr) : Json(kZoneEdges_deg.at(zone - 1))},
         {"to_deg", last ? Json(nullptr) : Json(kZoneEdges_deg.at(zone))},
         {"share", figures.judged_h > 0 ? Json(figures.zone_share.at(zone)) : Json(nullptr)}});
  }
  return zones;
}

Json rounded_of(const WeekFigures& figures) {
  if (!figures.rounded) return nullptr;
  const RoundedFigures& r = *figures.rounded;
  return {{"judged_h", r.judged_h},   {"rounded_min", r.rounded_min},
          {"share", r.rounded_share}, {"median_percent_of_range", r.median_percent},
          {"episodes", r.episodes},   {"longest_episode_min", number(r.longest_episode_min)}};
}

Json sitting_of(const WeekFigures& figures) {
  if (!figures.sitting) return nullptr;
  const SittingFigures& s = *figures.sitting;
  return {{"bouts", s.bouts},
          {"total_h", s.total_h},
          {"longest_min", s.longest_min},
          {"median_min", s.median_min},
          {"usual_bout_min", s.usual_bout_min},
          {"over_20_min", s.over_20_min},
          {"over_30_min", s.over_30_min},
          {"over_60_min", s.over_60_min},
          {"share_in_over_30", s.share_in_over_30},
          {"breaks", s.breaks},
          {"breaks_per_hour", s.breaks_per_hour},
          {"lengths_min", s.lengths_min}};
}

Json prompts_of(const WeekFigures& figures) {
  Json prompts = Json::array();
  for (const PromptFigures& p : figures.prompts) {
    prompts.push_back({{"kind", to_string(p.kind)},
                       {"shown", p.shown},
                       {"complied", p.complied},
                       {"done", p.done},
                       {"snoozed", p.snoozed},
                       {"dismissed", p.dismissed},
                       {"expired", p.expired},
                       {"cancelled", p.cancelled},
                       {"withheld", p.withheld},
                       {"complied_withheld", p.complied_withheld},
                       {"response_rate", number(p.response_rate)},
                       {"median_latency_s", number(p.median_latency_s)}});
  }
  return prompts;
}

Json days_of(const WeekFigures& figures) {
  Json days = Json::array();
  for (const DayFigures& day : figures.days) {
    days.push_back({{"day", to_string(day.day)},
                    {"valid", day.valid},
                    {"recorded_h", day.recorded_h},
                    {"worn_h", day.worn_h},
                    {"judged_h", day.judged_h},
                    {"zone_h", day.zone_h},
                    {"forward_lean_h", day.forward_lean_h},
                    {"sitting_h", day.sitting_h},
                    {"standing_h", day.standing_h},
                    {"walking_min", day.walking_min}});
  }
  return days;
}

}  // namespace

std::string render_json(const WeekFigures& figures, const ReportContext& context) {
  const Json json = {
      {"week", to_string(figures.week)},
      {"from", to_string(figures.days.front().day)},
      {"to", to_string(figures.days.back().day)},
      {"made_at", to_iso8601(context.made_at)},
      {"version", context.version},
      {"enough", figures.enough},
      {"valid_days", figures.valid_days},
      {"recorded_h", figures.recorded_h},
      {"worn_h", figures.worn_h},
      {"judged_h", figures.judged_h},
      {"excluded_share", figures.recorded_h > 0 ? Json(figures.excluded_share) : Json(nullptr)},
      {"calibrations", figures.calibrations},
      {"zeros", figures.zeros},
      {"corrections", figures.corrections},
      {"corrected_min", figures.corrected_min},
      {"placements", figures.placements},
      {"sitting_estimated", words::sitting_is_estimated(figures)},
      {"angle_error_deg", kAngleError_deg},
      {"zones", zones_of(figures)},
      {"forward_lean",
       {{"share", number(figures.forward_lean_share)},
        {"episodes_per_hour", number(figures.episodes_per_hour)},
        {"longest_episode_min", number(figures.longest_episode_min)},
        {"median_episode_min", number(figures.median_episode_min)},
        {"dose_deg_min_per_hour", number(figures.dose_deg_min_per_hour)}}},
      {"rounded_back", rounded_of(figures)},
      {"sitting", sitting_of(figures)},
      {"prompts", prompts_of(figures)},
      {"days", days_of(figures)},
      {"summary", words::summary(figures)},
      {"disclaimer", kDisclaimer},
  };
  // Text of a journal may not be valid UTF-8; a report must not fail for that.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace postured
