// Posture seconds for tests: a worn, calibrated sensor unless said otherwise.
#pragma once

#include "posture/posture_second.hpp"

namespace postured::test {

// 2026-03-02 08:00 UTC, a Monday.
inline constexpr UtcTime kMorning{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} +
                                  std::chrono::hours(8)};

inline PostureSecond second_at(int t_s, BodyState body = BodyState::sitting, double lean_deg = 0) {
  PostureSecond s;
  s.start = BootTime(std::chrono::seconds(1000 + t_s));
  s.wall = {kMorning + std::chrono::seconds(t_s), std::chrono::hours(1)};
  s.valid = true;
  s.reason = Unknown::none;
  s.lean_deg = lean_deg;
  s.side_deg = 0;
  s.inclination_deg = lean_deg < 0 ? -lean_deg : lean_deg;
  s.axis_known = true;
  s.body = body;
  s.confidence = body == BodyState::unknown ? 0 : 0.9;
  s.lean_state = LeanState::upright;
  return s;
}

inline PostureSecond invalid_at(int t_s, Unknown reason = Unknown::no_data) {
  PostureSecond s;
  s.start = BootTime(std::chrono::seconds(1000 + t_s));
  s.wall = {kMorning + std::chrono::seconds(t_s), std::chrono::hours(1)};
  s.reason = reason;
  return s;
}

inline Now now_at(const PostureSecond& s) { return {s.start, s.wall}; }

}  // namespace postured::test
