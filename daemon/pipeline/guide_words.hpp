// A guided exercise in words: its popup, its name and length, and the steps of an id.
#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"
#include "coach/guided_exercise.hpp"

namespace postured {

// As the settings have it: the pace of breathing, and how long it lasts.
GuideWish guide_wish(const Settings& settings, const std::string& id,
                     const ExerciseLibrary& library);
// Steps of an exercise or of what is allowed of a routine; empty for an unknown id.
std::vector<GuideStep> guide_of(const ExerciseLibrary& library, const std::string& id,
                                const GuideWish& wish, Phase phase, const HurtLately& hurt_lately);
// Seconds that the whole of it takes when it is guided; 0 for an unknown id.
double guide_length_s(const ExerciseLibrary& library, const std::string& id, const GuideWish& wish);
std::string guide_name(const ExerciseLibrary& library, const std::string& id);
std::string length_words(double seconds);  // "40 s", "about 3 min"
std::string no_such_exercise(const std::string& id);

// What is on screen right now. The stop rule stands on every one; what it is not for, while getting
// ready.
struct GuideScreen {
  std::string title;   // "Chin tuck"
  std::string action;  // "Hold"
  std::string count;   // "4 of 10, left"; or empty
  int left_s = 0;      // of this step, counted down
  std::vector<std::string> steps;
  std::string how;  // in this phase: "gently"; or empty
  std::string not_if;
};
GuideScreen guide_screen(const GuidedExercise& run, const ExerciseLibrary& library, Phase phase);
// Without an id.
Popup guide_popup(const GuidedExercise& run, const ExerciseLibrary& library, Phase phase);

}  // namespace postured
