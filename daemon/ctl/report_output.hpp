// A report of a period, rendered in the format that was asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/store.hpp"
#include "report/render.hpp"

namespace postured {

struct Month {
  int year = 1970;
  unsigned month = 1;
};

struct ReportRequest {
  enum class Period { week, day, month, comparison } period = Period::week;
  IsoWeek week;
  IsoWeek other;  // comparison: the earlier one
  std::chrono::local_days day{};
  Month month;
  std::string format = "text";  // html, text, json
  ReportContext context;
};

std::optional<Month> month_from_string(std::string_view text);  // "2026-11"
// The ISO weeks whose Thursday lies in it, as ISO 8601 gives weeks to years.
std::vector<IsoWeek> weeks_of(Month month);

// What is to be printed. Throws JournalError; std::runtime_error for a format that the period does
// not have (a sentence).
std::string render_report(const JournalStore& journal, const ReportRequest& request);

}  // namespace postured
