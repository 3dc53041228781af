#include "journal/catalogue.hpp"

#include <array>

namespace postured {
namespace {

// Columns that come back in table after table. Instants are milliseconds since 1970-01-01 UTC.
constexpr ColumnSpec kId{"id", "", "Number of the row, without a meaning.", Anonymous::left_out};
constexpr ColumnSpec kOffset{"utc_offset_s", "s", "What local clocks showed ahead of UTC then.",
                             Anonymous::left_out};
constexpr ColumnSpec kDuration{"duration_s", "s",
                               "How long it lasted, by the clock that counts through suspend."};

constexpr ColumnSpec instant(std::string_view name, std::string_view meaning) {
  return {name, "ms", meaning, Anonymous::day};
}
constexpr ColumnSpec hidden(std::string_view name, std::string_view unit,
                            std::string_view meaning) {
  return {name, unit, meaning, Anonymous::left_out};
}

constexpr auto kSensorColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was last connected."),
    kOffset,
    hidden("serial", "", "Serial number of the clip."),
    hidden("boot_id", "", "A number the clip draws at each start."),
    {"board", "", "The board, as the clip names it."},
    {"imu", "", "The chip that measures, as the clip names it."},
    {"protocol_major", "", "Version of the protocol."},
    {"protocol_minor", "", "Version of the protocol."},
    {"firmware_major", "", "Version of the firmware."},
    {"firmware_minor", "", "Version of the firmware."},
    {"firmware_patch", "", "Version of the firmware."},
    {"rate_hz", "Hz", "Samples a second."},
    {"accel_range_g", "[g]", "Range of the accelerometer."},
    {"gyro_range_dps", "deg/s", "Range of the gyroscope."},
});

constexpr auto kCalibrationColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was done."),
    kOffset,
    {"kind", "", "full, standing or zero."},
    {"placement", "", "Where the clip was worn."},
    hidden("sensor_serial", "", "Serial number of the clip."),
    {"forward_x", "1", "Forward, up and right of the body in the axes of the sensor: forward, x."},
    {"forward_y", "1", "Forward, up and right of the body in the axes of the sensor: forward, y."},
    {"forward_z", "1", "Forward, up and right of the body in the axes of the sensor: forward, z."},
    {"up_x", "1", "Forward, up and right of the body in the axes of the sensor: up, x."},
    {"up_y", "1", "Forward, up and right of the body in the axes of the sensor: up, y."},
    {"up_z", "1", "Forward, up and right of the body in the axes of the sensor: up, z."},
    {"right_x", "1", "Forward, up and right of the body in the axes of the sensor: right, x."},
    {"right_y", "1", "Forward, up and right of the body in the axes of the sensor: right, y."},
    {"right_z", "1", "Forward, up and right of the body in the axes of the sensor: right, z."},
    {"axis_known", "", "1: the direction of bending is known; 0: inclination only."},
    {"from_standing", "", "1: the reference was taken standing."},
    {"sit_ref_deg", "deg", "Comfortable upright sitting, from upright standing."},
    {"explained_variance", "1", "Share of the bends in one plane, 0..1."},
    {"return_error_deg", "deg", "How far from the start the bends returned."},
});

constexpr auto kPlacementColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "Since when."),
    kOffset,
    {"site", "", "chest, upper_back, collar, belt or lumbar."},
    hidden("sensor_serial", "", "Serial number of the clip."),
});

constexpr auto kSensorCalibrationColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was done."),
    kOffset,
    hidden("sensor_serial", "", "Serial number of the clip."),
    {"bias_x_m_s2", "m/s2", "Bias of the accelerometer."},
    {"bias_y_m_s2", "m/s2", "Bias of the accelerometer."},
    {"bias_z_m_s2", "m/s2", "Bias of the accelerometer."},
    {"correction_xx", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"correction_yy", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"correction_zz", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"correction_xy", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"correction_xz", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"correction_yz", "1",
     "Element of the symmetric matrix that corrects scale and cross-axis errors."},
    {"gyro_bias_x_rad_s", "rad/s", "Bias of the gyroscope."},
    {"gyro_bias_y_rad_s", "rad/s", "Bias of the gyroscope."},
    {"gyro_bias_z_rad_s", "rad/s", "Bias of the gyroscope."},
    {"bias_sigma_m_s2", "m/s2", "How well the bias is known (one sigma)."},
    {"scale_sigma", "1", "How well scale is known (one sigma)."},
    {"residual_m_s2", "m/s2", "What is left unexplained."},
    {"poses", "", "Sides on which the clip was laid."},
});

constexpr auto kReferenceProfileColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it changed."),
    kOffset,
    {"placement", "", "Where the clip was worn."},
    {"chosen", "", "chair, standing_desk or sofa."},
    {"chair_deg", "deg", "Its upright sitting or standing; empty: never taken."},
    {"standing_desk_deg", "deg", "Its upright sitting or standing; empty: never taken."},
    {"sofa_deg", "deg", "Its upright sitting or standing; empty: never taken."},
});

constexpr auto kCurvatureRangeColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was taken."),
    kOffset,
    {"upper_placement", "", "Place of the upper clip."},
    {"lower_placement", "", "Place of the lower clip."},
    {"range_deg", "deg", "What a full, comfortable slump adds."},
});

constexpr auto kMinuteColumns = std::to_array<ColumnSpec>({
    instant("start_utc_ms", "Its beginning, a whole minute."),
    kOffset,
    {"recorded_s", "s", "Seconds in which anything was recorded."},
    {"valid_s", "s", "Seconds in which the clip was worn and readable."},
    {"sitting_s", "s", "Valid seconds sitting."},
    {"standing_s", "s", "Valid seconds standing."},
    {"walking_s", "s", "Valid seconds walking."},
    {"lying_s", "s", "Valid seconds lying."},
    {"slouched_s", "s", "Valid seconds of forward lean beyond the threshold and the delay."},
    {"judged_s", "s", "Valid seconds whose lean compares with the reference."},
    {"reclined_zone_s", "s", "Judged seconds with a lean below -15 deg."},
    {"upright_zone_s", "s", "Judged seconds with a lean of -15..10 deg."},
    {"zone_10_20_s", "s", "Judged seconds with a lean of 10..20 deg."},
    {"zone_20_30_s", "s", "Judged seconds with a lean of 20..30 deg."},
    {"zone_30_60_s", "s", "Judged seconds with a lean of 30..60 deg."},
    {"zone_over_60_s", "s", "Judged seconds with a lean above 60 deg."},
    hidden("seconds", "",
           "Its seconds, packed; empty once they were too old to be kept. Exported as the table "
           "second."),
    {"curvature_s", "s", "Two clips: judged seconds with a known share of the range of curvature."},
    {"rounded_s", "s", "Two clips: valid seconds of a rounded back."},
    {"curvature_percent", "%", "Two clips: median share of the range; empty: not known."},
    {"lean_histogram", "deg",
     "Instead of the seconds once they were too old: lean (lower edge of 1 deg) and its judged "
     "seconds, as lean:seconds."},
});

constexpr auto kBoutColumns = std::to_array<ColumnSpec>({
    kId,
    {"body", "", "sitting, standing, walking or lying."},
    hidden("boot_start_us", "us",
           "Its beginning on the clock that counts from the start of the computer."),
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    kDuration,
    {"confidence", "1", "How sure the body state is, 0..1."},
    {"ended_by", "", "open, movement, gap, not_worn, shutdown or crash."},
});

constexpr auto kEpisodeColumns = std::to_array<ColumnSpec>({
    kId,
    {"kind", "", "forward_lean, side_lean or rounded_back."},
    hidden("boot_start_us", "us",
           "Its beginning on the clock that counts from the start of the computer."),
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    kDuration,
    {"peak_deg", "deg", "The largest angle."},
    {"dose_deg_min", "deg.min", "Angle beyond 10 deg, summed over time."},
    {"ended_by", "", "open, movement, gap, not_worn, shutdown or crash."},
});

constexpr auto kGapColumns = std::to_array<ColumnSpec>({
    kId,
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    kDuration,
    {"reason", "", "Why."},
});

constexpr auto kPromptEventColumns = std::to_array<ColumnSpec>({
    kId,
    hidden("prompt_id", "", "Number of the prompt; it holds the time at which it was made."),
    {"kind", "", "stand, standing, lean, side_lean, static_posture, water or exercise."},
    {"state", "",
     "scheduled, held, shown, withheld, complied, done, snoozed, dismissed, expired or cancelled."},
    instant("at_utc_ms", "When."),
    kOffset,
    {"latency_s", "s", "Since it was shown."},
    hidden("reason", "", "Why, in words."),
});

constexpr auto kDrinkColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was told."),
    kOffset,
    {"volume_ml", "mL", "How much."},
});

constexpr auto kExerciseSessionColumns = std::to_array<ColumnSpec>({
    kId,
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    {"exercise", "", "Which."},
    kDuration,
    {"outcome", "", "done, stopped or hurt."},
    hidden("prompt_id", "", "The prompt that led to it; empty: none."),
});

constexpr auto kBendColumns = std::to_array<ColumnSpec>({
    kId,
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    kDuration,
    {"peak_deg", "deg", "The largest angle."},
    {"turn_deg", "deg", "How far the trunk turned meanwhile."},
});

constexpr auto kCorrectionColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it was told."),
    kOffset,
    instant("from_utc_ms", "The beginning of what is put right."),
    {"duration_s", "s", "How long it is."},
    {"body", "", "What the body did: sitting, standing, walking or lying."},
});

constexpr auto kQuietSpanColumns = std::to_array<ColumnSpec>({
    kId,
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    kDuration,
    {"reason", "", "Why."},
});

constexpr auto kSettingChangeColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When it took effect."),
    kOffset,
    {"name", "", "Which."},
    hidden("old_value", "", "Before."),
    hidden("new_value", "", "After."),
});

constexpr auto kPainColumns = std::to_array<ColumnSpec>({
    kId,
    instant("at_utc_ms", "When."),
    kOffset,
    {"nrs", "", "Numerical rating scale: 0 no pain .. 10 the worst imaginable."},
    hidden("site", "", "Where."),
    hidden("note", "", "In own words."),
});

constexpr auto kFlareUpColumns = std::to_array<ColumnSpec>({
    kId,
    instant("onset_utc_ms", "Its onset."),
    kOffset,
    instant("ended_utc_ms", "Its end; empty: it goes on."),
    hidden("ended_utc_offset_s", "s", "What local clocks showed ahead of UTC at its end."),
});

constexpr auto kFlarePhaseColumns = std::to_array<ColumnSpec>({
    kId,
    instant("onset_utc_ms", "Onset of the flare-up that it belongs to."),
    instant("at_utc_ms", "When it was entered."),
    kOffset,
    {"phase", "",
     "screen, stop_emergency, stop_urgent, acute, easing, review, long_term, recovery or normal."},
    hidden("reason", "", "Why, in words."),
});

constexpr auto kFlareScreenColumns = std::to_array<ColumnSpec>({
    kId,
    instant("onset_utc_ms", "Onset of the flare-up that it belongs to."),
    instant("at_utc_ms", "When."),
    kOffset,
    {"outcome", "", "none, routine, urgent or emergency."},
    hidden("ticked", "", "What was ticked."),
});

constexpr auto kCareActionColumns = std::to_array<ColumnSpec>({
    kId,
    instant("start_utc_ms", "Its beginning."),
    kOffset,
    {"kind", "", "ice, heat, menthol, walk or stretch."},
    kDuration,
});

constexpr auto kTables = std::to_array<TableSpec>({
    {"sensor", "Every start of a clip that was connected.", "at_utc_ms", "serial, boot_id",
     kSensorColumns},
    {"calibration", "Every calibration of how a clip sits on the body.", "at_utc_ms",
     "at_utc_ms, kind", kCalibrationColumns},
    {"placement", "Whenever a place got another clip, or a clip another place.", "at_utc_ms",
     "at_utc_ms, site", kPlacementColumns},
    {"sensor_calibration", "Every calibration of a clip's own errors.", "at_utc_ms",
     "at_utc_ms, sensor_serial", kSensorCalibrationColumns},
    {"reference_profile", "References of chair, standing desk and sofa, and which was chosen.",
     "at_utc_ms", "at_utc_ms, placement, chosen", kReferenceProfileColumns},
    {"curvature_range", "The wearer's own range of curvature between two clips.", "at_utc_ms",
     "at_utc_ms, upper_placement, lower_placement", kCurvatureRangeColumns},
    {"minute", "A minute of wear.", "start_utc_ms", "start_utc_ms", kMinuteColumns},
    {"bout", "An uninterrupted stretch of sitting, standing, walking or lying.", "start_utc_ms",
     "body, boot_start_us, start_utc_ms", kBoutColumns},
    {"episode", "A stretch of leaning beyond the threshold and the delay.", "start_utc_ms",
     "kind, boot_start_us, start_utc_ms", kEpisodeColumns},
    {"gap", "Time in which nothing could be judged.", "start_utc_ms", "start_utc_ms, reason",
     kGapColumns},
    {"prompt_event", "Every change of state of every prompt.", "at_utc_ms",
     "prompt_id, at_utc_ms, state", kPromptEventColumns},
    {"drink", "Something drunk.", "at_utc_ms", "at_utc_ms", kDrinkColumns},
    {"exercise_session", "An exercise.", "start_utc_ms", "start_utc_ms", kExerciseSessionColumns},
    {"bend", "A deep bend of the trunk.", "start_utc_ms", "start_utc_ms", kBendColumns},
    {"correction", "What the wearer put right. What was recorded stays beside it.", "at_utc_ms",
     "at_utc_ms, from_utc_ms", kCorrectionColumns},
    {"quiet_span", "Time in which the desktop asked for quiet.", "start_utc_ms",
     "start_utc_ms, reason", kQuietSpanColumns},
    {"setting_change", "Every change of a setting.", "at_utc_ms", "at_utc_ms, name",
     kSettingChangeColumns},
    {"pain", "Pain that was told of.", "at_utc_ms", "at_utc_ms", kPainColumns},
    {"flare_up", "A flare-up.", "onset_utc_ms", "onset_utc_ms", kFlareUpColumns},
    {"flare_phase", "Every phase of a flare-up.", "at_utc_ms", "at_utc_ms, phase",
     kFlarePhaseColumns},
    {"flare_screen", "Every time the questions about warning signs were answered.", "at_utc_ms",
     "at_utc_ms", kFlareScreenColumns},
    {"care_action", "Ice, heat and what else was done in a flare-up.", "start_utc_ms",
     "start_utc_ms, kind", kCareActionColumns},
});

}  // namespace

std::span<const TableSpec> journal_tables() { return kTables; }

}  // namespace postured
