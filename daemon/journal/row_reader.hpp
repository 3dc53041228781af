// Rows -> records, in order of time. Instants are half-open: [from, to). Throws SQLite::Exception.
#pragma once

#include <optional>
#include <vector>

#include "journal/store.hpp"

namespace SQLite {
class Database;
}

namespace postured {

struct Span {
  UtcTime from, to;
};

enum class WithSeconds { no, yes };
std::vector<Minute> read_minutes(SQLite::Database& database, Span span, WithSeconds seconds);
std::vector<Bout> read_bouts(SQLite::Database& database, Span span);
std::vector<Episode> read_episodes(SQLite::Database& database, Span span);
std::vector<Gap> read_gaps(SQLite::Database& database, Span span);
std::vector<Bend> read_bends(SQLite::Database& database, Span span);
std::vector<PromptEvent> read_prompts(SQLite::Database& database, Span span);
std::vector<CalibrationRow> read_calibrations(SQLite::Database& database, Span span);
std::optional<CalibrationRecord> read_latest_calibration(SQLite::Database& database,
                                                         const std::string& placement);
std::optional<CurvatureRangeRecord> read_latest_curvature_range(SQLite::Database& database,
                                                                const std::string& upper_placement,
                                                                const std::string& lower_placement);
std::optional<SensorCalibrationRecord> read_latest_sensor_calibration(SQLite::Database& database,
                                                                      const std::string& serial);
std::optional<ProfileRecord> read_latest_profiles(SQLite::Database& database,
                                                  const std::string& placement);
std::optional<WallTime> read_newest_minute(SQLite::Database& database);
std::optional<WallTime> read_oldest_minute(SQLite::Database& database);

}  // namespace postured
