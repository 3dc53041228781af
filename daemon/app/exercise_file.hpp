// exercises.toml -> ExerciseLibrary: what is built in (config/exercises.toml, as it was when the
// programs were built), and the person's own file merged over it. Every error says file, line and
// what to do; what is wrong is left out and the rest stays, so that nothing built in is ever lost.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "coach/exercise_library.hpp"

namespace postured {

struct ExercisesResult {
  ExerciseLibrary library;
  std::vector<std::string> errors;  // "exercises.toml:12: plank: ..."
};

// What the programs were built with.
const ExerciseLibrary& built_in_exercises();

// `text` over `base`. Of an exercise or routine that is in `base`, only what the text names
// changes, and its phases can be taken away, not added to. One that is new needs a name, steps
// (parts) and an amount. `name` stands in the errors.
ExercisesResult merge_exercises(const ExerciseLibrary& base, std::string_view text,
                                const std::string& name);

// The built-in ones with the file's over them; a missing file is none.
ExercisesResult load_exercises(const std::filesystem::path& file);

}  // namespace postured
