// Retention to its end, then the free pages go back to the file system. In steps, so that rows can
// be written in between. Throws SQLite::Exception.
#pragma once

#include <cstdint>
#include <string>

#include "journal/retention.hpp"

namespace postured {

class Compaction {
 public:
  explicit Compaction(const RetentionParams& params) : params_(params) {}

  // Does a part; true when all is done.
  bool step(SQLite::Database& database);
  // "Won 12.3 MB (40.1 -> 27.8 MB): ..." Once done.
  std::string sentence() const;
  std::int64_t won_bytes() const { return before_bytes_ - after_bytes_; }

 private:
  enum class Stage { start, retain, vacuum, done };

  RetentionParams params_;
  Stage stage_ = Stage::start;
  int emptied_ = 0, deleted_ = 0;
  std::int64_t before_bytes_ = 0, after_bytes_ = 0;
};

}  // namespace postured
