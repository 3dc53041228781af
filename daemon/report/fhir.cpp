#include "report/fhir.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

namespace postured {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::local_days;

struct Code {
  const char* code;
  const char* display;
  const char* definition;
  const char* unit;  // UCUM
};

constexpr auto kCodes = std::to_array<Code>({
    {"worn-time", "Worn time", "Time in which the sensor was worn and readable.", "h"},
    {"judged-time", "Time with a judged lean",
     "Worn time in which the lean of the trunk compares with its reference.", "h"},
    {"forward-lean-share", "Forward lean, share of judged time",
     "Share of the judged time with the trunk inclined forward beyond the wearer's threshold for "
     "longer than the delay; from comfortable upright sitting. The error of an angle is about 5 "
     "degrees.",
     "%"},
    {"forward-lean-episodes", "Episodes of forward lean per worn hour",
     "Episodes of forward lean, divided by the worn time.", "/h"},
    {"sitting-time", "Sitting time", "Worn time sitting.", "h"},
    {"standing-time", "Standing time", "Worn time standing.", "h"},
    {"walking-time", "Walking time", "Worn time walking.", "min"},
    {"longest-sitting-bout", "Longest sitting bout",
     "The longest stretch of sitting without a break of a minute or more.", "min"},
    {"usual-sitting-bout", "Usual sitting bout",
     "Half of the sitting time is in bouts longer than this (x50).", "min"},
    {"sitting-breaks", "Breaks per hour of sitting",
     "Stretches of standing or walking between two sitting bouts of a day, divided by the sitting "
     "time.",
     "/h"},
});

const Code& code_of(std::string_view name) {
  for (const Code& code : kCodes) {
    if (code.code == name) return code;
  }
  return kCodes.front();
}

// A UUID of the format for own schemes (RFC 9562, version 8) that is the same for the same name.
std::string uuid_of(const std::string& name) {
  std::uint64_t high = 0xcbf29ce484222325U, low = 0x9e3779b97f4a7c15U;  // FNV-1a, two streams
  for (const char c : name) {
    high = (high ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    low = (low ^ (static_cast<unsigned char>(c) + 0x80U)) * 0x100000001b3U;
  }
  high = (high & ~0xF000ULL) | 0x8000U;
  low = (low & 0x3FFFFFFFFFFFFFFFU) | 0x8000000000000000U;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(high >> 32U), static_cast<unsigned>((high >> 16U) & 0xFFFFU),
                static_cast<unsigned>(high & 0xFFFFU), static_cast<unsigned>(low >> 48U),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFU));
  return text.data();
}

class Bundle {
 public:
  Bundle(const WallTime& made_at, const std::string& version) : version_(version) {
    json_ = {{"resourceType", "Bundle"},
             {"type", "collection"},
             {"timestamp", to_iso8601(made_at)},
             {"entry", Json::array()}};
    add("code-system", code_system());
  }

  // `days` ends with `last`, whole: a Period includes all of an end that is a date.
  void observe(const char* name, local_days first, local_days last, double value,
               const std::string& site) {
    if (!std::isfinite(value)) return;
    const Code& code = code_of(name);
    Json observation =
        begin(Json{{{"system", kFhirCodeSystem}, {"code", code.code}, {"display", code.display}}},
              code.display, "activity", "Activity");
    observation["effectivePeriod"] = {{"start", to_string(first)}, {"end", to_string(last)}};
    observation["valueQuantity"] = {{"value", std::round(value * 1000) / 1000},
                                    {"unit", code.unit},
                                    {"system", "http://unitsofmeasure.org"},
                                    {"code", code.unit}};
    if (!site.empty()) observation["bodySite"] = {{"text", "Sensor worn at: " + site}};
    observation["method"] = {{"text", "Clip-on inertial sensor on the trunk"}};
    observation["device"] = {{"display", "postured " + version_}};
    add(std::string(name) + "/" + to_string(first) + "/" + to_string(last), observation);
  }

  void observe(const PainEntry& pain) {
    Json observation =
        begin(Json{{{"system", "http://loinc.org"},
                    {"code", "72514-3"},
                    {"display", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"}}},
              "Pain severity, 0-10", "survey", "Survey");
    observation["effectiveDateTime"] = to_iso8601(pain.at);
    observation["valueInteger"] = pain.nrs;
    if (!pain.site.empty()) observation["bodySite"] = {{"text", pain.site}};
    add("pain/" + to_iso8601(pain.at), observation);
  }

  std::string text() const {
    return json_.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  static Json begin(const Json& coding, const char* text, const char* category,
                    const char* category_display) {
    return {{"resourceType", "Observation"},
            {"status", "final"},
            {"category",
             {{{"coding",
                {{{"system", "http://terminology.hl7.org/CodeSystem/observation-category"},
                  {"code", category},
                  {"display", category_display}}}}}}},
            {"code", {{"coding", coding}, {"text", text}}}};
  }

  static Json code_system() {
    Json concepts = Json::array();
    for (const Code& code : kCodes) {
      concepts.push_back(
          {{"code", code.code}, {"display", code.display}, {"definition", code.definition}});
    }
    return {{"resourceType", "CodeSystem"},
            {"url", kFhirCodeSystem},
            {"name", "PosturedFigures"},
            {"title", "Figures of postured"},
            {"status", "active"},
            {"experimental", false},
            {"description",
             "Posture and sitting, from one or two clip-on inertial sensors. General wellness "
             "information, not medical advice."},
            {"caseSensitive", true},
            {"content", "complete"},
            {"concept", concepts}};
  }

  void add(const std::string& name, const Json& resource) {
    json_["entry"].push_back({{"fullUrl", "urn:uuid:" + uuid_of(name)}, {"resource", resource}});
  }

  std::string version_;
  Json json_;
};

void observe_day(Bundle& bundle, const DayFigures& day, const std::string& site) {
  if (day.worn_h <= 0) return;
  bundle.observe("worn-time", day.day, day.day, day.worn_h, site);
  bundle.observe("judged-time", day.day, day.day, day.judged_h, site);
  if (day.judged_h > 0) {
    bundle.observe("forward-lean-share", day.day, day.day, 100 * day.forward_lean_h / day.judged_h,
                   site);
  }
  bundle.observe("sitting-time", day.day, day.day, day.sitting_h, site);
  bundle.observe("standing-time", day.day, day.day, day.standing_h, site);
  bundle.observe("walking-time", day.day, day.day, day.walking_min, site);
}

// Only of weeks with enough valid days (domain model 8.1).
void observe_week(Bundle& bundle, const WeekFigures& week, const std::string& site) {
  if (!week.enough) return;
  const local_days first = week.days.front().day, last = week.days.back().day;
  if (week.forward_lean_share) {
    bundle.observe("forward-lean-share", first, last, 100 * *week.forward_lean_share, site);
  }
  if (week.episodes_per_hour) {
    bundle.observe("forward-lean-episodes", first, last, *week.episodes_per_hour, site);
  }
  if (!week.sitting) return;
  bundle.observe("longest-sitting-bout", first, last, week.sitting->longest_min, site);
  bundle.observe("usual-sitting-bout", first, last, week.sitting->usual_bout_min, site);
  bundle.observe("sitting-breaks", first, last, week.sitting->breaks_per_hour, site);
}

}  // namespace

std::string fhir_bundle(std::span<const WeekFigures> weeks, std::span<const PainEntry> pain,
                        const WallTime& made_at, const std::string& version) {
  Bundle bundle(made_at, version);
  for (const WeekFigures& week : weeks) {
    std::string site;
    for (const std::string& placement : week.placements) {
      site += (site.empty() ? "" : ", ") + placement;
    }
    for (const DayFigures& day : week.days) observe_day(bundle, day, site);
    observe_week(bundle, week, site);
  }
  for (const PainEntry& entry : pain) bundle.observe(entry);
  return bundle.text();
}

}  // namespace postured
