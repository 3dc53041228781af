// Sitting bouts -> figures, domain model 3.3.
#include <algorithm>
#include <numeric>

#include "report/week_figures.hpp"

namespace postured {
namespace {

double start_s(const Bout& bout) { return to_seconds(bout.start.utc.time_since_epoch()); }
double end_s(const Bout& bout) { return start_s(bout) + bout.duration_s; }

bool is_upright(const Bout& bout) {
  return bout.body == BodyState::standing || bout.body == BodyState::walking;
}

// A break is movement that was seen: a gap (clip off, machine asleep) between two sitting bouts is
// not known to be one, and neither is the end of the day.
int count_breaks(const std::vector<Bout>& in_order) {
  int breaks = 0;
  const Bout* sitting = nullptr;  // the last one
  bool moved = false;             // upright or walking since it
  for (const Bout& bout : in_order) {
    if (is_upright(bout)) {
      moved = moved || (sitting != nullptr && end_s(bout) > end_s(*sitting));
    } else if (bout.body == BodyState::sitting) {
      const bool same_day =
          sitting != nullptr && local_day(sitting->start) == local_day(bout.start);
      breaks += moved && same_day ? 1 : 0;
      sitting = &bout;
      moved = false;
    }
  }
  return breaks;
}

// Smallest x with the sum of all x_i <= x at least half of the total.
double usual_bout(const std::vector<double>& sorted, double total) {
  double sum = 0;
  for (const double x : sorted) {
    sum += x;
    if (sum >= total / 2) return x;
  }
  return sorted.back();
}

}  // namespace

std::optional<SittingFigures> sitting_figures(const std::vector<Bout>& bouts) {
  std::vector<Bout> in_order = bouts;
  std::ranges::stable_sort(in_order, {}, [](const Bout& bout) { return bout.start.utc; });

  SittingFigures figures;
  for (const Bout& bout : in_order) {
    if (bout.body == BodyState::sitting && bout.duration_s > 0) {
      figures.lengths_min.push_back(bout.duration_s / 60);
    }
  }
  std::vector<double>& x = figures.lengths_min;
  if (x.empty()) return std::nullopt;
  std::ranges::sort(x);
  const double total_min = std::accumulate(x.begin(), x.end(), 0.0);
  const auto at_least = [&x](double minutes) {
    return static_cast<int>(x.end() - std::ranges::lower_bound(x, minutes));
  };
  figures.bouts = static_cast<int>(x.size());
  figures.total_h = total_min / 60;
  figures.longest_min = x.back();
  figures.median_min = *median(x);
  figures.usual_bout_min = usual_bout(x, total_min);
  figures.over_20_min = at_least(20);
  figures.over_30_min = at_least(30);
  figures.over_60_min = at_least(60);
  figures.share_in_over_30 =
      std::accumulate(std::ranges::lower_bound(x, 30.0), x.end(), 0.0) / total_min;
  figures.breaks = count_breaks(in_order);
  figures.breaks_per_hour = figures.breaks / figures.total_h;
  return figures;
}

}  // namespace postured
