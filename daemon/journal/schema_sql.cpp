// The text of every version of the schema. A released version is never changed: the next one is
// added.
#include <array>

#include "journal/schema.hpp"

namespace postured {
namespace {

// Times are UTC milliseconds with the offset local clocks showed then: daylight saving and travel
// never rewrite history. Durations come from the boot clock. Rows that grow (the open bout, a
// running gap, a minute written in two parts) are found again by their UNIQUE key.
constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE sensor (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  serial TEXT NOT NULL CHECK (length(serial) <= 64),
  boot_id INTEGER NOT NULL CHECK (boot_id BETWEEN 0 AND 65535),
  board TEXT NOT NULL CHECK (length(board) <= 64),
  imu TEXT NOT NULL CHECK (length(imu) <= 64),
  protocol_major INTEGER NOT NULL,
  protocol_minor INTEGER NOT NULL,
  firmware_major INTEGER NOT NULL,
  firmware_minor INTEGER NOT NULL,
  firmware_patch INTEGER NOT NULL,
  rate_hz REAL NOT NULL,
  accel_range_g REAL NOT NULL,
  gyro_range_dps REAL NOT NULL,
  UNIQUE (serial, boot_id)
) STRICT;

CREATE TABLE calibration (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  kind TEXT NOT NULL CHECK (kind IN ('full', 'standing', 'zero')),
  placement TEXT NOT NULL CHECK (length(placement) <= 64),
  sensor_serial TEXT NOT NULL CHECK (length(sensor_serial) <= 64),
  forward_x REAL NOT NULL, forward_y REAL NOT NULL, forward_z REAL NOT NULL,
  up_x REAL NOT NULL, up_y REAL NOT NULL, up_z REAL NOT NULL,
  right_x REAL NOT NULL, right_y REAL NOT NULL, right_z REAL NOT NULL,
  axis_known INTEGER NOT NULL CHECK (axis_known IN (0, 1)),
  from_standing INTEGER NOT NULL CHECK (from_standing IN (0, 1)),
  sit_ref_deg REAL NOT NULL CHECK (sit_ref_deg BETWEEN -180 AND 180),
  explained_variance REAL NOT NULL CHECK (explained_variance BETWEEN 0 AND 1.000001),
  return_error_deg REAL NOT NULL,
  UNIQUE (at_utc_ms, kind)
) STRICT;
CREATE INDEX calibration_by_placement ON calibration (placement, id);

CREATE TABLE minute (
  start_utc_ms INTEGER PRIMARY KEY,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  recorded_s INTEGER NOT NULL CHECK (recorded_s BETWEEN 0 AND 3600),
  valid_s INTEGER NOT NULL CHECK (valid_s BETWEEN 0 AND recorded_s),
  sitting_s INTEGER NOT NULL CHECK (sitting_s >= 0),
  standing_s INTEGER NOT NULL CHECK (standing_s >= 0),
  walking_s INTEGER NOT NULL CHECK (walking_s >= 0),
  lying_s INTEGER NOT NULL CHECK (lying_s >= 0),
  slouched_s INTEGER NOT NULL CHECK (slouched_s BETWEEN 0 AND valid_s),
  judged_s INTEGER NOT NULL CHECK (judged_s BETWEEN 0 AND valid_s),
  reclined_zone_s INTEGER NOT NULL CHECK (reclined_zone_s >= 0),
  upright_zone_s INTEGER NOT NULL CHECK (upright_zone_s >= 0),
  zone_10_20_s INTEGER NOT NULL CHECK (zone_10_20_s >= 0),
  zone_20_30_s INTEGER NOT NULL CHECK (zone_20_30_s >= 0),
  zone_30_60_s INTEGER NOT NULL CHECK (zone_30_60_s >= 0),
  zone_over_60_s INTEGER NOT NULL CHECK (zone_over_60_s >= 0),
  seconds BLOB NOT NULL CHECK (length(seconds) <= 65536),
  CHECK (sitting_s + standing_s + walking_s + lying_s <= valid_s),
  CHECK (reclined_zone_s + upright_zone_s + zone_10_20_s + zone_20_30_s + zone_30_60_s +
         zone_over_60_s = judged_s)
) STRICT;

CREATE TABLE bout (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL CHECK (body IN ('sitting', 'standing', 'walking', 'lying')),
  boot_start_us INTEGER NOT NULL,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1.000001),
  ended_by TEXT NOT NULL
    CHECK (ended_by IN ('open', 'movement', 'gap', 'not_worn', 'shutdown', 'crash')),
  UNIQUE (body, boot_start_us, start_utc_ms)
) STRICT;
CREATE INDEX bout_by_time ON bout (start_utc_ms);
CREATE INDEX bout_open ON bout (ended_by) WHERE ended_by = 'open';

CREATE TABLE episode (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('forward_lean', 'side_lean')),
  boot_start_us INTEGER NOT NULL,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  peak_deg REAL NOT NULL,
  dose_deg_min REAL NOT NULL CHECK (dose_deg_min >= 0),
  ended_by TEXT NOT NULL
    CHECK (ended_by IN ('open', 'movement', 'gap', 'not_worn', 'shutdown', 'crash')),
  UNIQUE (kind, boot_start_us, start_utc_ms)
) STRICT;
CREATE INDEX episode_by_time ON episode (start_utc_ms);

CREATE TABLE gap (
  id INTEGER PRIMARY KEY,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  reason TEXT NOT NULL CHECK (length(reason) <= 64),
  UNIQUE (start_utc_ms, reason)
) STRICT;

CREATE TABLE prompt_event (
  id INTEGER PRIMARY KEY,
  prompt_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('stand', 'lean')),
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'held', 'shown', 'complied', 'done', 'snoozed',
                                       'dismissed', 'expired', 'cancelled')),
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  latency_s REAL NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) <= 512),
  UNIQUE (prompt_id, at_utc_ms, state)
) STRICT;
CREATE INDEX prompt_event_by_time ON prompt_event (at_utc_ms);
)sql";

// The sensor itself, by serial: bias, the symmetric correction matrix and how well both are known.
// And the references of chair, standing desk and sofa with what was chosen; NULL: never taken.
constexpr std::string_view kVersion2 = R"sql(
CREATE TABLE sensor_calibration (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  sensor_serial TEXT NOT NULL CHECK (length(sensor_serial) <= 64),
  bias_x_m_s2 REAL NOT NULL, bias_y_m_s2 REAL NOT NULL, bias_z_m_s2 REAL NOT NULL,
  correction_xx REAL NOT NULL, correction_yy REAL NOT NULL, correction_zz REAL NOT NULL,
  correction_xy REAL NOT NULL, correction_xz REAL NOT NULL, correction_yz REAL NOT NULL,
  gyro_bias_x_rad_s REAL NOT NULL, gyro_bias_y_rad_s REAL NOT NULL,
  gyro_bias_z_rad_s REAL NOT NULL,
  bias_sigma_m_s2 REAL NOT NULL CHECK (bias_sigma_m_s2 >= 0),
  scale_sigma REAL NOT NULL CHECK (scale_sigma >= 0),
  residual_m_s2 REAL NOT NULL CHECK (residual_m_s2 >= 0),
  poses INTEGER NOT NULL CHECK (poses >= 0),
  UNIQUE (at_utc_ms, sensor_serial)
) STRICT;
CREATE INDEX sensor_calibration_by_serial ON sensor_calibration (sensor_serial, id);

CREATE TABLE reference_profile (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  placement TEXT NOT NULL CHECK (length(placement) <= 64),
  chosen TEXT NOT NULL CHECK (chosen IN ('chair', 'standing_desk', 'sofa')),
  chair_deg REAL CHECK (chair_deg BETWEEN -180 AND 180),
  standing_desk_deg REAL CHECK (standing_desk_deg BETWEEN -180 AND 180),
  sofa_deg REAL CHECK (sofa_deg BETWEEN -180 AND 180)
) STRICT;
CREATE INDEX reference_profile_by_placement ON reference_profile (placement, id);
)sql";

// Two clips. The episode table is made anew because SQLite cannot change a CHECK.
constexpr std::string_view kVersion3 = R"sql(
ALTER TABLE minute ADD COLUMN curvature_s INTEGER NOT NULL DEFAULT 0
  CHECK (curvature_s BETWEEN 0 AND judged_s);
ALTER TABLE minute ADD COLUMN rounded_s INTEGER NOT NULL DEFAULT 0
  CHECK (rounded_s BETWEEN 0 AND valid_s);
ALTER TABLE minute ADD COLUMN curvature_percent REAL;

CREATE TABLE curvature_range (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  upper_placement TEXT NOT NULL CHECK (length(upper_placement) <= 64),
  lower_placement TEXT NOT NULL CHECK (length(lower_placement) <= 64),
  range_deg REAL NOT NULL CHECK (range_deg > 0 AND range_deg <= 180)
) STRICT;
CREATE INDEX curvature_range_by_placement
  ON curvature_range (upper_placement, lower_placement, id);

CREATE TABLE episode_of_two_clips (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('forward_lean', 'side_lean', 'rounded_back')),
  boot_start_us INTEGER NOT NULL,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  peak_deg REAL NOT NULL,
  dose_deg_min REAL NOT NULL CHECK (dose_deg_min >= 0),
  ended_by TEXT NOT NULL
    CHECK (ended_by IN ('open', 'movement', 'gap', 'not_worn', 'shutdown', 'crash')),
  UNIQUE (kind, boot_start_us, start_utc_ms)
) STRICT;
INSERT INTO episode_of_two_clips (id, kind, boot_start_us, start_utc_ms, utc_offset_s, duration_s,
                                  peak_deg, dose_deg_min, ended_by)
  SELECT id, kind, boot_start_us, start_utc_ms, utc_offset_s, duration_s, peak_deg, dose_deg_min,
         ended_by FROM episode;
DROP TABLE episode;
ALTER TABLE episode_of_two_clips RENAME TO episode;
CREATE INDEX episode_by_time ON episode (start_utc_ms);
)sql";

// The coach in full. Corrections never change what was recorded; they stand beside it.
constexpr std::string_view kVersion4 = R"sql(
CREATE TABLE prompt_event_of_all_kinds (
  id INTEGER PRIMARY KEY,
  prompt_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('stand', 'standing', 'lean', 'side_lean', 'static_posture',
                                     'water', 'exercise')),
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'held', 'shown', 'withheld', 'complied', 'done',
                                       'snoozed', 'dismissed', 'expired', 'cancelled')),
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  latency_s REAL NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) <= 512),
  UNIQUE (prompt_id, at_utc_ms, state)
) STRICT;
INSERT INTO prompt_event_of_all_kinds (id, prompt_id, kind, state, at_utc_ms, utc_offset_s,
                                       latency_s, reason)
  SELECT id, prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason FROM prompt_event;
DROP TABLE prompt_event;
ALTER TABLE prompt_event_of_all_kinds RENAME TO prompt_event;
CREATE INDEX prompt_event_by_time ON prompt_event (at_utc_ms);

CREATE TABLE drink (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  volume_ml INTEGER NOT NULL CHECK (volume_ml BETWEEN 1 AND 2000)
) STRICT;

CREATE TABLE exercise_session (
  id INTEGER PRIMARY KEY,
  start_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  exercise TEXT NOT NULL CHECK (length(exercise) BETWEEN 1 AND 64),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'stopped', 'hurt')),
  prompt_id INTEGER
) STRICT;

CREATE TABLE bend (
  id INTEGER PRIMARY KEY,
  start_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  peak_deg REAL NOT NULL,
  turn_deg REAL NOT NULL
) STRICT;

CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  from_utc_ms INTEGER NOT NULL,
  duration_s REAL NOT NULL CHECK (duration_s > 0 AND duration_s <= 86400),
  body TEXT NOT NULL CHECK (body IN ('sitting', 'standing', 'walking', 'lying')),
  UNIQUE (at_utc_ms, from_utc_ms)
) STRICT;
CREATE INDEX correction_by_time ON correction (from_utc_ms);

CREATE TABLE quiet_span (
  id INTEGER PRIMARY KEY,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  duration_s REAL NOT NULL CHECK (duration_s >= 0),
  reason TEXT NOT NULL CHECK (length(reason) <= 64),
  UNIQUE (start_utc_ms, reason)
) STRICT;

CREATE TABLE setting_change (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  old_value TEXT NOT NULL CHECK (length(old_value) <= 512),
  new_value TEXT NOT NULL CHECK (length(new_value) <= 512),
  UNIQUE (at_utc_ms, name)
) STRICT;
)sql";

// Health data and what keeping a journal for years needs. A clip's way from place to place is
// written down when a calibration shows it. Once the seconds of a minute are too old to be kept,
// its histogram of lean stands in for them (posture/lean_histogram.hpp). What is computed from rows
// (breaks, figures, whether a goal was met) is not stored a second time.
constexpr std::string_view kVersion5 = R"sql(
CREATE TABLE pain (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  nrs INTEGER NOT NULL CHECK (nrs BETWEEN 0 AND 10),
  site TEXT NOT NULL CHECK (length(site) <= 64),
  note TEXT NOT NULL CHECK (length(note) <= 512)
) STRICT;

CREATE TABLE flare_up (
  id INTEGER PRIMARY KEY,
  onset_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  ended_utc_ms INTEGER CHECK (ended_utc_ms >= onset_utc_ms),
  ended_utc_offset_s INTEGER CHECK (ended_utc_offset_s BETWEEN -86400 AND 86400),
  CHECK ((ended_utc_ms IS NULL) = (ended_utc_offset_s IS NULL))
) STRICT;

CREATE TABLE flare_phase (
  id INTEGER PRIMARY KEY,
  onset_utc_ms INTEGER NOT NULL REFERENCES flare_up (onset_utc_ms) ON DELETE CASCADE,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  phase TEXT NOT NULL CHECK (phase IN ('screen', 'stop_emergency', 'stop_urgent', 'acute', 'easing',
                                       'review', 'long_term', 'recovery', 'normal')),
  reason TEXT NOT NULL CHECK (length(reason) <= 512),
  UNIQUE (at_utc_ms, phase)
) STRICT;
CREATE INDEX flare_phase_by_flare_up ON flare_phase (onset_utc_ms);

CREATE TABLE flare_screen (
  id INTEGER PRIMARY KEY,
  onset_utc_ms INTEGER NOT NULL REFERENCES flare_up (onset_utc_ms) ON DELETE CASCADE,
  at_utc_ms INTEGER NOT NULL UNIQUE,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  outcome TEXT NOT NULL CHECK (outcome IN ('none', 'routine', 'urgent', 'emergency')),
  ticked TEXT NOT NULL CHECK (length(ticked) <= 512)
) STRICT;
CREATE INDEX flare_screen_by_flare_up ON flare_screen (onset_utc_ms);

CREATE TABLE care_action (
  id INTEGER PRIMARY KEY,
  start_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  kind TEXT NOT NULL CHECK (kind IN ('ice', 'heat', 'menthol', 'walk', 'stretch')),
  duration_s REAL NOT NULL CHECK (duration_s BETWEEN 0 AND 86400),
  UNIQUE (start_utc_ms, kind)
) STRICT;

CREATE TABLE placement (
  id INTEGER PRIMARY KEY,
  at_utc_ms INTEGER NOT NULL,
  utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -86400 AND 86400),
  site TEXT NOT NULL CHECK (length(site) <= 64),
  sensor_serial TEXT NOT NULL CHECK (length(sensor_serial) <= 64),
  UNIQUE (at_utc_ms, site)
) STRICT;
CREATE INDEX placement_by_site ON placement (site, id);
CREATE INDEX placement_by_serial ON placement (sensor_serial, id);
INSERT INTO placement (at_utc_ms, utc_offset_s, site, sensor_serial)
  SELECT at_utc_ms, utc_offset_s, placement, sensor_serial FROM calibration AS c
  WHERE sensor_serial IS NOT (SELECT sensor_serial FROM calibration
                              WHERE placement = c.placement AND id < c.id ORDER BY id DESC LIMIT 1)
     OR placement IS NOT (SELECT placement FROM calibration
                          WHERE sensor_serial = c.sensor_serial AND id < c.id
                          ORDER BY id DESC LIMIT 1)
  ORDER BY id
  ON CONFLICT (at_utc_ms, site) DO NOTHING;

ALTER TABLE minute ADD COLUMN lean_histogram BLOB CHECK (length(lean_histogram) <= 1024);
CREATE INDEX minute_with_seconds ON minute (start_utc_ms) WHERE length(seconds) > 0;
)sql";

constexpr std::array<std::string_view, 5> kMigrations{kVersion1, kVersion2, kVersion3, kVersion4,
                                                      kVersion5};

}  // namespace

std::span<const std::string_view> journal_migrations() { return kMigrations; }

}  // namespace postured
