// The product's own second: what the body did, how far it leaned, and whether that may be judged.
#pragma once

#include <limits>
#include <string_view>

#include "base/time.hpp"
#include "base/unknown.hpp"

namespace postured {

enum class BodyState { unknown, sitting, standing, walking, lying };

enum class LeanState {
  unknown,     // the second is not valid
  not_judged,  // valid, but not comparable with the reference: walking, lying, moving, no axis
  upright,
  leaning,   // beyond the threshold, not yet for the delay
  slouched,  // leaning for the delay: "forward lean" in words
  reclined,  // against the backrest: neutral
  side_lean,
};

std::string_view to_string(BodyState body);
std::string_view to_string(LeanState lean);
BodyState body_state_from_string(std::string_view text);  // unknown for unknown tokens
LeanState lean_state_from_string(std::string_view text);

struct PostureSecond {
  BootTime start{};
  WallTime wall{};  // label of start
  bool valid = false;
  Unknown reason = Unknown::no_data;                           // none when valid
  double lean_deg = std::numeric_limits<double>::quiet_NaN();  // NaN: not known
  double side_deg = std::numeric_limits<double>::quiet_NaN();
  double inclination_deg = std::numeric_limits<double>::quiet_NaN();
  double lean_range_deg = 0;  // movement within the second
  bool axis_known = false;
  BodyState body = BodyState::unknown;
  double confidence = 0;  // of body, 0..1
  LeanState lean_state = LeanState::unknown;
  // Lean is measured from another reference than in the second before (another profile): nothing
  // that was timed goes on. Not stored.
  bool new_reference = false;
};

}  // namespace postured
