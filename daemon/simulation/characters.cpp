#include "simulation/characters.hpp"

namespace postured {

std::string_view to_string(Character character) {
  switch (character) {
    case Character::diligent:
      return "diligent";
    case Character::leaner:
      return "leaner";
    case Character::ignorer:
      return "ignorer";
  }
  return "diligent";
}

std::optional<Character> character_from_string(std::string_view name) {
  for (const Character character : kCharacters) {
    if (name == to_string(character)) return character;
  }
  return std::nullopt;
}

BehaviourParams behaviour_of(Character character) {
  BehaviourParams behaviour;
  switch (character) {
    case Character::diligent:
      behaviour.habitual_lean_deg = 4;
      behaviour.slump_deg = 8;
      behaviour.natural_bout_min = 32;
      behaviour.comply = 0.85;
      break;
    case Character::leaner:
      behaviour.habitual_lean_deg = 14;
      behaviour.slump_deg = 14;
      behaviour.shifts_per_hour = 24;
      behaviour.natural_bout_min = 45;
      behaviour.comply = 0.6;
      behaviour.comply_lean = 0.5;
      break;
    case Character::ignorer:
      behaviour.habitual_lean_deg = 8;
      behaviour.slump_deg = 16;
      behaviour.shifts_per_hour = 15;
      behaviour.natural_bout_min = 80;
      behaviour.comply = 0.03;
      behaviour.press_unheeded = 0.2;
      break;
  }
  return behaviour;
}

DeskLifeParams desk_life_of(Character character) {
  DeskLifeParams desk;
  if (character == Character::diligent) desk.locks = 0.9;
  if (character == Character::ignorer) desk.locks = 0.2;
  return desk;
}

}  // namespace postured
