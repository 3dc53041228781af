// Why a prompt came, waited and ended, told in plain words from its events: "Due 14:02: sat for 31
// minutes. Held 14:02 to 14:31: the microphone was in use. Shown 14:31: ... You stood up after 48
// s: it closed by itself." What was withheld on purpose is said so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "coach/prompt.hpp"

namespace postured {

struct PromptStory {
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  WallTime begun{};
  std::vector<PromptEvent> events;     // in order
  std::vector<std::string> sentences;  // never empty

  // "Stand up and move, 21 November. Due 14:02: ... Shown 14:31: ..."
  std::string text() const;
};

// One story a prompt, in the order of their numbers. The events of each in the order they were
// written; what is there twice is told once.
std::vector<PromptStory> prompt_stories(std::span<const PromptEvent> events);

}  // namespace postured
