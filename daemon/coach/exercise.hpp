// An exercise: what to do, how much, when it suits and when it does not (domain model 7). Plain
// data; where it comes from is the edge's affair (config/exercises.toml).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postured {

// Shown wherever an exercise is (domain model 6.3).
inline constexpr std::string_view kStopRule =
    "Stop if it hurts more, spreads down the leg, or you feel numb or weak.";

// Where a person is in a flare-up; `normal` without one.
enum class Phase { acute, easing, recovery, normal };
inline constexpr std::array kPhases{Phase::acute, Phase::easing, Phase::recovery, Phase::normal};
std::string_view to_string(Phase phase);
std::optional<Phase> phase_from_string(std::string_view token);

enum class Place {
  desk,      // seated, at the desk
  standing,  // at the desk, standing
  partly,    // at the desk, or in a better form on the floor
  floor,
  walk,  // away from the desk
};
std::string_view to_string(Place place);
std::optional<Place> place_from_string(std::string_view token);
std::string_view in_words(Place place);  // "at the desk"
bool at_desk(Place place);               // may be offered in the middle of work

// What an exercise suits. Only some can be seen by postured; the others are for lists.
enum class Trigger {
  sit_limit,        // sat for the limit
  sit_bout_end,     // stood up from a long bout
  long_sitting,     // more than 2 h of sitting
  no_walk,          // a break is due and walking is not possible
  lean_episode,     // a forward lean came to its end
  long_lean,        // forward lean for more than 20 min
  after_long_lean,  // such a one is over, or the back was rounded
  static_posture,   // 20 min without a shift
  core_day,
  morning,
  after_work,
  evening,
  stiff,
  stress,
  flare_up,
  acute_pain,
};
std::string_view to_string(Trigger trigger);
std::optional<Trigger> trigger_from_string(std::string_view token);
std::string all_tokens_of_triggers();  // "sit_limit, sit_bout_end, ..."

// How much: to begin with, and what it may be set to. All 0: the exercise has no such amount.
struct Amount {
  double start = 0, least = 0, most = 0;

  bool present() const { return most > 0; }
  bool operator==(const Amount&) const = default;
};

// The phases it is for, with how to do it there ("small range", "gently"; empty: as it is).
struct PhaseUse {
  Phase phase = Phase::normal;
  std::string how;

  bool operator==(const PhaseUse&) const = default;
};

struct Exercise {
  std::string id;    // a-z, 0-9, _
  std::string name;  // "Chin tuck"
  std::vector<std::string> steps;
  std::string dose;  // the amounts in words
  // Either something that goes on (a walk) for duration_s, or repetitions, each held for hold_s or,
  // without a hold, one slow breath long.
  Amount duration_s;
  Amount repetitions;
  Amount hold_s;
  std::vector<std::string> sides;  // "left", "right": each repetition on each of them
  double rest_s = 0;               // between repetitions
  double gap_min = 0;              // not oftener
  bool breathing = false;          // duration_s of guided breathing
  bool core = false;               // counts for the core goal
  std::vector<Trigger> triggers;
  std::vector<PhaseUse> phases;
  Place place = Place::floor;
  std::string not_if;  // contraindications, shown with it
  std::string source;
  bool hidden = false;  // for good, by the person

  const PhaseUse* use_in(Phase phase) const;
  bool suits(Trigger trigger) const;
  bool operator==(const Exercise&) const = default;
};

// Exercises one after the other.
struct Routine {
  struct Part {
    std::string exercise;
    double amount = 0;  // repetitions, or seconds of something that goes on; 0: as it starts
    bool operator==(const Part&) const = default;
  };
  std::string id, name;
  std::vector<Part> parts;
  int rounds = 1;
  bool core = false;
  std::vector<Trigger> triggers;
  std::string dose, source;
  bool hidden = false;

  bool suits(Trigger trigger) const;
  bool operator==(const Routine&) const = default;
};

}  // namespace postured
