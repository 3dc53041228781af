#include "report/render.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/charts.hpp"
#include "report/words.hpp"
#include "unit/report/html_checker.hpp"
#include "unit/report/sample_week.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

const ReportContext kContext{
    {UtcTime{std::chrono::sys_days{std::chrono::year(2026) / 11 / 22} + 19h}, 1h}, "0.1.0"};

WeekFigures empty_figures() {
  WeekData data;
  data.week = kWeek;
  return week_figures(data);
}

// Empty, thin and full weeks.
std::vector<WeekFigures> many_weeks() {
  std::vector<WeekFigures> weeks{empty_figures()};
  for (unsigned seed = 0; seed < 12; ++seed) {
    WeekData data = RandomWeek(seed).make();
    weeks.push_back(week_figures(data));
    if (data.minutes.size() > 100) data.minutes.resize(100);
    weeks.push_back(week_figures(data));
    data.bouts.clear();
    data.prompts.clear();
    weeks.push_back(week_figures(data));
  }
  return weeks;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

void expect_fair_words(const std::string& page, const WeekFigures& figures) {
  const std::string text = lower(page);
  EXPECT_EQ(text.find("rounded back") != std::string::npos, figures.rounded.has_value());
  for (const char* banned : {"bad posture", "treats", "cures", "prevents", "diagnoses", "you must",
                             "healthy", "injury", "correct posture", "failed", "nan", "inf "}) {
    EXPECT_EQ(text.find(banned), std::string::npos) << banned;
  }
}

TEST(HtmlReport, IsWellFormedForAnyWeek) {
  for (const WeekFigures& figures : many_weeks()) {
    const std::string page = render_html(figures, kContext);
    EXPECT_EQ(html_problem(page), "");
    expect_fair_words(page.substr(page.find("</style>")), figures);
  }
}

TEST(HtmlReport, AsksForNothingOutsideAndRunsNothing) {
  for (const WeekFigures& figures : many_weeks()) {
    std::string page = render_html(figures, kContext);
    const std::string name_space = "xmlns=\"http://www.w3.org/2000/svg\"";
    for (auto at = page.find(name_space); at != std::string::npos; at = page.find(name_space)) {
      page.erase(at, name_space.size());
    }
    for (const char* outside : {"http:", "https:", "<script", "<link", "<img", "<iframe", "@import",
                                "src=", "href=", "onload", "javascript:"}) {
      EXPECT_EQ(page.find(outside), std::string::npos) << outside;
    }
    for (auto at = page.find("url("); at != std::string::npos; at = page.find("url(", at + 1)) {
      EXPECT_EQ(page.compare(at, 5, "url(#"), 0);
    }
  }
}

TEST(HtmlReport, SaysWhatEachChartShowsToAScreenReader) {
  const std::string page = render_html(week_figures(RandomWeek(3).make()), kContext);
  std::size_t charts = 0;
  for (auto at = page.find("role=\"img\""); at != std::string::npos;
       at = page.find("role=\"img\"", at + 1)) {
    ++charts;
    const auto end = page.find("</svg>", at);
    const std::string chart = page.substr(at, end - at);
    EXPECT_NE(chart.find("aria-labelledby="), std::string::npos);
    EXPECT_NE(chart.find("<title id="), std::string::npos);
    EXPECT_NE(chart.find("<desc id="), std::string::npos);
  }
  EXPECT_EQ(charts, 4U);
}

TEST(HtmlReport, CarriesTheDisclaimerAndTheLimitsOfTheData) {
  for (const WeekFigures& figures : many_weeks()) {
    const std::string page = render_html(figures, kContext);
    EXPECT_NE(page.find(kDisclaimer), std::string::npos);
    EXPECT_NE(page.find("about 5\u00b0"), std::string::npos);
    EXPECT_NE(page.find("<h2 id=\"sitting\">Sitting (estimated)"), std::string::npos);
    EXPECT_EQ(page.find("Not enough data for a summary") != std::string::npos, !figures.enough);
  }
}

TEST(HtmlReport, EscapesTextFromOutside) {
  WeekFigures figures = week_figures(RandomWeek(1).make());
  figures.placements = {"<script>alert(1)</script>\"'&\x01"};
  const std::string page = render_html(figures, {kContext.made_at, "<b>1</b>"});
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<b>1</b>"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp; "), std::string::npos);
  EXPECT_EQ(html_problem(page), "");
}

TEST(HtmlReport, CallsSittingEstimatedUnlessTheClipWasAlwaysAtTheBelt) {
  WeekFigures figures = week_figures(RandomWeek(1).make());
  for (const auto& [placements, estimated] : {std::pair<std::vector<std::string>, bool>{{}, true},
                                              {{"chest"}, true},
                                              {{"belt"}, false},
                                              {{"belt", "chest"}, true}}) {
    figures.placements = placements;
    EXPECT_EQ(words::sitting_is_estimated(figures), estimated);
    EXPECT_EQ(render_html(figures, kContext).find("Sitting (estimated)") != std::string::npos,
              estimated);
    EXPECT_EQ(render_text(figures, kContext).find("Sitting (estimated)") != std::string::npos,
              estimated);
    EXPECT_EQ(Json::parse(render_json(figures, kContext))["sitting_estimated"], estimated);
  }
}

TEST(Reports, SpeakOfARoundedBackOnlyWithTwoClips) {
  WeekFigures figures = week_figures(RandomWeek(1).make());
  for (const bool two_clips : {false, true}) {
    figures.rounded.reset();
    if (two_clips) figures.rounded = RoundedFigures{10, 42, 0.07, 61, 5, 9.5};
    for (const std::string& report :
         {render_html(figures, kContext), render_text(figures, kContext)}) {
      EXPECT_EQ(report.find("ounded") != std::string::npos, two_clips);
    }
    EXPECT_EQ(html_problem(render_html(figures, kContext)), "");
    const Json json = Json::parse(render_json(figures, kContext))["rounded_back"];
    EXPECT_EQ(json.is_null(), !two_clips);
    if (two_clips) {
      EXPECT_EQ(json["median_percent_of_range"], 61);
    }
  }
}

TEST(TextReport, FitsEightyColumns) {
  for (const WeekFigures& figures : many_weeks()) {
    const std::string text = render_text(figures, kContext);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
    expect_fair_words(text, figures);
  }
}

TEST(TextReport, SaysNotEnoughDataForAWeekWithoutAny) {
  const std::string text = render_text(empty_figures(), kContext);
  EXPECT_NE(text.find("Not enough data"), std::string::npos);
  EXPECT_EQ(text.find("0 %"), std::string::npos) << "an absent share is not zero";
}

TEST(Summary, HasAtMostThreeSentencesAndNeverScolds) {
  for (const WeekFigures& figures : many_weeks()) {
    const auto sentences = words::summary(figures);
    EXPECT_GE(sentences.size(), 2U);
    EXPECT_LE(sentences.size(), 3U);
    for (const std::string& sentence : sentences) {
      EXPECT_EQ(sentence.back(), '.');
      for (const char* word : {"should", "only", "too ", "poor", "wrong", "!"}) {
        EXPECT_EQ(sentence.find(word), std::string::npos) << sentence;
      }
    }
  }
}

void expect_number(const Json& value, double expected) {
  ASSERT_TRUE(value.is_number());
  EXPECT_EQ(value.get<double>(), expected);
}

void expect_number(const Json& value, const std::optional<double>& expected) {
  if (!expected) {
    EXPECT_TRUE(value.is_null());
  } else {
    expect_number(value, *expected);
  }
}

void expect_days(const Json& json, const WeekFigures& figures) {
  ASSERT_EQ(json.size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) {
    const DayFigures& day = figures.days[i];
    EXPECT_EQ(json[i]["day"], to_string(day.day));
    EXPECT_EQ(json[i]["valid"], day.valid);
    expect_number(json[i]["recorded_h"], day.recorded_h);
    expect_number(json[i]["worn_h"], day.worn_h);
    expect_number(json[i]["judged_h"], day.judged_h);
    for (std::size_t z = 0; z < kZones; ++z) expect_number(json[i]["zone_h"][z], day.zone_h[z]);
    expect_number(json[i]["forward_lean_h"], day.forward_lean_h);
    expect_number(json[i]["sitting_h"], day.sitting_h);
    expect_number(json[i]["standing_h"], day.standing_h);
    expect_number(json[i]["walking_min"], day.walking_min);
  }
}

void expect_sitting(const Json& json, const std::optional<SittingFigures>& s) {
  ASSERT_EQ(json.is_null(), !s);
  if (!s) return;
  EXPECT_EQ(json["bouts"], s->bouts);
  expect_number(json["total_h"], s->total_h);
  expect_number(json["longest_min"], s->longest_min);
  expect_number(json["median_min"], s->median_min);
  expect_number(json["usual_bout_min"], s->usual_bout_min);
  EXPECT_EQ(json["over_20_min"], s->over_20_min);
  EXPECT_EQ(json["over_30_min"], s->over_30_min);
  EXPECT_EQ(json["over_60_min"], s->over_60_min);
  expect_number(json["share_in_over_30"], s->share_in_over_30);
  EXPECT_EQ(json["breaks"], s->breaks);
  expect_number(json["breaks_per_hour"], s->breaks_per_hour);
  EXPECT_EQ(json["lengths_min"].get<std::vector<double>>(), s->lengths_min);
}

void expect_prompts(const Json& json, const WeekFigures& figures) {
  ASSERT_EQ(json.size(), figures.prompts.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const PromptFigures& p = figures.prompts[i];
    EXPECT_EQ(json[i]["kind"], std::string(to_string(p.kind)));
    EXPECT_EQ(json[i]["shown"], p.shown);
    EXPECT_EQ(json[i]["complied"], p.complied);
    EXPECT_EQ(json[i]["done"], p.done);
    EXPECT_EQ(json[i]["snoozed"], p.snoozed);
    EXPECT_EQ(json[i]["dismissed"], p.dismissed);
    EXPECT_EQ(json[i]["expired"], p.expired);
    EXPECT_EQ(json[i]["cancelled"], p.cancelled);
    expect_number(json[i]["response_rate"], p.response_rate);
    expect_number(json[i]["median_latency_s"], p.median_latency_s);
  }
}

TEST(JsonReport, HoldsEveryFigureExactly) {
  for (const WeekFigures& figures : many_weeks()) {
    const Json json = Json::parse(render_json(figures, kContext));
    EXPECT_EQ(json["week"], "2026-W47");
    EXPECT_EQ(json["from"], "2026-11-16");
    EXPECT_EQ(json["to"], "2026-11-22");
    EXPECT_EQ(json["made_at"], "2026-11-22T20:00:00+01:00");
    EXPECT_EQ(json["version"], "0.1.0");
    EXPECT_EQ(json["enough"], figures.enough);
    EXPECT_EQ(json["valid_days"], figures.valid_days);
    expect_number(json["recorded_h"], figures.recorded_h);
    expect_number(json["worn_h"], figures.worn_h);
    expect_number(json["judged_h"], figures.judged_h);
    expect_number(json["excluded_share"],
                  figures.recorded_h > 0 ? std::optional(figures.excluded_share) : std::nullopt);
    EXPECT_EQ(json["calibrations"], figures.calibrations);
    EXPECT_EQ(json["zeros"], figures.zeros);
    EXPECT_EQ(json["placements"].get<std::vector<std::string>>(), figures.placements);
    ASSERT_EQ(json["zones"].size(), static_cast<std::size_t>(kZones));
    for (std::size_t z = 0; z < kZones; ++z) {
      expect_number(json["zones"][z]["share"],
                    figures.judged_h > 0 ? std::optional(figures.zone_share[z]) : std::nullopt);
      if (z > 0) expect_number(json["zones"][z]["from_deg"], kZoneEdges_deg[z - 1]);
      if (z + 1 < kZones) expect_number(json["zones"][z]["to_deg"], kZoneEdges_deg[z]);
    }
    EXPECT_TRUE(json["zones"][0]["from_deg"].is_null());
    EXPECT_TRUE(json["zones"][kZones - 1]["to_deg"].is_null());
    const Json& lean = json["forward_lean"];
    expect_number(lean["share"], figures.forward_lean_share);
    expect_number(lean["episodes_per_hour"], figures.episodes_per_hour);
    expect_number(lean["longest_episode_min"], figures.longest_episode_min);
    expect_number(lean["median_episode_min"], figures.median_episode_min);
    expect_number(lean["dose_deg_min_per_hour"], figures.dose_deg_min_per_hour);
    expect_sitting(json["sitting"], figures.sitting);
    expect_prompts(json["prompts"], figures);
    expect_days(json["days"], figures);
    EXPECT_EQ(json["disclaimer"], kDisclaimer);
  }
}

TEST(JsonReport, SurvivesTextThatIsNoUtf8) {
  WeekFigures figures = empty_figures();
  figures.placements = {"\xff\xfe"};
  EXPECT_NO_THROW(Json::parse(render_json(figures, kContext)));
}

TEST(Words, RoundNumbersTheSameEverywhere) {
  EXPECT_EQ(words::fixed(1234.56, 1), "1234.6");
  EXPECT_EQ(words::fixed(-0.04, 1), "0.0");
  EXPECT_EQ(words::fixed(-0.4, 0), "0");
  EXPECT_EQ(words::fixed(std::numeric_limits<double>::quiet_NaN(), 1), "-");
  EXPECT_EQ(words::percent(0.236), "24 %");
  EXPECT_EQ(words::count(1, "day", "days"), "1 day");
}

TEST(Words, NameTheWeekWithItsDates) {
  WeekData data;
  data.week = {2026, 47};
  EXPECT_EQ(words::title(week_figures(data)), "Your week: 16 to 22 November 2026 (week 47)");
  data.week = {2026, 40};
  EXPECT_EQ(words::title(week_figures(data)),
            "Your week: 28 September to 4 October 2026 (week 40)");
  data.week = {2026, 53};
  EXPECT_EQ(words::title(week_figures(data)),
            "Your week: 28 December 2026 to 3 January 2027 (week 53)");
}

TEST(NiceStep, GivesAtMostFiveSteps) {
  EXPECT_DOUBLE_EQ(charts::nice_step(8), 2);
  EXPECT_DOUBLE_EQ(charts::nice_step(4), 1);
  EXPECT_DOUBLE_EQ(charts::nice_step(25), 5);
  EXPECT_DOUBLE_EQ(charts::nice_step(0.4), 0.1);
  for (double largest = 0.01; largest < 200; largest *= 1.07) {
    const double steps = largest / charts::nice_step(largest);
    EXPECT_LE(steps, 5 + 1e-9);
    EXPECT_GT(steps, 1.9);
  }
}

}  // namespace
}  // namespace postured::testing
