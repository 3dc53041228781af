#include "app/kept_pages.hpp"

#include <map>

#include "app/private_file.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".html";

// Oldest first; none where the directory cannot be read.
std::map<IsoWeek, fs::path> pages_in(const fs::path& directory) {
  std::map<IsoWeek, fs::path> pages;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& file = entry->path();
    if (file.extension() != kEnding) continue;
    if (const auto week = iso_week_from_string(file.stem().string())) pages[*week] = file;
  }
  return pages;
}

}  // namespace

fs::path page_of(const fs::path& reports_dir, IsoWeek week) {
  return reports_dir / (to_string(week) + std::string(kEnding));
}

std::string keep_page(const fs::path& reports_dir, IsoWeek week, std::string_view page, int keep) {
  std::string problem = write_private_file(page_of(reports_dir, week), page);
  if (!problem.empty()) return problem;
  auto pages = pages_in(reports_dir);
  std::error_code ignored;
  while (pages.size() > static_cast<std::size_t>(keep)) {
    fs::remove(pages.begin()->second, ignored);
    pages.erase(pages.begin());
  }
  return {};
}

int forget_pages(const fs::path& reports_dir, const DayRange& range) {
  int deleted = 0;
  for (const auto& [week, file] : pages_in(reports_dir)) {
    const std::chrono::local_days monday = monday_of(week);
    const bool touched = !range.days || (monday <= range.days->last &&
                                         range.days->first < monday + std::chrono::days(7));
    std::error_code error;
    if (touched && fs::remove(file, error)) ++deleted;
  }
  return deleted;
}

}  // namespace postured
