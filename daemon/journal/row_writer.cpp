#include "journal/row_writer.hpp"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <limits>

#include "journal/merge_minutes.hpp"
#include "journal/row.hpp"

namespace postured {
namespace {

constexpr const char* kMinute = R"(
INSERT INTO minute (start_utc_ms, utc_offset_s, recorded_s, valid_s, sitting_s, standing_s,
  walking_s, lying_s, slouched_s, judged_s, reclined_zone_s, upright_zone_s, zone_10_20_s,
  zone_20_30_s, zone_30_60_s, zone_over_60_s, seconds, curvature_s, rounded_s, curvature_percent)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (start_utc_ms) DO UPDATE SET utc_offset_s = excluded.utc_offset_s,
  recorded_s = excluded.recorded_s, valid_s = excluded.valid_s, sitting_s = excluded.sitting_s,
  standing_s = excluded.standing_s, walking_s = excluded.walking_s, lying_s = excluded.lying_s,
  slouched_s = excluded.slouched_s, judged_s = excluded.judged_s,
  reclined_zone_s = excluded.reclined_zone_s, upright_zone_s = excluded.upright_zone_s,
  zone_10_20_s = excluded.zone_10_20_s, zone_20_30_s = excluded.zone_20_30_s,
  zone_30_60_s = excluded.zone_30_60_s, zone_over_60_s = excluded.zone_over_60_s,
  seconds = excluded.seconds, curvature_s = excluded.curvature_s,
  rounded_s = excluded.rounded_s, curvature_percent = excluded.curvature_percent,
  lean_histogram = NULL
WHERE minute.lean_histogram IS NULL OR excluded.recorded_s > minute.recorded_s)";

constexpr const char* kBout = R"(
INSERT INTO bout (body, boot_start_us, start_utc_ms, utc_offset_s, duration_s, confidence, ended_by)
VALUES (?,?,?,?,?,?,?)
ON CONFLICT (body, boot_start_us, start_utc_ms) DO UPDATE SET duration_s = excluded.duration_s,
  confidence = excluded.confidence, ended_by = excluded.ended_by)";

constexpr const char* kEpisode = R"(
INSERT INTO episode (kind, boot_start_us, start_utc_ms, utc_offset_s, duration_s, peak_deg,
                     dose_deg_min, ended_by)
VALUES (?,?,?,?,?,?,?,?)
ON CONFLICT (kind, boot_start_us, start_utc_ms) DO UPDATE SET duration_s = excluded.duration_s,
  peak_deg = excluded.peak_deg, dose_deg_min = excluded.dose_deg_min,
  ended_by = excluded.ended_by)";

constexpr const char* kGap = R"(
INSERT INTO gap (start_utc_ms, utc_offset_s, duration_s, reason) VALUES (?,?,?,?)
ON CONFLICT (start_utc_ms, reason) DO UPDATE SET duration_s = excluded.duration_s)";

constexpr const char* kBend = R"(
INSERT INTO bend (start_utc_ms, utc_offset_s, duration_s, peak_deg, turn_deg) VALUES (?,?,?,?,?)
ON CONFLICT (start_utc_ms) DO NOTHING)";

constexpr const char* kPrompt = R"(
INSERT INTO prompt_event (prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason)
VALUES (?,?,?,?,?,?,?)
ON CONFLICT (prompt_id, at_utc_ms, state) DO UPDATE SET latency_s = excluded.latency_s,
  reason = excluded.reason)";

constexpr const char* kCalibration = R"(
INSERT INTO calibration (at_utc_ms, utc_offset_s, kind, placement, sensor_serial,
  forward_x, forward_y, forward_z, up_x, up_y, up_z, right_x, right_y, right_z,
  axis_known, from_standing, sit_ref_deg, explained_variance, return_error_deg)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (at_utc_ms, kind) DO NOTHING)";

constexpr const char* kCurvatureRange = R"(
INSERT INTO curvature_range (at_utc_ms, utc_offset_s, upper_placement, lower_placement, range_deg)
VALUES (?,?,?,?,?))";

// One row a boot of a sensor: reconnecting a thousand times adds nothing.
constexpr const char* kSensor = R"(
INSERT INTO sensor (at_utc_ms, utc_offset_s, serial, boot_id, board, imu, protocol_major,
  protocol_minor, firmware_major, firmware_minor, firmware_patch, rate_hz, accel_range_g,
  gyro_range_dps)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (serial, boot_id) DO UPDATE SET at_utc_ms = excluded.at_utc_ms,
  utc_offset_s = excluded.utc_offset_s, board = excluded.board, imu = excluded.imu,
  protocol_major = excluded.protocol_major, protocol_minor = excluded.protocol_minor,
  firmware_major = excluded.firmware_major, firmware_minor = excluded.firmware_minor,
  firmware_patch = excluded.firmware_patch, rate_hz = excluded.rate_hz,
  accel_range_g = excluded.accel_range_g, gyro_range_dps = excluded.gyro_range_dps)";

constexpr const char* kSensorCalibration = R"(
INSERT INTO sensor_calibration (at_utc_ms, utc_offset_s, sensor_serial,
  bias_x_m_s2, bias_y_m_s2, bias_z_m_s2, correction_xx, correction_yy, correction_zz,
  correction_xy, correction_xz, correction_yz, gyro_bias_x_rad_s, gyro_bias_y_rad_s,
  gyro_bias_z_rad_s, bias_sigma_m_s2, scale_sigma, residual_m_s2, poses)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (at_utc_ms, sensor_serial) DO NOTHING)";

constexpr const char* kReferenceProfile = R"(
INSERT INTO reference_profile (at_utc_ms, utc_offset_s, placement, chosen, chair_deg,
  standing_desk_deg, sofa_deg) VALUES (?,?,?,?,?,?,?))";

constexpr const char* kCorrection = R"(
INSERT INTO correction (at_utc_ms, utc_offset_s, from_utc_ms, duration_s, body)
VALUES (?,?,?,?,?)
ON CONFLICT (at_utc_ms, from_utc_ms) DO UPDATE SET duration_s = excluded.duration_s,
  body = excluded.body)";

// Whenever a place gets another clip, or a clip another place.
constexpr const char* kPlacement = R"(
INSERT INTO placement (at_utc_ms, utc_offset_s, site, sensor_serial)
SELECT ?1, ?2, ?3, ?4
WHERE ?4 IS NOT (SELECT sensor_serial FROM placement WHERE site = ?3 ORDER BY id DESC LIMIT 1)
   OR ?3 IS NOT (SELECT site FROM placement WHERE sensor_serial = ?4 ORDER BY id DESC LIMIT 1)
ON CONFLICT (at_utc_ms, site) DO UPDATE SET sensor_serial = excluded.sensor_serial)";

constexpr const char* kQuietSpan = R"(
INSERT INTO quiet_span (start_utc_ms, utc_offset_s, duration_s, reason) VALUES (?,?,?,?)
ON CONFLICT (start_utc_ms, reason) DO UPDATE SET duration_s = excluded.duration_s)";

constexpr const char* kSettingChange = R"(
INSERT INTO setting_change (at_utc_ms, utc_offset_s, name, old_value, new_value)
VALUES (?,?,?,?,?)
ON CONFLICT (at_utc_ms, name) DO UPDATE SET new_value = excluded.new_value)";

constexpr const char* kDrink = R"(
INSERT INTO drink (at_utc_ms, utc_offset_s, volume_ml) VALUES (?,?,?)
ON CONFLICT (at_utc_ms) DO UPDATE SET volume_ml = excluded.volume_ml)";

constexpr const char* kExerciseSession = R"(
INSERT INTO exercise_session (start_utc_ms, utc_offset_s, exercise, duration_s, outcome, prompt_id)
VALUES (?,?,?,?,?,NULLIF(?,0))
ON CONFLICT (start_utc_ms) DO UPDATE SET exercise = excluded.exercise,
  duration_s = excluded.duration_s, outcome = excluded.outcome)";

}  // namespace

SQLite::Statement& RowWriter::prepared(Slot& slot, const char* sql) {
  if (!slot) slot.emplace(database_, sql);
  slot->tryReset();  // reset() would report the failure of the last use once more
  return *slot;
}

void RowWriter::write(const JournalRecord& record) {
  std::visit([this](const auto& one) { write(one); }, record);
}

void RowWriter::write(const Minute& added) {
  SQLite::Statement& stored =
      prepared(stored_minute_, "SELECT seconds FROM minute WHERE start_utc_ms = ?");
  Row(stored).add(std::int64_t{added.start.utc.time_since_epoch().count()});
  std::vector<std::uint8_t> before;
  if (stored.executeStep()) {
    const SQLite::Column column = stored.getColumn(0);
    const auto* bytes = static_cast<const std::uint8_t*>(column.getBlob());
    if (bytes != nullptr) before.assign(bytes, bytes + column.getBytes());
  }
  stored.reset();
  const Minute minute = before.empty() ? added : merge_minutes(before, added);

  Row row(prepared(minute_, kMinute));
  row.add(minute.start).add(minute.recorded_s).add(minute.valid_s).add(minute.sitting_s);
  row.add(minute.standing_s).add(minute.walking_s).add(minute.lying_s).add(minute.slouched_s);
  row.add(minute.judged_s);
  for (const int zone : minute.zone_s) row.add(zone);
  row.blob(minute.seconds).add(minute.curvature_s).add(minute.rounded_s);
  row.add(minute.curvature_percent).store();  // NaN becomes NULL
}

void RowWriter::write(const Bout& bout) {
  Row row(prepared(bout_, kBout));
  row.text(to_string(bout.body)).add(bout.boot_start).add(bout.start).add(bout.duration_s);
  row.add(bout.confidence).text(to_string(bout.ended_by)).store();
}

void RowWriter::write(const Episode& episode) {
  Row row(prepared(episode_, kEpisode));
  row.text(to_string(episode.kind)).add(episode.boot_start).add(episode.start);
  row.add(episode.duration_s).add(episode.peak_deg).add(episode.dose_deg_min);
  row.text(to_string(episode.ended_by)).store();
}

void RowWriter::write(const Gap& gap) {
  Row(prepared(gap_, kGap)).add(gap.start).add(gap.duration_s).text(gap.reason).store();
}

void RowWriter::write(const Bend& bend) {
  Row row(prepared(bend_, kBend));
  row.add(bend.start).add(bend.duration_s).add(bend.peak_deg).add(bend.turn_deg).store();
}

void RowWriter::write(const PromptEvent& event) {
  Row row(prepared(prompt_, kPrompt));
  row.add(std::int64_t{event.id}).text(to_string(event.kind)).text(to_string(event.state));
  row.add(event.at).add(event.latency_s).text(event.reason, kSentenceBytes).store();
}

void RowWriter::write(const CalibrationRecord& calibration) {
  Row row(prepared(calibration_, kCalibration));
  row.add(calibration.at).text(to_string(calibration.kind));
  row.text(calibration.placement).text(calibration.sensor_serial);
  row.add(calibration.mounting.segment_from_sensor).add(calibration.mounting.axis_known);
  row.add(calibration.mounting.from_standing);
  row.add(calibration.mounting.sit_ref_deg).add(calibration.quality.explained_variance);
  row.add(calibration.quality.return_error_deg).store();

  Row placement(prepared(placement_, kPlacement));
  placement.add(calibration.at).text(calibration.placement).text(calibration.sensor_serial);
  placement.store();
}

void RowWriter::write(const SensorRecord& sensor) {
  const DeviceInfo& info = sensor.info;
  Row row(prepared(sensor_, kSensor));
  row.add(sensor.at).text(info.serial).add(static_cast<int>(info.boot_id));
  row.text(info.board).text(info.imu).add(info.protocol_major).add(info.protocol_minor);
  row.add(info.firmware_major).add(info.firmware_minor).add(info.firmware_patch);
  row.add(info.rate_hz).add(info.accel_range_g).add(info.gyro_range_dps).store();
}

void RowWriter::write(const CurvatureRangeRecord& range) {
  Row row(prepared(curvature_range_, kCurvatureRange));
  row.add(range.at).text(range.upper_placement).text(range.lower_placement);
  row.add(range.range_deg).store();
}

void RowWriter::write(const SensorCalibrationRecord& record) {
  const AccelerometerCalibration& c = record.calibration;
  Row row(prepared(sensor_calibration_, kSensorCalibration));
  row.add(record.at).text(record.sensor_serial).vector(c.bias_m_s2);
  row.vector(c.correction.diagonal());
  row.add(c.correction(0, 1)).add(c.correction(0, 2)).add(c.correction(1, 2));
  row.vector(c.gyro_bias_rad_s).add(c.bias_sigma_m_s2).add(c.scale_sigma).add(c.residual_m_s2);
  row.add(c.poses).store();
}

void RowWriter::write(const ProfileRecord& record) {
  Row row(prepared(profiles_, kReferenceProfile));
  row.add(record.at).text(record.placement).text(to_string(record.profiles.chosen));
  // What was never taken is NULL, as SQLite stores a NaN.
  for (const auto& theta_deg : record.profiles.theta_deg) {
    row.add(theta_deg.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  row.store();
}

void RowWriter::write(const Correction& correction) {
  Row row(prepared(correction_, kCorrection));
  row.add(correction.at).add(std::int64_t{correction.from.utc.time_since_epoch().count()});
  row.add(correction.duration_s).text(to_string(correction.body)).store();
}

void RowWriter::write(const QuietSpan& span) {
  Row(prepared(quiet_span_, kQuietSpan))
      .add(span.start)
      .add(span.duration_s)
      .text(span.reason)
      .store();
}

void RowWriter::write(const SettingChange& change) {
  Row row(prepared(setting_change_, kSettingChange));
  row.add(change.at).text(change.name).text(change.old_value, kSentenceBytes);
  row.text(change.new_value, kSentenceBytes).store();
}

void RowWriter::write(const Drink& drink) {
  Row(prepared(drink_, kDrink)).add(drink.at).add(drink.volume_ml).store();
}

void RowWriter::write(const ExerciseSession& session) {
  Row row(prepared(exercise_session_, kExerciseSession));
  row.add(session.start).text(session.exercise).add(session.duration_s);
  row.text(to_string(session.outcome)).add(std::int64_t{session.prompt_id}).store();
}

}  // namespace postured
