#include "ctl/report_output.hpp"

#include <cstdio>

#include "journal/forget.hpp"
#include "report/comparison.hpp"
#include "report/day_summary.hpp"

namespace postured {
namespace {

std::string render_week(const ReportRequest& request, const WeekFigures& figures) {
  if (request.format == "html") return render_html(figures, request.context);
  if (request.format == "json") return render_json(figures, request.context);
  return render_text(figures, request.context);
}

[[noreturn]] void refuse_format(const char* period) {
  throw std::runtime_error(std::string("a page (html) is of a week; ") + period +
                           " comes as text or json");
}

std::string render_day_report(const JournalStore& journal, const ReportRequest& request) {
  if (request.format == "html") refuse_format("a day");
  const WeekFigures figures =
      week_figures(only_day(journal.week(iso_week(request.day)), request.day));
  return request.format == "json" ? render_day_json(figures, request.day)
                                  : render_day(figures, request.day);
}

std::string render_month(const JournalStore& journal, const ReportRequest& request) {
  if (request.format == "html") refuse_format("a month");
  std::vector<WeekFigures> weeks;
  for (const IsoWeek week : weeks_of(request.month)) {
    weeks.push_back(week_figures(journal.week(week)));
  }
  if (request.format != "json") return render_weeks(weeks);
  std::string text = "[";
  for (const WeekFigures& week : weeks) {
    text += (text.size() > 1 ? ",\n" : "\n") + render_json(week, request.context);
  }
  return text + "]\n";
}

std::string render_two_weeks(const JournalStore& journal, const ReportRequest& request) {
  if (request.format == "html") refuse_format("a comparison");
  const Comparison comparison =
      compare(week_figures(journal.week(request.other)), week_figures(journal.week(request.week)));
  return request.format == "json" ? render_comparison_json(comparison)
                                  : render_comparison(comparison);
}

}  // namespace

std::optional<Month> month_from_string(std::string_view text) {
  const auto day = day_from_string(std::string(text) + "-01");
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(*day);
  return Month{static_cast<int>(date.year()), static_cast<unsigned>(date.month())};
}

std::vector<IsoWeek> weeks_of(Month month) {
  using namespace std::chrono;
  const year_month first = year(month.year) / std::chrono::month(month.month);
  const local_days begin{first / 1}, end{(first + months(1)) / 1};
  std::vector<IsoWeek> weeks;
  for (local_days monday = monday_of(iso_week(begin)); monday + days(3) < end; monday += days(7)) {
    if (monday + days(3) >= begin) weeks.push_back(iso_week(monday));
  }
  return weeks;
}

std::string render_report(const JournalStore& journal, const ReportRequest& request) {
  switch (request.period) {
    case ReportRequest::Period::day:
      return render_day_report(journal, request);
    case ReportRequest::Period::month:
      return render_month(journal, request);
    case ReportRequest::Period::comparison:
      return render_two_weeks(journal, request);
    case ReportRequest::Period::week:
      break;
  }
  return render_week(request, week_figures(journal.week(request.week)));
}

}  // namespace postured
