// A copy of the journal while the daemon writes on.
#pragma once

#include <filesystem>

#include "journal/store.hpp"

namespace postured {

// A new file (0600) with one moment's whole journal; nothing beside it is needed to read it.
// Refuses to overwrite. Throws JournalError with a sentence; nothing is left behind then.
void back_up(const JournalStore& journal, const std::filesystem::path& target);

}  // namespace postured
