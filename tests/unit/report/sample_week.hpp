// Weeks of journal rows: by hand, and random but plausible from a seed.
#pragma once

#include <random>
#include <string>

#include "report/week_data.hpp"

namespace postured::testing {

inline constexpr IsoWeek kWeek{2026, 47};

// The instant `after_midnight` on the given day (0 = Monday) by the clocks of that offset.
inline WallTime local(int day, std::chrono::milliseconds after_midnight,
                      std::chrono::seconds offset = std::chrono::hours(1)) {
  const auto midnight = monday_of(kWeek) + std::chrono::days(day);
  return {UtcTime(midnight.time_since_epoch()) + after_midnight - offset, offset};
}

inline Bout bout(BodyState body, WallTime start, double duration_s) {
  Bout b;
  b.body = body;
  b.start = start;
  b.duration_s = duration_s;
  b.confidence = 0.8;
  b.ended_by = BoutEnd::movement;
  return b;
}

inline PromptEvent event(PromptId id, PromptKind kind, PromptState state, WallTime at,
                         double latency_s = 0) {
  return {id, kind, state, at, latency_s, "because"};
}

class RandomWeek {
 public:
  explicit RandomWeek(unsigned seed) : random_(seed) {}

  WeekData make() {
    WeekData data;
    data.week = kWeek;
    for (int day = 0; day < 7; ++day) {
      if (chance(day < 5 ? 0.1 : 0.7)) continue;
      const int hours = whole(1, 9);
      for (int minute = 0; minute < hours * 60; ++minute) {
        if (!chance(0.03)) data.minutes.push_back(random_minute(day, minute));
      }
      add_bouts(data, day, hours * 3600);
      for (int i = whole(0, 8); i > 0; --i) data.episodes.push_back(random_episode(day));
      for (int i = whole(0, 9); i > 0; --i) add_prompt(data, day);
      data.calibrations.push_back(
          {local(day, std::chrono::hours(8)), day == 0 ? "full" : "zero", "chest", 0.95});
    }
    return data;
  }

 private:
  bool chance(double p) { return std::bernoulli_distribution(p)(random_); }
  int whole(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  double real(double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(random_);
  }

  Minute random_minute(int day, int minute) {
    Minute m;
    m.start = local(day, std::chrono::hours(9) + std::chrono::minutes(minute));
    m.recorded_s = chance(0.9) ? 60 : whole(1, 59);
    m.valid_s = chance(0.9) ? m.recorded_s : whole(0, m.recorded_s);
    m.judged_s = whole(m.valid_s / 2, m.valid_s);
    m.sitting_s = whole(0, m.valid_s);
    m.standing_s = whole(0, m.valid_s - m.sitting_s);
    m.walking_s = m.valid_s - m.sitting_s - m.standing_s;
    int left = m.judged_s;
    for (std::size_t zone : {1U, 2U, 3U, 0U, 4U}) {
      m.zone_s.at(zone) = whole(zone == 1 ? left / 2 : 0, left);
      left -= m.zone_s.at(zone);
    }
    m.zone_s.at(5) = left;
    m.slouched_s = whole(0, m.judged_s / 3);
    if (day == 3 && chance(0.8)) {  // a day with two clips
      m.curvature_s = whole(0, m.judged_s);
      m.rounded_s = whole(0, m.curvature_s);
      if (m.curvature_s > 0) m.curvature_percent = real(10, 110);
    }
    return m;
  }

  void add_bouts(WeekData& data, int day, int until_s) {
    double at_s = 0;
    while (at_s < until_s) {
      const auto start = [&] {
        return local(day, std::chrono::hours(9) +
                              std::chrono::milliseconds(static_cast<std::int64_t>(at_s * 1000)));
      };
      const double sitting_s = 60 + std::exponential_distribution<double>(1 / 1500.0)(random_);
      data.bouts.push_back(bout(BodyState::sitting, start(), sitting_s));
      at_s += sitting_s;
      if (chance(0.2)) {
        at_s += real(10, 900);  // a gap
        continue;
      }
      const BodyState upright = chance(0.5) ? BodyState::walking : BodyState::standing;
      const double upright_s = real(60, 400);
      data.bouts.push_back(bout(upright, start(), upright_s));
      at_s += upright_s;
    }
  }

  Episode random_episode(int day) {
    Episode e;
    e.kind = chance(0.8) ? Episode::Kind::forward_lean : Episode::Kind::side_lean;
    e.start = local(day, std::chrono::hours(whole(9, 17)));
    e.duration_s = real(60, 2000);
    e.peak_deg = real(15, 50);
    e.dose_deg_min = real(1, 100);
    return e;
  }

  void add_prompt(WeekData& data, int day) {
    const PromptKind kind = chance(0.6) ? PromptKind::stand : PromptKind::lean;
    const PromptId id = ++last_id_;
    auto at = local(day, std::chrono::hours(whole(9, 17)));
    const auto add = [&](PromptState state, double latency_s) {
      at.utc += std::chrono::seconds(20);
      data.prompts.push_back(event(id, kind, state, at, latency_s));
    };
    add(PromptState::scheduled, 0);
    if (chance(0.1)) return add(PromptState::cancelled, 0);
    if (chance(0.3)) add(PromptState::held, 0);
    add(PromptState::shown, 0);
    if (chance(0.2)) {
      add(PromptState::snoozed, 5);
      add(PromptState::shown, 0);
    }
    constexpr std::array<PromptState, 4> kEnds{PromptState::complied, PromptState::done,
                                               PromptState::dismissed, PromptState::expired};
    if (chance(0.95)) add(kEnds.at(static_cast<std::size_t>(whole(0, 3))), real(3, 290));
  }

  std::mt19937 random_;
  PromptId last_id_ = 0;
};

}  // namespace postured::testing
