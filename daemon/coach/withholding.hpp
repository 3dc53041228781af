// Some prompts are kept back by chance, so that the report can compare what people do after a
// prompt with what they do without (micro-randomised trial; domain model 4.2.9). The lot is drawn
// from the prompt's id: the same in a replay, and nobody can tell before.
#pragma once

#include "coach/prompt.hpp"

namespace postured {

// A number in [0, 1), evenly spread over ids; different purposes have different seeds.
double chance(PromptId id, std::uint64_t seed);

inline constexpr std::uint64_t kWithholdingSeed = 0x77697468686f6c64;
inline bool is_withheld(PromptId id, double percent) {
  return chance(id, kWithholdingSeed) < percent / 100;
}

}  // namespace postured
