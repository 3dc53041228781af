#include <algorithm>
#include <cmath>
#include <utility>

#include "report/week_figures.hpp"

namespace postured {

std::optional<RoundedFigures> rounded_figures(const std::vector<Minute>& minutes,
                                              const std::vector<Episode>& episodes) {
  std::vector<std::pair<double, int>> shares;  // percent of a minute, its seconds
  int judged_s = 0, rounded_s = 0;
  for (const Minute& minute : minutes) {
    if (minute.curvature_s == 0 || !std::isfinite(minute.curvature_percent)) continue;
    shares.emplace_back(minute.curvature_percent, minute.curvature_s);
    judged_s += minute.curvature_s;
    rounded_s += minute.rounded_s;
  }
  if (judged_s == 0) return std::nullopt;

  RoundedFigures figures;
  figures.judged_h = judged_s / 3600.0;
  figures.rounded_min = rounded_s / 60.0;
  figures.rounded_share = static_cast<double>(rounded_s) / judged_s;
  std::ranges::sort(shares);
  int below_s = 0;
  for (const auto& [percent, seconds] : shares) {
    figures.median_percent = percent;
    below_s += seconds;
    if (2 * below_s >= judged_s) break;
  }
  for (const Episode& episode : episodes) {
    if (episode.kind != Episode::Kind::rounded_back) continue;
    ++figures.episodes;
    figures.longest_episode_min =
        std::max(figures.longest_episode_min.value_or(0), episode.duration_s / 60);
  }
  return figures;
}

}  // namespace postured
