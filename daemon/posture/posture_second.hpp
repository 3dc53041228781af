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

// With two clips, beside the lean: posture/rounded_back.hpp.
enum class Rounding {
  none,      // or not known
  rounding,  // beyond the person's share of the range, not yet for the delay
  rounded,   // "rounded back" in words
};

std::string_view to_string(BodyState body);
std::string_view to_string(LeanState lean);
std::string_view to_string(Rounding rounding);
BodyState body_state_from_string(std::string_view text);  // unknown for unknown tokens
LeanState lean_state_from_string(std::string_view text);

struct PostureSecond {
  BootTime start{};
  WallTime wall{};  // label of start
  bool valid = false;
  // None when valid; but with two clips, when only the lower one is well, the second is valid (the
  // body is known) and this says why the lean is not.
  Unknown reason = Unknown::no_data;
  double doubted_s = 0;  // so many seconds before this one are in doubt too, though told as valid
  double lean_deg = std::numeric_limits<double>::quiet_NaN();  // NaN: not known
  double side_deg = std::numeric_limits<double>::quiet_NaN();
  double inclination_deg = std::numeric_limits<double>::quiet_NaN();
  double lean_range_deg = 0;  // movement within the second
  double turn_deg = 0;        // about the vertical within the second, left +. Not stored.
  bool axis_known = false;
  BodyState body = BodyState::unknown;
  double confidence = 0;  // of body, 0..1
  LeanState lean_state = LeanState::unknown;

  // With two clips (pipeline/spine_pair.hpp), else NaN and none.
  double curvature_deg = std::numeric_limits<double>::quiet_NaN();  // rounded +, straight 0
  // What a full, comfortable slump adds; NaN while it was not taken, or where the body is not
  // seated and the share of it means nothing.
  double curvature_range_deg = std::numeric_limits<double>::quiet_NaN();
  Rounding rounding = Rounding::none;
  // Lean is measured from another reference than in the second before (another profile): nothing
  // that was timed goes on. Not stored.
  bool new_reference = false;
  // So much further forward is that reference than the calibration's own. Not stored.
  double reference_shift_deg = 0;
};

// Share of the person's own range (domain model 1.1); NaN when it is not known.
inline double curvature_percent(const PostureSecond& second) {
  return 100 * second.curvature_deg / second.curvature_range_deg;
}

}  // namespace postured
