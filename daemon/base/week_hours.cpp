#include "base/week_hours.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/calendar.hpp"

namespace postured {
namespace {

constexpr int kDay_min = 24 * 60;
constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view kExample =
    "write it like \"mon-fri 08:00-12:00 13:00-18:00; sat 09:00-12:00\"";

std::optional<unsigned> day_of(std::string_view word) {
  const auto found = std::find(kDays.begin(), kDays.end(), word);
  if (found == kDays.end()) return std::nullopt;
  return static_cast<unsigned>(found - kDays.begin());
}

// "mon", "mon-fri", "fri-mon", "mon,wed": bits.
std::optional<unsigned> days_of(std::string_view word) {
  unsigned days = 0;
  while (!word.empty()) {
    const auto comma = word.find(',');
    const std::string_view part = word.substr(0, comma);
    word = comma == std::string_view::npos ? "" : word.substr(comma + 1);
    const auto dash = part.find('-');
    const auto from = day_of(part.substr(0, dash));
    const auto to = dash == std::string_view::npos ? from : day_of(part.substr(dash + 1));
    if (!from || !to) return std::nullopt;
    for (unsigned day = *from;; day = (day + 1) % 7) {
      days |= 1U << day;
      if (day == *to) break;
    }
  }
  return days;
}

// "08:00", "8:00", "24:00": minutes since midnight.
std::optional<int> minutes_of(std::string_view word) {
  const auto colon = word.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || word.size() != colon + 3) {
    return std::nullopt;
  }
  int hour = 0, minute = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i == colon) continue;
    if (word[i] < '0' || word[i] > '9') return std::nullopt;
    int& part = i < colon ? hour : minute;
    part = 10 * part + (word[i] - '0');
  }
  if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
  return 60 * hour + minute;
}

std::string quoted(std::string_view word) { return "\"" + std::string(word) + "\""; }

// The next word of `text`, which is cut; empty at its end.
std::string_view next_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::optional<WeekHours> WeekHours::parse(std::string_view text, std::string* problem) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c == '\t' ? ' ' : std::tolower(c); });
  const auto fail = [problem](const std::string& what) -> std::optional<WeekHours> {
    if (problem != nullptr) *problem = what;
    return std::nullopt;
  };
  WeekHours hours;
  std::string_view rest = lower;
  while (!rest.empty()) {
    const auto semicolon = rest.find(';');
    std::string_view part = rest.substr(0, semicolon);
    rest = semicolon == std::string_view::npos ? "" : rest.substr(semicolon + 1);
    unsigned days = 0x7F;
    bool ranges = false, first = true, words = false;
    for (auto word = next_word(part); !word.empty(); word = next_word(part), first = false) {
      words = true;
      if (first && std::isalpha(static_cast<unsigned char>(word.front())) != 0) {
        const auto named = days_of(word);
        if (!named)
          return fail(quoted(word) + " names no days; they are mon, tue, wed, thu, fri, sat, sun");
        days = *named;
        continue;
      }
      const auto dash = word.find('-');
      const auto from = minutes_of(word.substr(0, dash));
      const auto to =
          dash == std::string_view::npos ? std::nullopt : minutes_of(word.substr(dash + 1));
      if (!from || !to || *from == kDay_min) {
        return fail(quoted(word) + " is no range of times; " + std::string(kExample));
      }
      if (*from == *to) {
        return fail(quoted(word) + " is empty; the whole day is 00:00-24:00");
      }
      hours.ranges_.push_back({days, *from, *to > *from ? *to : *to + kDay_min});
      ranges = true;
    }
    if (words && !ranges) {
      return fail("days without times: " + std::string(kExample));
    }
  }
  return hours;
}

bool WeekHours::contains(const WallTime& t) const {
  if (ranges_.empty()) return false;
  const auto second = static_cast<int>(local_time_of_day(t).count());
  const unsigned today = std::chrono::weekday(local_day(t)).iso_encoding() - 1;
  const unsigned yesterday = (today + 6) % 7;
  const auto within = [](const Range& range, unsigned day, int s) {
    return ((range.days >> day) & 1U) != 0 && s >= 60 * range.from_min && s < 60 * range.to_min;
  };
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return within(range, today, second) || within(range, yesterday, second + 60 * kDay_min);
  });
}

std::string week_hours_problem(std::string_view text) {
  std::string problem;
  WeekHours::parse(text, &problem);
  return problem;
}

}  // namespace postured
