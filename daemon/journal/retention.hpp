// What is kept for how long. Old minutes give up their seconds for a histogram of lean (their
// figures stay), in small steps between other writes. Counted back from the newest minute, not
// from a clock: a journal that lies unused loses nothing. Throws SQLite::Exception.
#pragma once

namespace SQLite {
class Database;
}

namespace postured {

struct RetentionParams {
  int keep_seconds_days = 90;  // 0: for ever
  int keep_minutes_days = 0;   // 0: for ever
  bool operator==(const RetentionParams&) const = default;
};

struct RetentionStep {
  int emptied = 0, deleted = 0;  // minutes
  bool done = true;              // nothing is left to do
};

// One transaction over at most `rows` minutes of each kind.
RetentionStep retain_some(SQLite::Database& database, const RetentionParams& params, int rows);

}  // namespace postured
