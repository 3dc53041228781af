// Reasons of events that are read again, also from the journal: they tell whether an end says
// anything of the person.
#pragma once

#include <string_view>

namespace postured {

inline constexpr std::string_view kNoDataReason = "time passed without posture data";
inline constexpr std::string_view kStoppedReason = "postured stopped";
inline constexpr std::string_view kCrashedReason = "postured stopped without saying so";
inline constexpr std::string_view kSwitchedOffReason = "prompts were switched off";
inline constexpr std::string_view kNoServerReason = "no notification server";
inline constexpr std::string_view kNotTodayReason = "not today, said the person";

// An end that nobody chose.
inline bool tells_nothing(std::string_view reason) {
  return reason == kNoDataReason || reason == kStoppedReason || reason == kCrashedReason ||
         reason == kSwitchedOffReason;
}

}  // namespace postured
