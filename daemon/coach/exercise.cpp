#include "coach/exercise.hpp"

#include <algorithm>

namespace postured {
namespace {

// In the order of their enumerators.
constexpr std::array<std::string_view, 4> kPhaseTokens{"acute", "easing", "recovery", "normal"};
constexpr std::array<std::string_view, 5> kPlaceTokens{"desk", "standing", "partly", "floor",
                                                       "walk"};
constexpr std::array<std::string_view, 5> kPlaceWords{"at the desk", "standing, at the desk",
                                                      "at the desk or the floor", "on the floor",
                                                      "away from the desk"};
constexpr std::array<std::string_view, 16> kTriggerTokens{
    "sit_limit",       "sit_bout_end",   "long_sitting", "no_walk",   "lean_episode", "long_lean",
    "after_long_lean", "static_posture", "core_day",     "morning",   "after_work",   "evening",
    "stiff",           "stress",         "flare_up",     "acute_pain"};

template <class Token, std::size_t n>
std::optional<Token> from_token(const std::array<std::string_view, n>& tokens,
                                std::string_view text) {
  const auto found = std::find(tokens.begin(), tokens.end(), text);
  if (found == tokens.end()) return std::nullopt;
  return static_cast<Token>(found - tokens.begin());
}

bool contains(const std::vector<Trigger>& triggers, Trigger trigger) {
  return std::find(triggers.begin(), triggers.end(), trigger) != triggers.end();
}

}  // namespace

std::string_view to_string(Phase phase) { return kPhaseTokens[static_cast<std::size_t>(phase)]; }
std::string_view to_string(Place place) { return kPlaceTokens[static_cast<std::size_t>(place)]; }
std::string_view in_words(Place place) { return kPlaceWords[static_cast<std::size_t>(place)]; }
std::string_view to_string(Trigger trigger) {
  return kTriggerTokens[static_cast<std::size_t>(trigger)];
}

std::optional<Phase> phase_from_string(std::string_view token) {
  return from_token<Phase>(kPhaseTokens, token);
}
std::optional<Place> place_from_string(std::string_view token) {
  return from_token<Place>(kPlaceTokens, token);
}
std::optional<Trigger> trigger_from_string(std::string_view token) {
  return from_token<Trigger>(kTriggerTokens, token);
}

std::string all_tokens_of_triggers() {
  std::string all;
  for (const std::string_view token : kTriggerTokens) {
    all += (all.empty() ? "" : ", ") + std::string(token);
  }
  return all;
}

bool at_desk(Place place) {
  return place == Place::desk || place == Place::standing || place == Place::partly;
}

const PhaseUse* Exercise::use_in(Phase phase) const {
  const auto found = std::find_if(phases.begin(), phases.end(),
                                  [phase](const PhaseUse& use) { return use.phase == phase; });
  return found == phases.end() ? nullptr : &*found;
}

bool Exercise::suits(Trigger trigger) const { return contains(triggers, trigger); }
bool Routine::suits(Trigger trigger) const { return contains(triggers, trigger); }

}  // namespace postured
