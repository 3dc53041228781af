#include "journal/compaction.hpp"

#include <SQLiteCpp/Database.h>

#include <array>
#include <cstdio>

namespace postured {
namespace {

constexpr int kMinutesAStep = 500;
constexpr int kPagesAStep = 500;
constexpr int kIncremental = 2;

std::int64_t pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt64();
}

std::int64_t file_bytes(SQLite::Database& database) {
  return pragma(database, "page_count") * pragma(database, "page_size");
}

std::string megabytes(std::int64_t bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(bytes) / 1e6);
  return text.data();
}

}  // namespace

bool Compaction::step(SQLite::Database& database) {
  switch (stage_) {
    case Stage::start:
      before_bytes_ = file_bytes(database);
      stage_ = Stage::retain;
      return false;
    case Stage::retain: {
      const RetentionStep step = retain_some(database, params_, kMinutesAStep);
      emptied_ += step.emptied;
      deleted_ += step.deleted;
      if (step.done) stage_ = Stage::vacuum;
      return false;
    }
    case Stage::vacuum: {
      // A journal of before version 5 cannot give pages back one by one; a whole VACUUM makes that
      // possible. It also joins pages that emptied seconds left half full.
      if (pragma(database, "auto_vacuum") != kIncremental || emptied_ + deleted_ > 0) {
        database.exec("PRAGMA auto_vacuum = INCREMENTAL");
        database.exec("VACUUM");
      } else if (pragma(database, "freelist_count") > 0) {
        database.exec("PRAGMA incremental_vacuum(" + std::to_string(kPagesAStep) + ")");
        if (pragma(database, "freelist_count") > 0) return false;
      }
      database.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
      after_bytes_ = file_bytes(database);
      stage_ = Stage::done;
      return true;
    }
    case Stage::done:
      return true;
  }
  return true;
}

std::string Compaction::sentence() const {
  std::string text = "Won " + megabytes(won_bytes()) + " MB (" + megabytes(before_bytes_) + " -> " +
                     megabytes(after_bytes_) + " MB)";
  if (emptied_ > 0) {
    text += ": the seconds of " + std::to_string(emptied_) +
            " minutes were too old to be kept; their figures stay";
  }
  if (deleted_ > 0) text += "; " + std::to_string(deleted_) + " old minutes were deleted";
  return text + ".";
}

}  // namespace postured
