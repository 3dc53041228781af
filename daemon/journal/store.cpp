#include "journal/store.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <utility>

#include "journal/coach_log.hpp"
#include "journal/connection.hpp"
#include "journal/health_log.hpp"
#include "journal/journal_file.hpp"
#include "journal/row_reader.hpp"
#include "journal/row_writer.hpp"
#include "journal/sqlite_error.hpp"

namespace postured {
namespace {

using Kind = JournalError::Kind;
using std::chrono::days;

// No clock on earth is further from UTC than 14 h.
constexpr days kOffsetSlack{1};

UtcTime as_utc(std::chrono::local_days day) { return UtcTime(day.time_since_epoch()); }

template <class Record>
void keep_week(std::vector<Record>& records, IsoWeek week, WallTime Record::*label) {
  const auto outside = [week, label](const Record& record) {
    return iso_week(local_day(record.*label)) != week;
  };
  records.erase(std::remove_if(records.begin(), records.end(), outside), records.end());
}

}  // namespace

struct JournalStore::Impl {
  Impl(const std::filesystem::path& named, Access how) : access(how) {
    if (access == Access::write) {
      file = resolve_for_writing(named);
      lock.emplace(file);
      open_for_writing();
    } else {
      file = resolve_for_reading(named);
      open_for_reading();
    }
  }

  void open_for_writing() {
    prepare_file(file);
    try {
      database = connect_for_writing(file);
    } catch (const DamagedJournal&) {
      moved_aside = move_aside(file);
      prepare_file(file);
      try {
        database = connect_for_writing(file);
      } catch (const DamagedJournal& again) {
        throw JournalError(Kind::io, "A new journal " + file.string() +
                                         " cannot be read back; the disk may be failing (" +
                                         again.detail + ").");
      }
    }
    rows = std::make_unique<RowWriter>(*database);
  }

  void open_for_reading() {
    stamp = file_stamp(file);
    reader = connect_for_reading(file);
  }

  // Runs `read` on one snapshot. Without locks the snapshot is checked afterwards: a writer may
  // have come.
  template <class Read>
  auto reading(Read read) -> decltype(read(std::declval<SQLite::Database&>())) {
    constexpr int kAttempts = 5;
    for (int attempt = 1;; ++attempt) {
      try {
        if (access == Access::read && reader.lockless && file_stamp(file) != stamp) {
          open_for_reading();
        }
        if (access == Access::read && reader.empty) open_for_reading();
        if (access == Access::read && reader.empty) return {};
        SQLite::Database& source = access == Access::write ? *database : *reader.database;
        SQLite::Transaction snapshot(source, SQLite::TransactionBehavior::DEFERRED);
        auto result = read(source);
        snapshot.commit();
        if (!reader.lockless || file_stamp(file) == stamp || attempt == kAttempts) return result;
      } catch (const SQLite::Exception& error) {
        const bool changed = reader.lockless && file_stamp(file) != stamp;
        if (!changed || attempt == kAttempts) throw journal_error(error, file);
      }
    }
  }

  Access access;
  std::filesystem::path file;
  std::optional<WriterLock> lock;
  std::optional<std::filesystem::path> moved_aside;
  std::unique_ptr<SQLite::Database> database;
  std::unique_ptr<RowWriter> rows;  // after the database: its statements go first
  ReadConnection reader;
  FileStamp stamp;
};

JournalStore::JournalStore(const std::filesystem::path& file, Access access)
    : impl_(std::make_unique<Impl>(file, access)) {}
JournalStore::~JournalStore() = default;
JournalStore::JournalStore(JournalStore&&) noexcept = default;
JournalStore& JournalStore::operator=(JournalStore&&) noexcept = default;

void JournalStore::append(std::span<const JournalRecord> records) {
  if (impl_->access == Access::read) {
    throw JournalError(Kind::read_only,
                       "The journal " + impl_->file.string() + " was opened for reading.");
  }
  if (records.empty()) return;
  try {
    SQLite::Transaction transaction(*impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const JournalRecord& record : records) impl_->rows->write(record);
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    throw journal_error(error, impl_->file);
  }
}

int JournalStore::close_orphans() {
  if (impl_->access == Access::read) return 0;
  try {
    return impl_->database->exec("UPDATE bout SET ended_by = 'crash' WHERE ended_by = 'open'");
  } catch (const SQLite::Exception& error) {
    throw journal_error(error, impl_->file);
  }
}

std::optional<std::filesystem::path> JournalStore::moved_aside() const {
  return impl_->moved_aside;
}

bool JournalStore::still_there() const {
  if (impl_->access == Access::write) return is_in_place(*impl_->database);
  return file_stamp(impl_->file).inode == impl_->stamp.inode;
}

WeekData JournalStore::week(IsoWeek week) const {
  const std::chrono::local_days monday = monday_of(week);
  const Span around{as_utc(monday - kOffsetSlack), as_utc(monday + days(7) + kOffsetSlack)};
  WeekData data = impl_->reading([around](SQLite::Database& database) {
    WeekData found;
    found.minutes = read_minutes(database, around, WithSeconds::no);
    found.bouts = read_bouts(database, around);
    found.episodes = read_episodes(database, around);
    found.gaps = read_gaps(database, around);
    found.prompts = read_prompts(database, around);
    found.calibrations = read_calibrations(database, around);
    found.corrections = read_corrections_about(database, around);
    return found;
  });
  data.week = week;
  keep_week(data.minutes, week, &Minute::start);
  keep_week(data.bouts, week, &Bout::start);
  keep_week(data.episodes, week, &Episode::start);
  keep_week(data.gaps, week, &Gap::start);
  keep_week(data.prompts, week, &PromptEvent::at);
  keep_week(data.calibrations, week, &CalibrationRow::at);
  keep_week(data.corrections, week, &Correction::from);
  return data;
}

std::optional<CalibrationRecord> JournalStore::latest_calibration(
    const std::string& placement) const {
  return impl_->reading([&placement](SQLite::Database& database) {
    return read_latest_calibration(database, placement);
  });
}

std::optional<CurvatureRangeRecord> JournalStore::latest_curvature_range(
    const std::string& upper_placement, const std::string& lower_placement) const {
  return impl_->reading([&](SQLite::Database& database) {
    return read_latest_curvature_range(database, upper_placement, lower_placement);
  });
}

std::optional<ProfileRecord> JournalStore::latest_profiles(const std::string& placement) const {
  return impl_->reading([&placement](SQLite::Database& database) {
    return read_latest_profiles(database, placement);
  });
}

std::optional<SensorCalibrationRecord> JournalStore::latest_sensor_calibration(
    const std::string& serial) const {
  return impl_->reading([&serial](SQLite::Database& database) {
    return read_latest_sensor_calibration(database, serial);
  });
}

std::vector<PostureSecond> JournalStore::seconds(UtcTime from, UtcTime to) const {
  // A minute that began before `from` may reach into the span.
  const Span span{from - std::chrono::minutes(1), to};
  const std::vector<Minute> minutes = impl_->reading([span](SQLite::Database& database) {
    return read_minutes(database, span, WithSeconds::yes);
  });
  std::vector<PostureSecond> seconds;
  for (const Minute& minute : minutes) {
    for (const PostureSecond& second : unpack_seconds(minute.seconds, minute.start)) {
      if (second.wall.utc >= from && second.wall.utc < to) seconds.push_back(second);
    }
  }
  return seconds;
}

std::vector<Bend> JournalStore::bends(UtcTime from, UtcTime to) const {
  return impl_->reading([&](SQLite::Database& database) {
    return read_bends(database, {from, to});
  });
}

std::vector<PromptEvent> JournalStore::latest_prompts(int n) const {
  return impl_->reading(
      [n](SQLite::Database& database) { return read_latest_prompts(database, n); });
}

std::vector<PromptEvent> JournalStore::prompts(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_prompts(database, {from, to});
  });
}

std::vector<Bout> JournalStore::bouts(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_bouts(database, {from, to});
  });
}

std::vector<Gap> JournalStore::gaps(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_gaps(database, {from, to});
  });
}

std::vector<QuietSpan> JournalStore::quiet_spans(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_quiet_spans(database, {from, to});
  });
}

std::vector<Correction> JournalStore::corrections(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_corrections_said(database, {from, to});
  });
}

std::vector<SettingChange> JournalStore::setting_changes() const {
  return impl_->reading([](SQLite::Database& database) { return read_setting_changes(database); });
}

std::vector<Drink> JournalStore::drinks(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_drinks(database, {from, to});
  });
}

std::vector<ExerciseSession> JournalStore::exercise_sessions(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_exercise_sessions(database, {from, to});
  });
}

std::vector<PainEntry> JournalStore::pain(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_pain(database, {from, to});
  });
}

std::vector<FlareUp> JournalStore::flare_ups(UtcTime from, UtcTime to) const {
  return impl_->reading([from, to](SQLite::Database& database) {
    return read_flare_ups(database, {from, to});
  });
}

void JournalStore::inspect(const std::function<void(SQLite::Database&)>& work) const {
  impl_->reading([&work](SQLite::Database& database) {
    work(database);
    return true;
  });
}

void JournalStore::maintain(const std::function<void(SQLite::Database&)>& work) {
  if (impl_->access == Access::read) {
    throw JournalError(Kind::read_only,
                       "The journal " + impl_->file.string() + " was opened for reading.");
  }
  try {
    work(*impl_->database);
  } catch (const SQLite::Exception& error) {
    throw journal_error(error, impl_->file);
  }
}

const std::filesystem::path& JournalStore::file() const { return impl_->file; }

std::optional<WallTime> JournalStore::newest_minute() const {
  return impl_->reading([](SQLite::Database& database) { return read_newest_minute(database); });
}

std::optional<WallTime> JournalStore::oldest_minute() const {
  return impl_->reading([](SQLite::Database& database) { return read_oldest_minute(database); });
}

std::optional<IsoWeek> JournalStore::latest_week() const {
  const std::optional<WallTime> newest = newest_minute();
  if (!newest) return std::nullopt;
  return iso_week(local_day(*newest));
}

}  // namespace postured
