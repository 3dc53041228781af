#include "journal/row_reader.hpp"

#include <SQLiteCpp/Database.h>

#include "journal/columns.hpp"

namespace postured {
namespace {

// A journal that was only read since it was written by an earlier version lacks what came later.
bool has_column(SQLite::Database& database, const char* table, const char* column) {
  SQLite::Statement statement(database, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  statement.bind(1, table);
  statement.bind(2, column);
  return statement.executeStep();
}

}  // namespace

std::vector<Minute> read_minutes(SQLite::Database& database, Span span, WithSeconds seconds) {
  const auto read = [seconds](Columns& c) {
    Minute m;
    m.start = c.wall();
    m.recorded_s = c.count();
    m.valid_s = c.count();
    m.sitting_s = c.count();
    m.standing_s = c.count();
    m.walking_s = c.count();
    m.lying_s = c.count();
    m.slouched_s = c.count();
    m.judged_s = c.count();
    for (int& zone : m.zone_s) zone = c.count();
    m.curvature_s = c.count();
    m.rounded_s = c.count();
    m.curvature_percent = c.real_or_nan();
    m.lean_histogram = c.blob();
    if (seconds == WithSeconds::yes) m.seconds = c.blob();
    return m;
  };
  const std::string two_clips = has_column(database, "minute", "curvature_s")
                                    ? "curvature_s, rounded_s, curvature_percent"
                                    : "0, 0, NULL";
  const std::string histogram =
      has_column(database, "minute", "lean_histogram") ? "lean_histogram" : "NULL";
  const std::string sql =
      "SELECT start_utc_ms, utc_offset_s, recorded_s, valid_s, sitting_s, standing_s, walking_s, "
      "lying_s, slouched_s, judged_s, reclined_zone_s, upright_zone_s, zone_10_20_s, "
      "zone_20_30_s, zone_30_60_s, zone_over_60_s, " +
      two_clips + ", " + histogram +
      ", seconds FROM minute WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms";
  return read_span<Minute>(database, sql.c_str(), span, read);
}

std::vector<Bout> read_bouts(SQLite::Database& database, Span span) {
  const auto read = [](Columns& c) {
    Bout b;
    b.id = c.whole();
    b.body = body_state_from_string(c.text());
    b.boot_start = c.boot();
    b.start = c.wall();
    b.duration_s = c.real();
    b.confidence = c.real();
    b.ended_by = bout_end_from_string(c.text());
    return b;
  };
  return read_span<Bout>(
      database,
      "SELECT id, body, boot_start_us, start_utc_ms, utc_offset_s, duration_s, confidence, "
      "ended_by FROM bout WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, id",
      span, read);
}

std::vector<Episode> read_episodes(SQLite::Database& database, Span span) {
  const auto read = [](Columns& c) {
    Episode e;
    e.kind = episode_kind_from_string(c.text());
    e.boot_start = c.boot();
    e.start = c.wall();
    e.duration_s = c.real();
    e.peak_deg = c.real();
    e.dose_deg_min = c.real();
    e.ended_by = bout_end_from_string(c.text());
    return e;
  };
  return read_span<Episode>(
      database,
      "SELECT kind, boot_start_us, start_utc_ms, utc_offset_s, duration_s, peak_deg, "
      "dose_deg_min, ended_by FROM episode WHERE start_utc_ms >= ? AND start_utc_ms < ? "
      "ORDER BY start_utc_ms, id",
      span, read);
}

std::vector<Gap> read_gaps(SQLite::Database& database, Span span) {
  const auto read = [](Columns& c) {
    Gap g;
    g.start = c.wall();
    g.duration_s = c.real();
    g.reason = c.text();
    return g;
  };
  return read_span<Gap>(database,
                        "SELECT start_utc_ms, utc_offset_s, duration_s, reason FROM gap "
                        "WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, id",
                        span, read);
}

std::vector<Bend> read_bends(SQLite::Database& database, Span span) {
  const auto read = [](Columns& c) {
    Bend b;
    b.start = c.wall();
    b.duration_s = c.real();
    b.peak_deg = c.real();
    b.turn_deg = c.real();
    return b;
  };
  return read_span<Bend>(
      database,
      "SELECT start_utc_ms, utc_offset_s, duration_s, peak_deg, turn_deg FROM bend "
      "WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms, id",
      span, read);
}

std::vector<PromptEvent> read_prompts(SQLite::Database& database, Span span) {
  // By row, not by time: a clock set back must not show an answer before its prompt.
  return read_span<PromptEvent>(
      database,
      "SELECT prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason "
      "FROM prompt_event WHERE at_utc_ms >= ? AND at_utc_ms < ? ORDER BY id",
      span, prompt_event);
}

std::vector<CalibrationRow> read_calibrations(SQLite::Database& database, Span span) {
  const auto read = [](Columns& c) {
    CalibrationRow row;
    row.at = c.wall();
    row.kind = c.text();
    row.placement = c.text();
    row.explained_variance = c.real();
    return row;
  };
  return read_span<CalibrationRow>(
      database,
      "SELECT at_utc_ms, utc_offset_s, kind, placement, explained_variance FROM calibration "
      "WHERE at_utc_ms >= ? AND at_utc_ms < ? ORDER BY at_utc_ms, id",
      span, read);
}

std::optional<CalibrationRecord> read_latest_calibration(SQLite::Database& database,
                                                         const std::string& placement) {
  SQLite::Statement statement(
      database,
      "SELECT at_utc_ms, utc_offset_s, kind, placement, sensor_serial, forward_x, forward_y, "
      "forward_z, up_x, up_y, up_z, right_x, right_y, right_z, axis_known, from_standing, "
      "sit_ref_deg, "
      "explained_variance, return_error_deg FROM calibration WHERE placement = ? "
      "ORDER BY id DESC LIMIT 1");
  statement.bind(1, placement);
  if (!statement.executeStep()) return std::nullopt;
  Columns c(statement);
  CalibrationRecord record;
  record.at = c.wall();
  record.kind = calibration_kind_from_string(c.text());
  record.placement = c.text();
  record.sensor_serial = c.text();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      record.mounting.segment_from_sensor(row, column) = c.real();
    }
  }
  record.mounting.axis_known = c.whole() != 0;
  record.mounting.from_standing = c.whole() != 0;
  record.mounting.sit_ref_deg = c.real();
  record.quality.explained_variance = c.real();
  record.quality.return_error_deg = c.real();
  return record;
}

std::optional<CurvatureRangeRecord> read_latest_curvature_range(
    SQLite::Database& database, const std::string& upper_placement,
    const std::string& lower_placement) {
  SQLite::Statement statement(
      database,
      "SELECT at_utc_ms, utc_offset_s, upper_placement, lower_placement, range_deg "
      "FROM curvature_range WHERE upper_placement = ? AND lower_placement = ? "
      "ORDER BY id DESC LIMIT 1");
  statement.bind(1, upper_placement);
  statement.bind(2, lower_placement);
  if (!statement.executeStep()) return std::nullopt;
  Columns c(statement);
  CurvatureRangeRecord record;
  record.at = c.wall();
  record.upper_placement = c.text();
  record.lower_placement = c.text();
  record.range_deg = c.real();
  return record;
}

std::optional<SensorCalibrationRecord> read_latest_sensor_calibration(SQLite::Database& database,
                                                                      const std::string& serial) {
  SQLite::Statement statement(
      database,
      "SELECT at_utc_ms, utc_offset_s, sensor_serial, bias_x_m_s2, bias_y_m_s2, bias_z_m_s2, "
      "correction_xx, correction_yy, correction_zz, correction_xy, correction_xz, correction_yz, "
      "gyro_bias_x_rad_s, gyro_bias_y_rad_s, gyro_bias_z_rad_s, bias_sigma_m_s2, scale_sigma, "
      "residual_m_s2, poses FROM sensor_calibration WHERE sensor_serial = ? "
      "ORDER BY id DESC LIMIT 1");
  statement.bind(1, serial);
  if (!statement.executeStep()) return std::nullopt;
  Columns c(statement);
  SensorCalibrationRecord record;
  record.at = c.wall();
  record.sensor_serial = c.text();
  AccelerometerCalibration& found = record.calibration;
  const auto vector = [&c] {
    Vec3 v;
    for (int i = 0; i < 3; ++i) v[i] = c.real();
    return v;
  };
  found.bias_m_s2 = vector();
  const Vec3 diagonal = vector(), beside = vector();
  found.correction << diagonal.x(), beside.x(), beside.y(),  //
      beside.x(), diagonal.y(), beside.z(),                  //
      beside.y(), beside.z(), diagonal.z();
  found.gyro_bias_rad_s = vector();
  found.bias_sigma_m_s2 = c.real();
  found.scale_sigma = c.real();
  found.residual_m_s2 = c.real();
  found.poses = static_cast<int>(c.whole());
  return record;
}

std::optional<ProfileRecord> read_latest_profiles(SQLite::Database& database,
                                                  const std::string& placement) {
  SQLite::Statement statement(
      database,
      "SELECT at_utc_ms, utc_offset_s, placement, chosen, chair_deg, standing_desk_deg, sofa_deg "
      "FROM reference_profile WHERE placement = ? ORDER BY id DESC LIMIT 1");
  statement.bind(1, placement);
  if (!statement.executeStep()) return std::nullopt;
  Columns c(statement);
  ProfileRecord record;
  record.at = c.wall();
  record.placement = c.text();
  record.profiles.chosen = profile_from_string(c.text()).value_or(Profile::chair);
  for (int i = 0; i < static_cast<int>(kProfiles.size()); ++i) {
    const SQLite::Column column = statement.getColumn(4 + i);
    if (!column.isNull())
      record.profiles.of(kProfiles.at(static_cast<std::size_t>(i))) = column.getDouble();
  }
  return record;
}

namespace {

std::optional<WallTime> first_minute(SQLite::Database& database, const char* order) {
  SQLite::Statement statement(
      database,
      std::string("SELECT start_utc_ms, utc_offset_s FROM minute ORDER BY start_utc_ms ") + order +
          " LIMIT 1");
  if (!statement.executeStep()) return std::nullopt;
  Columns columns(statement);
  return columns.wall();
}

}  // namespace

std::optional<WallTime> read_newest_minute(SQLite::Database& database) {
  return first_minute(database, "DESC");
}

std::optional<WallTime> read_oldest_minute(SQLite::Database& database) {
  return first_minute(database, "ASC");
}

}  // namespace postured
