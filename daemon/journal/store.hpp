// The journal: one SQLite file, owned by one writer. Opens with WAL, synchronous FULL, foreign
// keys; migrates by user_version inside one transaction. Refuses symlinks, foreign files and newer
// schemas; a damaged file is moved aside as FILE.corrupt-TIME and never deleted.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "base/setting_change.hpp"
#include "coach/exercise_session.hpp"
#include "coach/prompt.hpp"
#include "coach/quiet_span.hpp"
#include "coach/water.hpp"
#include "journal/health_records.hpp"
#include "motion/accelerometer_calibration.hpp"
#include "motion/calibration_wizard.hpp"
#include "pipeline/gap.hpp"
#include "posture/bend_counter.hpp"
#include "posture/bouts.hpp"
#include "posture/correction.hpp"
#include "posture/episodes.hpp"
#include "posture/minute.hpp"
#include "report/report_data.hpp"
#include "report/week_data.hpp"
#include "sensor/sensor_events.hpp"

namespace SQLite {
class Database;
}

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
struct SensorCalibrationRecord {
  WallTime at{};
  std::string sensor_serial;
  AccelerometerCalibration calibration;
};
struct ProfileRecord {
  WallTime at{};
  std::string placement;
  ReferenceProfiles profiles;
};
// The person's own range of curvature between two places (pipeline/slump_range.hpp).
struct CurvatureRangeRecord {
  WallTime at{};
  std::string upper_placement, lower_placement;
  double range_deg = 0;
};
using JournalRecord =
    std::variant<Minute, Bout, Episode, Gap, PromptEvent, CalibrationRecord, SensorRecord,
                 SensorCalibrationRecord, ProfileRecord, CurvatureRangeRecord, Bend, Correction,
                 QuietSpan, SettingChange, Drink, ExerciseSession, PainEntry, FlareUp,
                 FlarePhaseRecord, FlareScreenRecord, CareAction>;

// What went wrong, for the exit code and the sentence.
class JournalError : public std::runtime_error {
 public:
  enum class Kind {
    newer_schema,
    locked,       // another postured has it, or a backup is running
    read_only,    // no permission, or a read-only disk
    unsafe_path,  // a link, another program's file, another user's file, no ordinary file
    full,
    rejected,  // a record breaks a rule of its table (a NaN, a negative duration): trying again
               // does not help
    io,
  };
  JournalError(Kind what_kind, const std::string& what)
      : std::runtime_error(what), kind(what_kind) {}
  Kind kind;
};

class JournalStore {
 public:
  enum class Access { write, read };
  // Access::write creates the file (0600, parents 0700) and locks out other writers at once;
  // Access::read creates nothing and works on read-only media. Throws JournalError with a sentence
  // that says what, where and what to do.
  JournalStore(const std::filesystem::path& file, Access access);
  ~JournalStore();
  JournalStore(JournalStore&&) noexcept;
  JournalStore& operator=(JournalStore&&) noexcept;

  // One transaction. What is stored already is updated: a Bout or Episode with the same
  // boot_start and start (checkpoints), a Gap or QuietSpan with the same start and reason, a
  // sensor's boot. A
  // Minute that is there already gets the seconds of both. Text is cut to its column's length.
  // Throws JournalError; nothing is stored then.
  void append(std::span<const JournalRecord> records);

  // Bouts left open by a crash are closed at their last checkpoint (ended_by crash). Returns how
  // many.
  int close_orphans();
  // Set when opening had to move a damaged file aside: where it is now.
  std::optional<std::filesystem::path> moved_aside() const;
  // False when the file was unlinked or replaced under us.
  bool still_there() const;

  // Rows whose own local day (by the offset stored with them) lies in that week.
  WeekData week(IsoWeek week) const;
  // The last one stored, whatever its clock said.
  std::optional<CalibrationRecord> latest_calibration(const std::string& placement) const;
  // The last range of curvature between these two places.
  std::optional<CurvatureRangeRecord> latest_curvature_range(
      const std::string& upper_placement, const std::string& lower_placement) const;
  std::optional<ProfileRecord> latest_profiles(const std::string& placement) const;
  std::optional<SensorCalibrationRecord> latest_sensor_calibration(const std::string& serial) const;
  // Every second stored between the two instants, valid or not.
  std::vector<PostureSecond> seconds(UtcTime from, UtcTime to) const;
  // Deep bends that began between the two instants.
  std::vector<Bend> bends(UtcTime from, UtcTime to) const;
  // Every event of the `n` newest prompts, in order.
  std::vector<PromptEvent> latest_prompts(int n) const;
  std::vector<PromptEvent> prompts(UtcTime from, UtcTime to) const;
  std::vector<Bout> bouts(UtcTime from, UtcTime to) const;  // those that begin there
  std::vector<Gap> gaps(UtcTime from, UtcTime to) const;    // those that begin there
  // Those that reach into the span, in order of their start.
  std::vector<QuietSpan> quiet_spans(UtcTime from, UtcTime to) const;
  // Those said between the two instants, in order.
  std::vector<Correction> corrections(UtcTime from, UtcTime to) const;
  // Every change ever, in order.
  std::vector<SettingChange> setting_changes() const;
  std::vector<PainEntry> pain(UtcTime from, UtcTime to) const;
  // Those that reach into the span.
  std::vector<FlareUp> flare_ups(UtcTime from, UtcTime to) const;
  // Logged, or begun, between the two instants.
  std::vector<Drink> drinks(UtcTime from, UtcTime to) const;
  std::vector<ExerciseSession> exercise_sessions(UtcTime from, UtcTime to) const;
  // The label of the newest minute.
  std::optional<WallTime> newest_minute() const;
  std::optional<WallTime> oldest_minute() const;
  // The newest week that has any minute.
  std::optional<IsoWeek> latest_week() const;

  // What looks at or tends the file as a whole works on the database itself. `work` throws
  // SQLite::Exception or JournalError. inspect() shows one snapshot, and nothing where the daemon
  // has only just created the file; it runs `work` again from its beginning when a writer came
  // meanwhile. maintain() needs Access::write, and leaves transactions to `work`.
  void inspect(const std::function<void(SQLite::Database&)>& work) const;
  void maintain(const std::function<void(SQLite::Database&)>& work);
  const std::filesystem::path& file() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace postured
