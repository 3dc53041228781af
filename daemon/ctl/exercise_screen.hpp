// The screen of a guided exercise as text. Pure: what is to be shown in, lines out.
#pragma once

#include <string>
#include <vector>

#include "ctl/live_view.hpp"
#include "pipeline/guide_words.hpp"

namespace postured {

// At most screen.rows lines of at most screen.columns characters, no escape sequences, no colour.
// What has to be seen first comes first: what to do now, the countdown, the stop rule.
std::vector<std::string> exercise_screen(const GuidedExercise& run, const ExerciseLibrary& library,
                                         const Screen& screen);

// Words between blanks, in lines of at most `width` characters.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

}  // namespace postured
