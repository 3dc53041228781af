// What leaves for other people's programs: FHIR, e-mail; and what compares two weeks.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "base/calendar.hpp"
#include "report/comparison.hpp"
#include "report/day_summary.hpp"
#include "report/fhir.hpp"
#include "report/mail.hpp"

namespace postured {
namespace {

using nlohmann::json;
using std::chrono::days;

constexpr UtcTime kMondayUtc{std::chrono::sys_days{std::chrono::year(2026) / 11 / 16}};
const IsoWeek kWeek = iso_week(local_day({kMondayUtc, {}}));

WeekFigures some_week(double lean_share = 0.2, double usual_min = 40) {
  WeekFigures week = week_figures({kWeek, {}, {}, {}, {}, {}, {}, {}});
  for (std::size_t i = 0; i < 5; ++i) {
    DayFigures& day = week.days[i];
    day.worn_h = 7.5;
    day.judged_h = 6;
    day.forward_lean_h = 6 * lean_share;
    day.sitting_h = 5.5;
    day.standing_h = 1;
    day.walking_min = 30;
    day.valid = true;
  }
  week.valid_days = 5;
  week.enough = true;
  week.worn_h = 37.5;
  week.forward_lean_share = lean_share;
  week.episodes_per_hour = 1.25;
  SittingFigures sitting;
  sitting.bouts = 30;
  sitting.total_h = 27.5;
  sitting.longest_min = 95;
  sitting.usual_bout_min = usual_min;
  sitting.breaks_per_hour = 1.1;
  week.sitting = sitting;
  week.placements = {"chest"};
  return week;
}

// The structure rules of FHIR R4 (4.0.1), as far as these resources use them. Sources:
// hl7.org/fhir/R4/bundle.html, observation.html, codesystem.html (cardinalities, invariants),
// datatypes.html (regular expressions of the primitive types), json.html (no empty values).
class R4 {
 public:
  std::vector<std::string> problems;

  void bundle(const json& b) {
    only(b,
         {"resourceType", "id", "meta", "identifier", "type", "timestamp", "total", "link", "entry",
          "signature"},
         "Bundle");
    need(b, "type", "Bundle");
    check(b.value("type", "") == "collection", "Bundle.type");
    matches(b, "timestamp", kInstant, "Bundle.timestamp");
    check(!b.contains("total"), "bdl-1: total only of a search or history");
    std::set<std::string> urls;
    for (const json& entry : b.at("entry")) {
      only(entry, {"link", "fullUrl", "resource", "search", "request", "response"}, "Bundle.entry");
      check(entry.contains("resource"), "bdl-5: a resource, a request or a response");
      const std::string url = entry.value("fullUrl", "");
      check(urls.insert(url).second, "bdl-7: fullUrl is unique: " + url);
      check(fits(url, "urn:uuid:" + kUuid), "fullUrl " + url);
      const json& resource = entry.at("resource");
      if (resource.at("resourceType") == "Observation") {
        observation(resource);
      } else if (resource.at("resourceType") == "CodeSystem") {
        code_system(resource);
      } else {
        check(false, "a resource of another type");
      }
    }
    no_empty(b);
  }

  void observation(const json& o) {
    only(o, {"resourceType",     "id",       "meta",      "text",          "identifier",
             "status",           "category", "code",      "subject",       "effectiveDateTime",
             "effectivePeriod",  "issued",   "performer", "valueQuantity", "valueInteger",
             "dataAbsentReason", "note",     "bodySite",  "method",        "device",
             "component"},
         "Observation");
    const std::set<std::string> states{"registered", "preliminary", "final",   "amended",
                                       "corrected",  "cancelled",   "unknown", "entered-in-error"};
    check(states.contains(o.value("status", "")), "Observation.status 1..1, of the value set");
    need(o, "code", "Observation");
    concept_(o.at("code"));
    for (const json& category : o.value("category", json::array())) concept_(category);
    check(o.contains("effectiveDateTime") + o.contains("effectivePeriod") <= 1,
          "effective[x] 0..1");
    check(o.contains("valueQuantity") + o.contains("valueInteger") <= 1, "value[x] 0..1");
    check(
        o.contains("valueQuantity") || o.contains("valueInteger") || o.contains("dataAbsentReason"),
        "a value or why there is none");
    check(!(o.contains("dataAbsentReason") &&
            (o.contains("valueQuantity") || o.contains("valueInteger"))),
          "obs-6");
    if (o.contains("effectiveDateTime")) matches(o, "effectiveDateTime", kDateTime, "dateTime");
    if (o.contains("effectivePeriod")) {
      const json& period = o.at("effectivePeriod");
      only(period, {"start", "end"}, "Period");
      matches(period, "start", kDateTime, "Period.start");
      matches(period, "end", kDateTime, "Period.end");
      check(period.value("start", "") <= period.value("end", ""), "per-1: start before end");
    }
    if (o.contains("valueQuantity")) {
      const json& quantity = o.at("valueQuantity");
      only(quantity, {"value", "comparator", "unit", "system", "code"}, "Quantity");
      check(quantity.at("value").is_number(), "Quantity.value is a decimal");
      check(!quantity.contains("code") || quantity.contains("system"), "qty-3");
      check(quantity.value("system", "") == "http://unitsofmeasure.org", "units are UCUM");
      const std::set<std::string> ucum{"h", "min", "%", "/h", "deg"};
      check(ucum.contains(quantity.value("code", "")), "a UCUM code");
    }
    if (o.contains("valueInteger")) {
      check(o.at("valueInteger").is_number_integer(), "valueInteger is an integer");
    }
    for (const char* part : {"bodySite", "method"}) {
      if (o.contains(part)) concept_(o.at(part));
    }
    if (o.contains("device"))
      only(o.at("device"), {"reference", "type", "identifier", "display"}, "Reference");
  }

  void code_system(const json& c) {
    only(c,
         {"resourceType", "id", "url", "identifier", "version", "name", "title", "status",
          "experimental", "date", "publisher", "contact", "description", "caseSensitive", "content",
          "count", "concept"},
         "CodeSystem");
    need(c, "status", "CodeSystem");
    need(c, "content", "CodeSystem");
    check(c.at("status") == "active" && c.at("content") == "complete", "CodeSystem's codes");
    matches(c, "name", "[A-Z]([A-Za-z0-9_]){0,254}", "csd-0");
    for (const json& one : c.at("concept")) {
      matches(one, "code", kCode, "concept.code");
      check(codes.insert(one.at("code")).second, "csd-1: codes are unique");
    }
  }

  std::set<std::string> codes;

 private:
  static inline const std::string kUuid =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  static inline const std::string kZone = "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))";
  static inline const std::string kDay = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
  static inline const std::string kTime =
      "T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?";
  static inline const std::string kInstant = kDay + kTime + kZone;
  static inline const std::string kDateTime = kDay + "(" + kTime + kZone + ")?";
  static inline const std::string kCode = "[^\\s]+(\\s[^\\s]+)*";

  static bool fits(const std::string& text, const std::string& expression) {
    static std::map<std::string, std::regex> compiled;  // compiling takes longer than all the rest
    const auto found = compiled.try_emplace(expression, expression).first;
    return std::regex_match(text, found->second);
  }
  void check(bool well, const std::string& what) {
    if (!well) problems.push_back(what);
  }
  void need(const json& object, const char* name, const char* where) {
    check(object.contains(name), std::string(where) + "." + name + " is 1..1");
  }
  void only(const json& object, const std::set<std::string>& names, const char* where) {
    for (const auto& [name, value] : object.items()) {
      check(names.contains(name), std::string(where) + " has no element " + name);
    }
  }
  void matches(const json& object, const char* name, const std::string& expression,
               const std::string& what) {
    const bool is_text = object.contains(name) && object.at(name).is_string();
    check(is_text && fits(object.at(name).get<std::string>(), expression), what);
  }
  void concept_(const json& c) {
    only(c, {"coding", "text"}, "CodeableConcept");
    for (const json& coding : c.value("coding", json::array())) {
      only(coding, {"system", "version", "code", "display", "userSelected"}, "Coding");
      matches(coding, "system", "\\S+", "Coding.system is a uri");
      matches(coding, "code", kCode, "Coding.code");
      if (coding.at("system") == kFhirCodeSystem) {
        check(codes.contains(coding.at("code")), "a code that the CodeSystem has");
      }
    }
  }
  void no_empty(const json& value) {
    check(!value.is_null() && !(value.is_string() && value.get<std::string>().empty()) &&
              !((value.is_array() || value.is_object()) && value.empty()),
          "no element is empty");
    if (!value.is_structured()) return;
    for (const auto& part : value) no_empty(part);
  }
};

TEST(FhirTest, TheBundleKeepsTheRulesOfR4) {
  const std::vector<WeekFigures> weeks{some_week()};
  const std::vector<PainEntry> pain{
      {{kMondayUtc + std::chrono::hours(9), std::chrono::seconds(3600)}, 4, "low back", "a note"},
      {{kMondayUtc + std::chrono::hours(33), std::chrono::seconds(3600)}, 0, "", ""}};
  const std::string text =
      fhir_bundle(weeks, pain, {kMondayUtc + days(7), std::chrono::seconds(3600)}, "0.1.0");
  const json bundle = json::parse(text);
  R4 rules;
  rules.bundle(bundle);
  EXPECT_EQ(rules.problems, std::vector<std::string>{});
  EXPECT_EQ(bundle["entry"].size(), 1U + 5U * 6U + 5U + 2U);
  EXPECT_EQ(text.find("a note"), std::string::npos) << "notes stay at home";
  const json& worn = bundle["entry"][1]["resource"];
  EXPECT_EQ(worn["code"]["coding"][0]["code"], "worn-time");
  EXPECT_EQ(worn["valueQuantity"]["value"], 7.5);
  EXPECT_EQ(worn["effectivePeriod"]["start"], "2026-11-16");
  const json& first_pain = bundle["entry"][bundle["entry"].size() - 2]["resource"];
  EXPECT_EQ(first_pain["code"]["coding"][0]["code"], "72514-3");
  EXPECT_EQ(first_pain["valueInteger"], 4);
  EXPECT_EQ(first_pain["effectiveDateTime"], "2026-11-16T10:00:00+01:00");
}

TEST(FhirTest, TheRulesSeeWhatIsWrong) {
  const json good =
      json::parse(fhir_bundle(std::vector{some_week()}, {}, {kMondayUtc, {}}, "0.1.0"));
  const auto problems_after = [&good](const std::function<void(json&)>& spoil) {
    json bad = good;
    spoil(bad);
    R4 rules;
    rules.bundle(bad);
    return rules.problems.size();
  };
  EXPECT_EQ(problems_after([](json&) {}), 0U);
  EXPECT_GT(problems_after([](json& b) { b["entry"][1]["resource"].erase("status"); }), 0U);
  EXPECT_GT(problems_after([](json& b) { b["entry"][1]["fullUrl"] = b["entry"][2]["fullUrl"]; }),
            0U);
  EXPECT_GT(problems_after([](json& b) { b["entry"][1]["resource"]["valueInteger"] = 1; }), 0U);
  EXPECT_GT(problems_after([](json& b) { b["timestamp"] = "2026-11-16"; }), 0U);
  EXPECT_GT(problems_after([](json& b) { b["entry"][1]["resource"]["worn"] = 1; }), 0U);
  EXPECT_GT(problems_after([](json& b) {
              b["entry"][1]["resource"]["code"]["coding"][0]["code"] = "invented";
            }),
            0U);
}

TEST(FhirTest, AWeekWithoutEnoughDataHasNoFiguresOfTheWeek) {
  WeekFigures week = some_week();
  week.enough = false;
  const json bundle = json::parse(fhir_bundle(std::vector{week}, {}, {kMondayUtc, {}}, "0.1.0"));
  EXPECT_EQ(bundle["entry"].size(), 1U + 5U * 6U);
}

TEST(MailTest, LinesAreShortAndTheTextComesBack) {
  std::string text = "Worn 7.5 h – fine\n.\n=20 \nfrom the start " + std::string(300, 'x') + "\n";
  const std::string encoded = quoted_printable(text);
  std::size_t longest = 0, column = 0;
  for (const char c : encoded) {
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F));
    column = c == '\n' ? 0 : column + 1;
    longest = std::max(longest, column);
  }
  EXPECT_LE(longest, 76U);
  std::string back;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '=') {
      back += encoded[i];
    } else if (encoded[i + 1] == '\n') {
      ++i;
    } else {
      back += static_cast<char>(std::stoi(encoded.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  EXPECT_EQ(back, text);
  EXPECT_EQ(base64_lines("Man"), "TWFu\n");
  EXPECT_EQ(base64_lines("Ma"), "TWE=\n");
  EXPECT_EQ(base64_lines("M"), "TQ==\n");
  EXPECT_EQ(base64_lines(""), "");
}

TEST(MailTest, NobodyPutsInAHeader) {
  const std::string mail = mime_message({"me@example.org\nBcc: them@example.org",
                                         "Woche – 47\r\nX: y",
                                         {kMondayUtc, std::chrono::seconds(-5400)},
                                         "text",
                                         "<p>"});
  EXPECT_EQ(mail.find("\nBcc"), std::string::npos);
  EXPECT_EQ(mail.find("\nX:"), std::string::npos);
  EXPECT_NE(mail.find("Date: Sun, 15 Nov 2026 22:30:00 -0130\n"), std::string::npos) << mail;
  EXPECT_NE(mail.find("Subject: =?utf-8?B?"), std::string::npos);
}

TEST(ComparisonTest, OnlyWhatExceedsItsThresholdIsAChange) {
  const auto verdict = [](const Comparison& comparison, const char* name) {
    for (const ComparedFigure& figure : comparison.figures) {
      if (figure.name == name) return figure.changed;
    }
    ADD_FAILURE() << name;
    return false;
  };
  const char* lean = "Forward lean, of judged time";
  const char* usual = "Usual sitting bout (x50)";
  EXPECT_FALSE(verdict(compare(some_week(.2), some_week(.29)), lean));
  EXPECT_TRUE(verdict(compare(some_week(.2), some_week(.31)), lean));
  EXPECT_FALSE(verdict(compare(some_week(.2, 40), some_week(.2, 47)), usual));
  EXPECT_TRUE(verdict(compare(some_week(.2, 40), some_week(.2, 31)), usual));
  WeekFigures belt = some_week(.6);
  belt.placements = {"belt"};
  const Comparison apart = compare(some_week(.2), belt);
  EXPECT_FALSE(apart.comparable);
  EXPECT_NE(render_comparison(apart).find("not compared"), std::string::npos);
  EXPECT_EQ(render_comparison(apart).find("Forward"), std::string::npos);
  WeekFigures thin = some_week(.9);
  thin.enough = false;
  EXPECT_FALSE(verdict(compare(some_week(.2), thin), lean));
  EXPECT_NE(render_comparison(compare(some_week(), thin)).find("not known"), std::string::npos);
}

TEST(DaySummaryTest, ADayWithoutWearSaysSo) {
  const auto day = local_day({kMondayUtc, {}});
  EXPECT_NE(render_day(week_figures({kWeek, {}, {}, {}, {}, {}, {}, {}}), day).find("Not enough"),
            std::string::npos);
  const std::string text = render_day(some_week(), day);
  EXPECT_NE(text.find("Worn 7.5 h"), std::string::npos);
  EXPECT_NE(text.find("Forward lean 20 %"), std::string::npos);
}

}  // namespace
}  // namespace postured
