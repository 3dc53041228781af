// Is the journal well? Integrity of the file and invariants that no CHECK of a table can hold.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"

namespace SQLite {
class Database;
}

namespace postured {

// Sentences: what is wrong and what to do; none when all is well. Reads every minute. `now` tells
// rows from the future. Throws SQLite::Exception where the file cannot be read at all.
std::vector<std::string> check_journal(SQLite::Database& database, UtcTime now);

}  // namespace postured
