#include <algorithm>
#include <array>
#include <cmath>

#include "report/charts.hpp"
#include "report/markup.hpp"
#include "report/words.hpp"

namespace postured::charts {
namespace {

constexpr double kWidth = 480, kHeight = 270;
constexpr double kLeft = 44, kRight = 12, kTop = 40, kBottom = 46;
constexpr double kBin_min = 10;
constexpr std::size_t kBins = 13;  // 0..120 min, and longer
constexpr double kShown_min = kBin_min * kBins;

struct Bin {
  double h = 0;
  int bouts = 0;
};

std::array<Bin, kBins> bins_of(const std::vector<double>& lengths_min) {
  std::array<Bin, kBins> bins;
  for (const double length : lengths_min) {
    Bin& bin = bins.at(std::min(kBins - 1, static_cast<std::size_t>(length / kBin_min)));
    bin.h += length / 60;
    ++bin.bouts;
  }
  return bins;
}

std::string range_of(std::size_t bin) {
  const double from = static_cast<double>(bin) * kBin_min;
  if (bin == kBins - 1) return words::fixed(from, 0) + " min or longer";
  return words::fixed(from, 0) + " to " + words::fixed(from + kBin_min, 0) + " min";
}

double x_of(double minutes) {
  return kLeft + std::min(minutes, kShown_min) * (kWidth - kLeft - kRight) / kShown_min;
}

std::string describe(const SittingFigures& sitting) {
  return words::count(sitting.bouts, "stretch", "stretches") + " of sitting, " +
         words::hours(sitting.total_h) + " in all. Half of it in stretches longer than " +
         words::minutes(sitting.usual_bout_min) + ". " +
         words::count(sitting.over_30_min, "stretch", "stretches") + " of 30 min or more.";
}

}  // namespace

std::string bout_lengths(const SittingFigures& sitting) {
  const std::array<Bin, kBins> bins = bins_of(sitting.lengths_min);
  const double largest_h = std::ranges::max_element(bins, {}, &Bin::h)->h;
  const double step_h = nice_step(largest_h);
  const double top_h = step_h * std::ceil(largest_h / step_h - 1e-9);
  const double bottom = kHeight - kBottom;
  const double scale = (bottom - kTop) / top_h;

  markup::Chart chart("bouts", kWidth, kHeight, "Sitting by length of the stretch",
                      describe(sitting));
  for (double h = 0; h <= top_h + 1e-9; h += step_h) {
    const double y = bottom - h * scale;
    chart.line(kLeft, y, kWidth - kRight, y, h > 0 ? "grid" : "axis");
    chart.text(kLeft - 6, y + 5, "end", "tick", words::fixed(h, step_h < 1 ? 1 : 0) + " h");
  }
  for (std::size_t i = 0; i < kBins; ++i) {
    if (bins[i].bouts == 0) continue;
    const double from = x_of(static_cast<double>(i) * kBin_min);
    const double to = x_of(static_cast<double>(i + 1) * kBin_min);
    const double height = bins[i].h * scale;
    chart.bar(from + 2, bottom - height, to - from - 4, height, "sit",
              range_of(i) + ": " + words::count(bins[i].bouts, "stretch", "stretches") + ", " +
                  words::hours(bins[i].h),
              "ink-sit");
  }
  for (const double minutes : {20.0, 30.0, 60.0}) {
    chart.line(x_of(minutes), kTop, x_of(minutes), bottom, "limit");
  }
  for (double minutes = 0; minutes < kShown_min; minutes += 2 * kBin_min) {
    chart.text(x_of(minutes), bottom + 18, "middle", "tick", words::fixed(minutes, 0));
  }
  chart.text(x_of(30), bottom + 18, "middle", "tick", "30");
  chart.text((kLeft + kWidth - kRight) / 2, kHeight - 8, "middle", "tick",
             "minutes without a break (the last bar: 120 or more)");
  const double usual = x_of(sitting.usual_bout_min);
  const bool left_half = usual < kWidth / 2;
  chart.line(usual, kTop - 12, usual, bottom, "mark");
  chart.text(usual + (left_half ? 5 : -5), kTop - 16, left_half ? "start" : "end", "label",
             "half of sitting is beyond " + words::minutes(sitting.usual_bout_min));
  return std::move(chart).finish();
}

}  // namespace postured::charts
