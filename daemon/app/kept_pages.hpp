// The weekly pages that are kept, as reports_dir/2026-W47.html (0600).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "journal/forget.hpp"

namespace postured {

std::filesystem::path page_of(const std::filesystem::path& reports_dir, IsoWeek week);
// Writes it, and deletes the oldest beyond `keep`. Other files there are left alone. Returns an
// empty string, or what went wrong and where.
std::string keep_page(const std::filesystem::path& reports_dir, IsoWeek week, std::string_view page,
                      int keep);
// Deletes the pages of weeks that have a day in the range; how many.
int forget_pages(const std::filesystem::path& reports_dir, const DayRange& range);

}  // namespace postured
