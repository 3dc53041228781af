// What a popup says and which buttons it has. The asking is at most 12 words; what else is told
// stands on lines of its own.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "coach/cause.hpp"
#include "coach/live_prompt.hpp"

namespace postured {

inline constexpr int kMostAskingWords = 12;

// Both as one asking; nullopt: together it would be too long.
std::optional<std::string> asked_together(const std::string& first, const std::string& second);

struct PopupContent {
  std::string asking;  // asked_together() of all that share it
  int skipped_today = 0;
  bool stretched = false;  // its interval has grown: another time may suit better
};
// "Skipped 3 times today, last break 1 h 20 min ago." from the second skip on: visible, no blame.
Popup prompt_popup(const LivePrompt& prompt, const Cause& cause, const PopupContent& content);

// The same prompt once more with its reason; it can still be answered.
Popup why_popup(const LivePrompt& prompt, const Cause& cause);

}  // namespace postured
