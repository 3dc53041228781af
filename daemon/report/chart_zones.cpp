#include <algorithm>
#include <cmath>

#include "report/charts.hpp"
#include "report/markup.hpp"
#include "report/words.hpp"

namespace postured::charts {
namespace {

constexpr double kWidth = 480, kHeight = 270;
constexpr double kLeft = 44, kRight = 8, kTop = 14, kBottom = 46;
constexpr double kBarShare = 0.68;  // of a day's column

struct Segment {
  double h;
  std::string css, name;
};

std::vector<Segment> segments_of(const DayFigures& day) {
  std::vector<Segment> segments;
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    segments.push_back({day.zone_h[zone], "z" + std::to_string(zone),
                        "lean " + words::zone_range(zone, "\u00b0")});
  }
  segments.push_back({day.worn_h - day.judged_h, "worn", "worn, lean not judged"});
  segments.push_back({day.recorded_h - day.worn_h, "out", "left out"});
  return segments;
}

std::string describe(const WeekFigures& figures) {
  std::string text;
  for (std::size_t i = 0; i < figures.days.size(); ++i) {
    const DayFigures& day = figures.days[i];
    text += words::weekday(i) + ": " + words::hours(day.worn_h) + " worn, " +
            words::hours(day.forward_lean_h) + " of it in forward lean. ";
  }
  return text;
}

}  // namespace

double nice_step(double largest) {
  const double rough = std::max(largest, 1e-9) / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::string zones_by_day(const WeekFigures& figures) {
  double largest_h = 4;
  for (const DayFigures& day : figures.days) largest_h = std::max(largest_h, day.recorded_h);
  const double step_h = nice_step(largest_h);
  const double top_h = step_h * std::ceil(largest_h / step_h - 1e-9);
  const double scale = (kHeight - kTop - kBottom) / top_h;
  const auto y_of = [scale](double h) { return kHeight - kBottom - h * scale; };

  markup::Chart chart("zones", kWidth, kHeight, "Hours a day by lean zone", describe(figures));
  for (double h = 0; h <= top_h + 1e-9; h += step_h) {
    chart.line(kLeft, y_of(h), kWidth - kRight, y_of(h), h > 0 ? "grid" : "axis");
    chart.text(kLeft - 6, y_of(h) + 5, "end", "tick", words::fixed(h, step_h < 1 ? 1 : 0) + " h");
  }
  const double column = (kWidth - kLeft - kRight) / 7;
  for (std::size_t i = 0; i < figures.days.size(); ++i) {
    const DayFigures& day = figures.days[i];
    const double middle = kLeft + column * (static_cast<double>(i) + 0.5);
    double h = 0;
    for (const Segment& segment : segments_of(day)) {
      if (segment.h <= 0) continue;
      chart.bar(middle - column * kBarShare / 2, y_of(h + segment.h), column * kBarShare,
                segment.h * scale, segment.css,
                words::weekday(i) + ", " + segment.name + ": " + words::hours(segment.h),
                "ink-" + segment.css);
      h += segment.h;
    }
    const bool marked = day.recorded_h > 0 && !day.valid;
    chart.text(middle, kHeight - kBottom + 18, "middle", "label",
               words::short_weekday(i) + (marked ? "*" : ""));
    chart.text(middle, kHeight - kBottom + 36, "middle", "tick", words::day_of_month(day.day));
  }
  if (figures.recorded_h <= 0) {
    chart.text(kLeft + (kWidth - kLeft - kRight) / 2, kHeight / 2, "middle", "label",
               "Nothing was recorded this week");
  }
  return std::move(chart).finish();
}

std::string zones_legend() {
  std::string html = "<ul class=\"legend\">\n";
  const auto add = [&html](const std::string& css, const std::string& name) {
    html +=
        "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 18 18\" "
        "aria-hidden=\"true\"><rect class=\"" +
        css + "\" width=\"18\" height=\"18\"/><rect class=\"ink\" fill=\"url(#ink-" + css +
        ")\" width=\"18\" height=\"18\"/></svg>" + markup::escape(name) + "</li>\n";
  };
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    add("z" + std::to_string(zone),
        words::zone_range(zone, "\u00b0") + ", " + words::zone_name(zone));
  }
  add("worn", "worn, lean not judged (walking, lying, moving)");
  add("out", "left out (not worn, no reference)");
  return html + "</ul>\n";
}

}  // namespace postured::charts
