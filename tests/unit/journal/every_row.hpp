// A row for every table of every version of the schema.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <array>
#include <string>
#include <vector>

#include "journal/schema.hpp"

namespace postured::testing {

struct EveryRow {
  std::size_t since;  // the version of the schema that brought the table
  const char* table;
  const char* columns;
  const char* values;  // @ stands for the milliseconds of the moment
};

inline constexpr std::array<EveryRow, 21> kEveryRow{{
    {1, "sensor",
     "at_utc_ms, utc_offset_s, serial, boot_id, board, imu, protocol_major, protocol_minor, "
     "firmware_major, firmware_minor, firmware_patch, rate_hz, accel_range_g, gyro_range_dps",
     "@, 3600, 'SERIAL-' || (@ / 1000), 7, 'nano', 'MPU6050', 1, 0, 1, 2, 3, 100.5, 4.0, 500.0"},
    {1, "calibration",
     "at_utc_ms, utc_offset_s, kind, placement, sensor_serial, forward_x, forward_y, forward_z, "
     "up_x, up_y, up_z, right_x, right_y, right_z, axis_known, from_standing, sit_ref_deg, "
     "explained_variance, return_error_deg",
     "@, 3600, 'full', 'chest', 'SERIAL-1', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 6.5, 0.9, 1.25"},
    {1, "minute",
     "start_utc_ms, utc_offset_s, recorded_s, valid_s, sitting_s, standing_s, walking_s, lying_s, "
     "slouched_s, judged_s, reclined_zone_s, upright_zone_s, zone_10_20_s, zone_20_30_s, "
     "zone_30_60_s, zone_over_60_s, seconds",
     "@, 3600, 60, 50, 40, 4, 3, 2, 7, 45, 1, 30, 2, 3, 4, 5, x'0100'"},
    {1, "bout", "body, boot_start_us, start_utc_ms, utc_offset_s, duration_s, confidence, ended_by",
     "'sitting', @ * 1000, @, 3600, 30.5, 0.75, 'movement'"},
    {1, "episode",
     "kind, boot_start_us, start_utc_ms, utc_offset_s, duration_s, peak_deg, dose_deg_min, "
     "ended_by",
     "'side_lean', @ * 1000, @, 3600, 20.5, 12.25, 0.5, 'movement'"},
    {1, "gap", "start_utc_ms, utc_offset_s, duration_s, reason", "@, 3600, 12.5, 'not_worn'"},
    {1, "prompt_event", "prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason",
     "@, 'lean', 'shown', @, 3600, 1.5, 'leaned, for \"60\" s'"},
    {2, "sensor_calibration",
     "at_utc_ms, utc_offset_s, sensor_serial, bias_x_m_s2, bias_y_m_s2, bias_z_m_s2, "
     "correction_xx, correction_yy, correction_zz, correction_xy, correction_xz, correction_yz, "
     "gyro_bias_x_rad_s, gyro_bias_y_rad_s, gyro_bias_z_rad_s, bias_sigma_m_s2, scale_sigma, "
     "residual_m_s2, poses",
     "@, 3600, 'SERIAL-1', .1, .2, .3, 1, 1, 1, 0, 0, 0, .01, .02, .03, .001, .002, .003, 12"},
    {2, "reference_profile",
     "at_utc_ms, utc_offset_s, placement, chosen, chair_deg, standing_desk_deg, sofa_deg",
     "@, 3600, 'chest', 'sofa', 1.5, NULL, -12.5"},
    {3, "curvature_range", "at_utc_ms, utc_offset_s, upper_placement, lower_placement, range_deg",
     "@, 3600, 'chest', 'belt', 31.5"},
    {4, "drink", "at_utc_ms, utc_offset_s, volume_ml", "@, 3600, 250"},
    {4, "exercise_session", "start_utc_ms, utc_offset_s, exercise, duration_s, outcome, prompt_id",
     "@, 3600, 'cat_cow', 61.5, 'done', NULL"},
    {4, "bend", "start_utc_ms, utc_offset_s, duration_s, peak_deg, turn_deg",
     "@, 3600, 2.5, 71.5, -10.25"},
    {4, "correction", "at_utc_ms, utc_offset_s, from_utc_ms, duration_s, body",
     "@, 3600, @ - 1000, 600.0, 'standing'"},
    {4, "quiet_span", "start_utc_ms, utc_offset_s, duration_s, reason",
     "@, 3600, 30.5, 'microphone'"},
    {4, "setting_change", "at_utc_ms, utc_offset_s, name, old_value, new_value",
     "@, 3600, 'lean.delay_s', '60', '90'"},
    {5, "pain", "at_utc_ms, utc_offset_s, nrs, site, note",
     "@, 3600, 4, 'low back', 'after the garden, =1+1'"},
    {5, "flare_up", "onset_utc_ms, utc_offset_s, ended_utc_ms, ended_utc_offset_s",
     "@, 3600, @ + 1000, 7200"},
    {5, "flare_phase", "onset_utc_ms, at_utc_ms, utc_offset_s, phase, reason",
     "@, @, 3600, 'acute', 'none ticked'"},
    {5, "flare_screen", "onset_utc_ms, at_utc_ms, utc_offset_s, outcome, ticked",
     "@, @, 3600, 'none', ''"},
    {5, "care_action", "start_utc_ms, utc_offset_s, kind, duration_s", "@, 3600, 'heat', 900.0"},
}};

// As many rows of each table of that version, `step_ms` apart.
inline void fill_every_table(SQLite::Database& database, std::size_t version, std::int64_t first_ms,
                             int rows, std::int64_t step_ms) {
  for (const EveryRow& row : kEveryRow) {
    if (row.since > version) continue;
    for (int i = 0; i < rows; ++i) {
      std::string values = row.values;
      const std::string moment = std::to_string(first_ms + i * step_ms);
      for (std::size_t at = values.find('@'); at != std::string::npos;
           at = values.find('@', at + moment.size())) {
        values.replace(at, 1, moment);
      }
      database.exec(std::string("INSERT INTO ") + row.table + " (" + row.columns + ") VALUES (" +
                    values + ")");
    }
  }
}

// Everything that a table of `columns` says, as SQL literals.
inline std::vector<std::string> dump(SQLite::Database& database, const std::string& table,
                                     const std::vector<std::string>& columns) {
  std::string quoted;
  for (const std::string& column : columns) {
    quoted += (quoted.empty() ? "" : " || ',' || ") + ("quote(" + column + ")");
  }
  SQLite::Statement rows(database, "SELECT " + quoted + " FROM " + table + " ORDER BY rowid");
  std::vector<std::string> lines;
  while (rows.executeStep()) lines.push_back(rows.getColumn(0).getString());
  return lines;
}

inline std::vector<std::string> column_names(SQLite::Database& database, const std::string& table) {
  SQLite::Statement info(database, "SELECT name FROM pragma_table_info(?)");
  info.bind(1, table);
  std::vector<std::string> names;
  while (info.executeStep()) names.push_back(info.getColumn(0).getString());
  return names;
}

}  // namespace postured::testing
