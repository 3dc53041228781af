// What a person chose by command (coach/choices.hpp), kept in a private file beside the journal.
#pragma once

#include <filesystem>

#include "coach/choices.hpp"

namespace postured {

// A file that is not there, or cannot be read, holds no choice.
Choices load_choices(const std::filesystem::path& file);
// What went wrong is logged; the choice then holds until the daemon ends.
void save_choices(const std::filesystem::path& file, const Choices& choices);

}  // namespace postured
