// Three people to try a coach on: what they do by themselves, and what they do when spoken to.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "simulation/desk_life.hpp"

namespace postured {

enum class Character {
  diligent,  // gets up by himself, leans little, does most of what is suggested
  leaner,    // leans towards the screen by habit and does something about half of the time
  ignorer,   // sits for hours, and neither hears nor presses anything
};
inline constexpr std::array kCharacters{Character::diligent, Character::leaner, Character::ignorer};
std::string_view to_string(Character character);
std::optional<Character> character_from_string(std::string_view name);

BehaviourParams behaviour_of(Character character);
DeskLifeParams desk_life_of(Character character);

}  // namespace postured
