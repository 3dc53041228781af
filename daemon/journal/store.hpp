// The journal: one SQLite file, owned by one writer. Opens with WAL, synchronous FULL, foreign
// keys; migrates by user_version inside one transaction. Refuses symlinks, foreign files and newer
// schemas; a damaged file is moved aside as FILE.corrupt-TIME and never deleted.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "coach/prompt.hpp"
#include "pipeline/gap.hpp"
#include "pipeline/sensing.hpp"
#include "posture/bouts.hpp"
#include "posture/episodes.hpp"
#include "posture/minute.hpp"
#include "report/week_data.hpp"

namespace postured {

// What is stored. One variant alternative a table.
struct CalibrationRecord {
  WallTime at{};
  CalibrationKind kind = CalibrationKind::full;
  std::string placement, sensor_serial;
  Mounting mounting;
  CalibrationQuality quality;
};
struct SensorRecord {
  WallTime at{};
  DeviceInfo info;
};
using JournalRecord =
    std::variant<Minute, Bout, Episode, Gap, PromptEvent, CalibrationRecord, SensorRecord>;

// What went wrong, for the exit code and the sentence.
class JournalError : public std::runtime_error {
 public:
  enum class Kind { newer_schema, locked, read_only, unsafe_path, full, io };
  JournalError(Kind kind, const std::string& what) : std::runtime_error(what), kind(kind) {}
  Kind kind;
};

class JournalStore {
 public:
  enum class Access { write, read };
  // Creates the file (0600, parents 0700) for Access::write. Throws JournalError with a sentence
  // that says what, where and what to do.
  JournalStore(const std::filesystem::path& file, Access access);
  ~JournalStore();
  JournalStore(JournalStore&&) noexcept;
  JournalStore& operator=(JournalStore&&) noexcept;

  // One transaction. A Bout with the same boot_start and start as the last open one of its body
  // updates that row. Throws JournalError; nothing is stored then.
  void append(std::span<const JournalRecord> records);

  // Bouts left open by a crash are closed at their last checkpoint (ended_by crash). Returns how
  // many.
  int close_orphans();
  // Set when opening had to move a damaged file aside: where it is now.
  std::optional<std::filesystem::path> moved_aside() const;
  // False when the file was unlinked or replaced under us.
  bool still_there() const;

  WeekData week(IsoWeek week) const;
  std::optional<CalibrationRecord> latest_calibration(const std::string& placement) const;
  // Every second stored between the two instants, valid or not.
  std::vector<PostureSecond> seconds(UtcTime from, UtcTime to) const;
  // The newest week that has any minute.
  std::optional<IsoWeek> latest_week() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace postured
