// Records -> rows. One prepared statement a table, made on first use.
#pragma once

#include <SQLiteCpp/Statement.h>

#include <optional>

#include "journal/store.hpp"

namespace postured {

class RowWriter {
 public:
  explicit RowWriter(SQLite::Database& database) : database_(database) {}

  // Inside the caller's transaction. Throws SQLite::Exception.
  void write(const JournalRecord& record);

 private:
  using Slot = std::optional<SQLite::Statement>;

  void write(const Minute& minute);
  void write(const Bout& bout);
  void write(const Episode& episode);
  void write(const Gap& gap);
  void write(const Bend& bend);
  void write(const PromptEvent& event);
  void write(const CalibrationRecord& calibration);
  void write(const SensorRecord& sensor);
  void write(const CurvatureRangeRecord& range);
  void write(const SensorCalibrationRecord& record);
  void write(const ProfileRecord& record);
  void write(const Correction& correction);
  void write(const QuietSpan& span);
  void write(const SettingChange& change);
  void write(const Drink& drink);
  void write(const ExerciseSession& session);
  void write(const PainEntry& entry);
  void write(const FlareUp& flare_up);
  void write(const FlarePhaseRecord& record);
  void write(const FlareScreenRecord& record);
  void write(const CareAction& action);
  SQLite::Statement& prepared(Slot& slot, const char* sql);

  SQLite::Database& database_;
  Slot minute_, stored_minute_, bout_, episode_, gap_, bend_, prompt_, calibration_, sensor_,
      curvature_range_, sensor_calibration_, profiles_, correction_, quiet_span_, setting_change_,
      drink_, exercise_session_, placement_, pain_, flare_up_, flare_phase_, flare_screen_,
      care_action_;
};

}  // namespace postured
