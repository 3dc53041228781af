// SQLite's result codes -> what the caller can do about it.
#pragma once

#include <filesystem>

#include "journal/store.hpp"

namespace SQLite {
class Exception;
}

namespace postured {

// A sentence with the file in it, and the kind that decides what happens next.
JournalError journal_error(const SQLite::Exception& error, const std::filesystem::path& file);

// The file itself is broken (malformed page, not a database): only moving it aside helps.
bool means_damage(const SQLite::Exception& error);

}  // namespace postured
