// The journal as the daemon sees it: opened once, written behind its back, never in its way.
// Without a usable journal the coach goes on and says "not recording".
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/settings.hpp"
#include "coach/coach_history.hpp"
#include "journal/writer.hpp"

namespace postured {

inline RetentionParams retention_of(const Settings& settings) {
  return {settings.journal.keep_seconds_days, settings.journal.keep_minutes_days};
}

class JournalKeeper {
 public:
  // Throws JournalError for what must stop the daemon: a newer schema, or another writer. Anything
  // else leaves it without a journal, with trouble() saying why.
  explicit JournalKeeper(const std::filesystem::path& file);

  void submit(JournalRecord record);
  bool alive() const;  // for the watchdog
  std::string trouble() const;
  void set_retention(const RetentionParams& retention);
  // A job that tends the file; without a journal it is refused at once. See JournalWriter::start.
  void start(const JournalJob& job, JobDone done);
  // The newest calibration for this placement, as it was when the journal was opened.
  std::optional<CalibrationRecord> calibration(const std::string& placement) const;
  // Every second stored from `from` until `to`, in order; none when the journal cannot be read.
  void each_second(UtcTime from, UtcTime to,
                   const std::function<void(const PostureSecond&)>& each) const;
  // What was drunk and done since then; nothing when the journal cannot be read.
  std::vector<Drink> drinks_since(UtcTime from) const;
  std::vector<ExerciseSession> exercise_sessions_since(UtcTime from) const;
  // The newest range of curvature between these two places.
  std::optional<CurvatureRangeRecord> curvature_range(const Settings::Sensor& sensor) const;
  std::optional<ProfileRecord> profiles(const std::string& placement) const;
  std::optional<SensorCalibrationRecord> sensor_calibration(const std::string& serial) const;
  // What the coach has to know of before now; empty when the journal cannot be read.
  CoachHistory coach_history(UtcTime now) const;
  // Every event of the newest prompts, as far as they are written.
  std::vector<PromptEvent> latest_prompts(int n) const;
  // What the journal takes the settings for, from every change it was told; nullopt: no journal.
  std::optional<Settings> settings_on_record() const;

 private:
  std::filesystem::path file_;
  std::string open_trouble_;
  std::optional<JournalWriter> writer_;
};

}  // namespace postured
