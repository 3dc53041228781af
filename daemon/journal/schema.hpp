// The schema and its migrations: user_version N is reached by running migrations[0..N-1].
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace SQLite {
class Database;
}

namespace postured {

// "PstD", in the file's header: tells our journals from every other SQLite file.
inline constexpr std::int32_t kApplicationId = 0x50737444;

std::span<const std::string_view> journal_migrations();

// Brings the database to migrations.size() inside one BEGIN IMMEDIATE: whole or not at all.
// Throws JournalError{newer_schema} when user_version is larger, leaving the file untouched.
void migrate(SQLite::Database& database, std::span<const std::string_view> migrations);

// What works on every table needs the newest schema; a journal that is only read is not migrated.
// Throws JournalError with a sentence.
void require_newest_schema(SQLite::Database& database);

}  // namespace postured
