#include "report/corrections.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

using std::chrono::milliseconds;

UtcTime end_of(const Bout& bout) {
  return bout.start.utc + std::chrono::floor<milliseconds>(from_seconds(bout.duration_s));
}

double between_s(UtcTime from, UtcTime to) { return to_seconds(to - from); }

// The same bout from and until other instants.
Bout part_of(const Bout& bout, UtcTime from, UtcTime to) {
  Bout part = bout;
  part.boot_start += std::chrono::duration_cast<BootClock::duration>(from - bout.start.utc);
  part.start.utc = from;
  part.duration_s = between_s(from, to);
  return part;
}

Bout said(const Correction& correction) {
  Bout bout;
  bout.body = correction.body;
  bout.boot_start = BootTime(correction.from.utc.time_since_epoch());
  bout.start = correction.from;
  bout.duration_s = correction.duration_s;
  bout.confidence = 1;
  bout.ended_by = BoutEnd::movement;
  return bout;
}

void correct_bouts(std::vector<Bout>& bouts, const Correction& correction) {
  const UtcTime from = correction.from.utc, to = correction.end();
  std::vector<Bout> kept;
  Bout corrected = said(correction);
  for (const Bout& bout : bouts) {
    const UtcTime end = end_of(bout);
    if (end < from || bout.start.utc > to) {
      kept.push_back(bout);
      continue;
    }
    if (bout.body == correction.body) {  // one bout with what was said
      const UtcTime begin = std::min(corrected.start.utc, bout.start.utc);
      corrected = part_of(corrected, begin, std::max(end_of(corrected), end));
      continue;
    }
    if (bout.start.utc < from) {
      kept.push_back(part_of(bout, bout.start.utc, from));
      kept.back().ended_by = BoutEnd::movement;
    }
    if (end > to) kept.push_back(part_of(bout, to, end));
  }
  kept.push_back(corrected);
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Bout& a, const Bout& b) { return a.start.utc < b.start.utc; });
  bouts = std::move(kept);
}

int& body_seconds(Minute& minute, BodyState body) {
  switch (body) {
    case BodyState::standing:
      return minute.standing_s;
    case BodyState::walking:
      return minute.walking_s;
    case BodyState::lying:
      return minute.lying_s;
    case BodyState::sitting:
    case BodyState::unknown:
      break;
  }
  return minute.sitting_s;
}

void correct_minute(Minute& minute, const Correction& correction) {
  const UtcTime begin = std::max(minute.start.utc, correction.from.utc);
  const UtcTime end = std::min(minute.start.utc + std::chrono::minutes(1), correction.end());
  if (begin >= end) return;
  const double share = between_s(begin, end) / 60;
  const auto left = [share](int n) { return static_cast<int>(std::lround(n * (1 - share))); };
  for (const BodyState body :
       {BodyState::sitting, BodyState::standing, BodyState::walking, BodyState::lying}) {
    body_seconds(minute, body) = left(body_seconds(minute, body));
  }
  body_seconds(minute, correction.body) += minute.valid_s - left(minute.valid_s);
  if (correction.body == BodyState::sitting) return;
  minute.slouched_s = left(minute.slouched_s);
  minute.rounded_s = left(minute.rounded_s);
  minute.curvature_s = left(minute.curvature_s);
  minute.judged_s = 0;
  for (int& zone : minute.zone_s) minute.judged_s += zone = left(zone);
}

}  // namespace

WeekData with_corrections(WeekData data) {
  std::stable_sort(data.corrections.begin(), data.corrections.end(),
                   [](const Correction& a, const Correction& b) { return a.at.utc < b.at.utc; });
  for (const Correction& correction : data.corrections) {
    correct_bouts(data.bouts, correction);
    for (Minute& minute : data.minutes) correct_minute(minute, correction);
    if (correction.body == BodyState::sitting) continue;
    std::erase_if(data.episodes, [&correction](const Episode& episode) {
      return episode.start.utc >= correction.from.utc && episode.start.utc < correction.end();
    });
  }
  return data;
}

}  // namespace postured
