#include "coach/prompt_rules.hpp"

#include <algorithm>
#include <array>

namespace postured {
namespace {

using K = PromptKind;

constexpr auto kRules = std::to_array<PromptRule>({
    // kind, window, late, comply, done, waits, old news, joins, awaits break, fades, may withhold
    {K::stand, 300, 600, 60, "upright or walking for a minute", true, false, true, false, false,
     true},
    {K::standing, 300, 600, 60, "walking or sitting for a minute", false, false, true, false, false,
     false},
    {K::static_posture, 120, 120, 1, "the position was changed", false, false, true, false, false,
     false},
    {K::lean, 60, 60, 10, "no longer leaning forward", false, true, false, false, true, true},
    {K::side_lean, 60, 60, 10, "no longer leaning aside", false, true, false, false, false, false},
    {K::water, 900, 900, 1, "a drink was logged", false, false, true, true, false, false},
    {K::exercise, 900, 900, 1, "an exercise was logged", false, false, true, true, false, false},
});

auto find(PromptKind kind) {
  return std::find_if(kRules.begin(), kRules.end(),
                      [kind](const PromptRule& rule) { return rule.kind == kind; });
}

}  // namespace

const PromptRule& rule_of(PromptKind kind) { return *find(kind); }

bool more_important(PromptKind a, PromptKind b) { return find(a) < find(b); }

}  // namespace postured
