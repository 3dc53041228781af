#include "app/journal_keeper.hpp"

#include <spdlog/spdlog.h>

namespace postured {
namespace {

// The watchdog is fed while the writer finishes a turn within this: slower disks exist.
constexpr std::chrono::seconds kWriterLimit{30};

}  // namespace

JournalKeeper::JournalKeeper(const std::filesystem::path& file) : file_(file) {
  try {
    JournalStore store(file, JournalStore::Access::write);
    if (const auto aside = store.moved_aside()) {
      spdlog::warn("journal damaged: moved to {}, a new one was begun", aside->string());
    }
    const int orphans = store.close_orphans();
    if (orphans > 0) spdlog::info("journal: closed {} bouts of an earlier crash", orphans);
    writer_.emplace(std::move(store), file);
  } catch (const JournalError& error) {
    if (error.kind == JournalError::Kind::newer_schema ||
        error.kind == JournalError::Kind::locked) {
      throw;
    }
    open_trouble_ = error.what();
    spdlog::error("not recording: {}", open_trouble_);
  }
}

void JournalKeeper::submit(JournalRecord record) {
  if (writer_) writer_->submit(std::move(record));
}

void JournalKeeper::set_retention(const RetentionParams& retention) {
  if (writer_) writer_->set_retention(retention);
}

void JournalKeeper::start(const JournalJob& job, JobDone done) {
  if (writer_) {
    writer_->start(job, std::move(done));
  } else {
    done(false, open_trouble_);
  }
}

bool JournalKeeper::alive() const { return !writer_ || writer_->alive(kWriterLimit); }

std::string JournalKeeper::trouble() const {
  return writer_ ? writer_->state().trouble : open_trouble_;
}

std::optional<CalibrationRecord> JournalKeeper::calibration(const std::string& placement) const {
  if (!writer_) return std::nullopt;
  try {
    return JournalStore(file_, JournalStore::Access::read).latest_calibration(placement);
  } catch (const JournalError& error) {
    spdlog::warn("calibration cannot be read: {}", error.what());
    return std::nullopt;
  }
}

void JournalKeeper::each_second(UtcTime from, UtcTime to,
                                const std::function<void(const PostureSecond&)>& each) const {
  if (!writer_) return;
  try {
    const JournalStore store(file_, JournalStore::Access::read);
    // A day at a time: weeks of seconds need not be in memory at once.
    for (UtcTime day = from; day < to; day += std::chrono::days(1)) {
      const UtcTime end = std::min<UtcTime>(day + std::chrono::days(1), to);
      for (const PostureSecond& second : store.seconds(day, end)) each(second);
    }
  } catch (const JournalError& error) {
    spdlog::warn("earlier days cannot be read: {}", error.what());
  }
}

std::optional<CurvatureRangeRecord> JournalKeeper::curvature_range(
    const Settings::Sensor& sensor) const {
  if (!writer_) return std::nullopt;
  try {
    return JournalStore(file_, JournalStore::Access::read)
        .latest_curvature_range(sensor.placement, sensor.lower.placement);
  } catch (const JournalError& error) {
    spdlog::warn("the range of curvature cannot be read: {}", error.what());
    return std::nullopt;
  }
}

std::optional<SensorCalibrationRecord> JournalKeeper::sensor_calibration(
    const std::string& serial) const {
  if (!writer_) return std::nullopt;
  try {
    return JournalStore(file_, JournalStore::Access::read).latest_sensor_calibration(serial);
  } catch (const JournalError& error) {
    spdlog::warn("calibration of the sensor cannot be read: {}", error.what());
    return std::nullopt;
  }
}

std::optional<ProfileRecord> JournalKeeper::profiles(const std::string& placement) const {
  if (!writer_) return std::nullopt;
  try {
    return JournalStore(file_, JournalStore::Access::read).latest_profiles(placement);
  } catch (const JournalError& error) {
    spdlog::warn("profiles cannot be read: {}", error.what());
    return std::nullopt;
  }
}

CoachHistory JournalKeeper::coach_history(UtcTime now) const {
  CoachHistory history;
  if (!writer_) return history;
  try {
    const JournalStore store(file_, JournalStore::Access::read);
    history.prompts = store.prompts(now - CoachHistory::kReach, now);
    for (const Bout& bout : store.bouts(now - std::chrono::hours(24), now)) {
      const auto lasted = std::chrono::floor<std::chrono::milliseconds>(Seconds(bout.duration_s));
      history.sitting.reset();
      if (bout.body != BodyState::sitting) continue;
      history.sitting = {bout.duration_s, {bout.start.utc + lasted, bout.start.utc_offset}};
    }
  } catch (const JournalError& error) {
    spdlog::warn("what was before cannot be read: {}", error.what());
  }
  return history;
}

std::vector<PromptEvent> JournalKeeper::latest_prompts(int n) const {
  if (!writer_) return {};
  try {
    return JournalStore(file_, JournalStore::Access::read).latest_prompts(n);
  } catch (const JournalError& error) {
    spdlog::warn("prompts cannot be read: {}", error.what());
    return {};
  }
}

std::optional<Settings> JournalKeeper::settings_on_record() const {
  if (!writer_) return std::nullopt;
  try {
    const auto changes = JournalStore(file_, JournalStore::Access::read).setting_changes();
    return settings_at(changes, UtcTime::max());
  } catch (const JournalError& error) {
    spdlog::warn("changes of settings cannot be read: {}", error.what());
    return std::nullopt;
  }
}

std::vector<Drink> JournalKeeper::drinks_since(UtcTime from) const {
  if (!writer_) return {};
  try {
    return JournalStore(file_, JournalStore::Access::read).drinks(from, UtcTime::max());
  } catch (const JournalError& error) {
    spdlog::warn("drinks cannot be read: {}", error.what());
    return {};
  }
}

std::vector<ExerciseSession> JournalKeeper::exercise_sessions_since(UtcTime from) const {
  if (!writer_) return {};
  try {
    return JournalStore(file_, JournalStore::Access::read).exercise_sessions(from, UtcTime::max());
  } catch (const JournalError& error) {
    spdlog::warn("exercises cannot be read: {}", error.what());
    return {};
  }
}

}  // namespace postured
