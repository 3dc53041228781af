#include <algorithm>
#include <cmath>

#include "report/render.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

constexpr std::size_t kWidth = 80;

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string bar(double share, std::size_t width) {
  const double cells = std::clamp(share, 0.0, 1.0) * static_cast<double>(width);
  return std::string(static_cast<std::size_t>(std::lround(cells)), '#');
}

// Breaks at spaces; further lines begin with `indent` spaces.
std::string wrapped(const std::string& text, std::size_t indent = 0) {
  std::string out, line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = std::string(indent, ' ') + word;
    } else {
      line += (at == 0 ? "" : " ") + word;
    }
    at = end + 1;
  }
  return out + line + "\n";
}

std::string heading(const std::string& text) {
  return "\n" + text + "\n" + std::string(text.size(), '-') + "\n";
}

std::string fact(const std::string& name, const std::string& value) {
  constexpr std::size_t kName = 26;
  return wrapped("  " + padded(name, kName) + value, kName + 2);
}

std::string days(const WeekFigures& figures) {
  double longest_h = 1;
  for (const DayFigures& day : figures.days) longest_h = std::max(longest_h, day.worn_h);
  std::string text = "           worn   lean  sitting  standing  walking\n";
  for (std::size_t i = 0; i < figures.days.size(); ++i) {
    const DayFigures& day = figures.days[i];
    text += "  " + words::short_weekday(i) + right(words::day_of_month(day.day), 3) +
            (day.recorded_h > 0 && !day.valid ? "*" : " ");
    if (day.recorded_h <= 0) {
      text += right("-", 8) + "\n";
      continue;
    }
    text += right(words::hours(day.worn_h), 8) +
            right(day.judged_h > 0 ? words::percent(day.forward_lean_h / day.judged_h) : "-", 7) +
            right(words::hours(day.sitting_h), 9) + right(words::hours(day.standing_h), 10) +
            right(words::minutes(day.walking_min), 9) + "  " + bar(day.worn_h / longest_h, 24) +
            "\n";
  }
  return text + "  * fewer than 4 worn hours. The bars are worn hours.\n";
}

std::string zones(const WeekFigures& figures) {
  if (figures.judged_h <= 0) return "  Not enough data: no lean could be judged.\n";
  std::string text;
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    text += "  " + padded(words::zone_range(zone, " deg"), 18) +
            padded(words::zone_name(zone), 13) +
            right(words::percent(figures.zone_share[zone]), 6) + "  " +
            bar(figures.zone_share[zone], 38) + "\n";
  }
  return text;
}

std::string or_dash(const std::optional<double>& value, int decimals, const std::string& unit) {
  return value ? words::fixed(*value, decimals) + unit : "-";
}

std::string forward_lean(const WeekFigures& figures) {
  return fact("time, of judged time",
              figures.forward_lean_share ? words::percent(*figures.forward_lean_share) : "-") +
         fact("episodes per worn hour", or_dash(figures.episodes_per_hour, 1, "")) +
         fact("median episode", or_dash(figures.median_episode_min, 1, " min")) +
         fact("longest episode", or_dash(figures.longest_episode_min, 1, " min")) +
         fact("lean beyond 10 deg",
              or_dash(figures.dose_deg_min_per_hour, 0, " deg min per worn hour, in episodes"));
}

// From two clips; nothing otherwise.
std::string rounded_back(const WeekFigures& figures) {
  if (!figures.rounded) return {};
  const RoundedFigures& r = *figures.rounded;
  return heading("Rounded back") +
         fact("time, of seated time", words::minutes(r.rounded_min) + ", " +
                                          words::percent(r.rounded_share) + " of " +
                                          words::hours(r.judged_h) + " with two clips") +
         fact("median, of your range",
              words::fixed(r.median_percent, 0) + " %; office sitting is usually at 43 to 79 %") +
         fact("episodes", std::to_string(r.episodes)) +
         fact("longest episode", or_dash(r.longest_episode_min, 1, " min"));
}

std::string sitting(const WeekFigures& figures) {
  if (!figures.sitting) return "  Not enough data: no stretch of sitting was recorded.\n";
  const SittingFigures& s = *figures.sitting;
  constexpr std::array<double, 5> kEdges_min{0, 10, 20, 30, 60};
  std::string text;
  for (std::size_t i = 0; i < kEdges_min.size(); ++i) {
    const bool last = i + 1 == kEdges_min.size();
    const auto from = std::ranges::lower_bound(s.lengths_min, kEdges_min.at(i));
    const auto to =
        last ? s.lengths_min.end() : std::ranges::lower_bound(s.lengths_min, kEdges_min.at(i + 1));
    double sum_min = 0;
    for (auto x = from; x != to; ++x) sum_min += *x;
    const std::string range =
        last ? "60 min or more"
             : words::fixed(kEdges_min.at(i), 0) + " to " + words::minutes(kEdges_min.at(i + 1));
    text += "  " + padded(range, 18) + right(std::to_string(to - from), 4) + " x " +
            right(words::hours(sum_min / 60), 8) + "  " + bar(sum_min / 60 / s.total_h, 38) + "\n";
  }
  return text + fact("total", words::hours(s.total_h)) +
         fact("usual stretch", words::minutes(s.usual_bout_min) +
                                   "; half of sitting is in longer "
                                   "ones") +
         fact("median stretch", words::minutes(s.median_min)) +
         fact("longest stretch", words::minutes(s.longest_min)) +
         fact("20/30/60 min or more", std::to_string(s.over_20_min) + " / " +
                                          std::to_string(s.over_30_min) + " / " +
                                          std::to_string(s.over_60_min)) +
         fact("sitting in 30 min or more", words::percent(s.share_in_over_30)) +
         fact("breaks per hour", words::fixed(s.breaks_per_hour, 1));
}

std::string prompts(const WeekFigures& figures) {
  std::string text;
  for (const PromptFigures& p : figures.prompts) {
    if (p.shown + p.cancelled + p.withheld == 0) {
      text += fact(words::prompt_name(p.kind), "none was shown");
      continue;
    }
    std::string line = std::to_string(p.shown) + " shown, " + std::to_string(p.complied) +
                       " followed, " + std::to_string(p.done) + " done, " +
                       std::to_string(p.snoozed) + " snoozed, " + std::to_string(p.dismissed) +
                       " closed, " + std::to_string(p.expired) + " without answer, " +
                       std::to_string(p.cancelled) + " not needed";
    if (p.response_rate) line += "; response " + words::percent(*p.response_rate);
    if (p.median_latency_s) line += ", median " + words::fixed(*p.median_latency_s, 0) + " s";
    if (p.withheld > 0) {
      line += "; " + std::to_string(p.withheld) + " kept back by chance, of those " +
              std::to_string(p.complied_withheld) + " followed all the same";
    }
    text += fact(words::prompt_name(p.kind), line);
  }
  return text;
}

}  // namespace

std::string render_text(const WeekFigures& figures, const ReportContext& context) {
  std::string text = words::title(figures) + "\n" + heading("What this rests on");
  for (const auto& [name, value] : words::data_quality(figures, " deg")) text += fact(name, value);
  text += heading("In short");
  for (const std::string& sentence : words::summary(figures)) text += wrapped(sentence);
  text += heading("Days") + days(figures);
  text += heading("Time by lean zone (to about 5 deg)") + zones(figures);
  text += heading("Forward lean") + forward_lean(figures);
  text += rounded_back(figures);
  text += heading(words::sitting_is_estimated(figures) ? "Sitting (estimated)" : "Sitting") +
          sitting(figures);
  text += heading("Reminders and answers") + prompts(figures);
  text += "\n" + wrapped(kDisclaimer);
  return text + wrapped("Made by postured " + context.version + " on " +
                        words::moment(context.made_at) + ".");
}

}  // namespace postured
