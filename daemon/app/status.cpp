#include "app/status.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cmath>

#include "app/version.hpp"
#include "base/calendar.hpp"
#include "sensor/device_info.hpp"

namespace postured {
namespace {

// A reading older than this is not "now" any more: two seconds of look-ahead and a slow batch.
constexpr auto kStale = std::chrono::seconds(4);

void fill_posture(const StatusInputs& in, ControlState& state) {
  const bool any_link = in.spine.clip(ClipSide::upper).link_open() ||
                        (in.spine.has_lower() && in.spine.clip(ClipSide::lower).link_open());
  Unknown reason = any_link ? Unknown::no_data : Unknown::no_sensor;
  const auto& latest = in.coaching.latest();
  if (latest && in.now.boot - latest->start < kStale) {
    reason = latest->reason;
    state.state = to_string(latest->lean_state);
    state.body = to_string(latest->body);
    state.confidence = latest->confidence;
    state.lean_deg = latest->lean_deg;
    state.side_deg = latest->side_deg;
    state.inclination_deg = latest->inclination_deg;
    state.curvature_deg = latest->curvature_deg;
    state.curvature_percent = curvature_percent(*latest);
    state.rounding = to_string(latest->rounding);
  }
  state.reason = to_string(reason);
  state.reason_text = sentence(reason);
}

std::string lean_rule_words(const Coaching::LeanRule& rule) {
  if (rule.learning_day > 0) {
    return "learning your usual posture, day " + std::to_string(rule.learning_day) + " of " +
           std::to_string(LeanHabit::kSilentDays) + "; no prompts about it yet";
  }
  return "counts from " + std::to_string(std::lround(rule.threshold_deg)) + " deg" +
         (rule.personal ? ", learnt from how you sit" : "");
}

std::string lean_prompts_words(const CoachStatus& coach) {
  if (coach.lean_mode == LeanMode::silent) return "logged, not mentioned";
  if (coach.lean_mode == LeanMode::training) return "training: every one that is due";
  const std::string week = "week " + std::to_string(coach.lean_week) + ": ";
  if (coach.lean_week <= 1) return "training, " + week + "two sessions of 20 min a day";
  if (coach.lean_week == 2) return "fading, " + week + "two of three";
  if (coach.lean_week == 3) return "fading, " + week + "one of three";
  return "faded: a word at the end of the hour";
}

void fill_sitting(const StatusInputs& in, ControlState& state) {
  const CoachStatus coach = in.coaching.status(in.now);
  state.sitting_s = coach.sitting_s;
  state.next_stand_s = coach.next_stand_s.value_or(-1);
  state.lean_rule = lean_rule_words(in.coaching.lean_rule());
  state.lean_prompts = lean_prompts_words(coach);
  state.holds = coach.holds;
  state.quiet = coach.quiet;
  state.snoozed_s = coach.paused_s.value_or(0);
  if (coach.paused_s) {
    state.paused_until = to_iso8601(wall_at(in.now, in.now.boot + from_seconds(*coach.paused_s)));
  } else if (coach.paused_until_tomorrow) {
    state.paused_until = "tomorrow";
  }
  if (coach.next_prompt) {
    state.next_prompt = to_string(*coach.next_prompt);
    state.waiting_prompt = coach.next_prompt_id.value_or(0);
    if (!coach.holds.empty()) state.next_prompt_waits = coach.holds.front();
  }
  state.shown_prompt = coach.shown.value_or(0);
  if (coach.shown_kind) state.shown_kind = to_string(*coach.shown_kind);
}

void fill_self_care(const StatusInputs& in, ControlState& state) {
  const SelfCareStatus care = in.coaching.care().status(in.now);
  state.drunk_ml = care.drunk_ml;
  state.drink_goal_ml = care.goal_ml;
  state.fluids_limited = to_string(care.fluids);
  state.next_drink_s = care.next_drink_s.value_or(-1);
  state.exercise_under_way = care.under_way;
  state.core_days = care.core_days;
  state.core_goal = care.core_goal;
}

void fill_sensor(const StatusInputs& in, ControlState& state) {
  const Sensing& sensing = in.spine.clip(ClipSide::upper);
  state.sensor = in.source;
  state.link = sensing.link_open() ? "open" : "lost";
  if (const auto& device = sensing.device()) {
    state.sensor_serial = own_serial(*device);
    if (in.sensor_calibration) {
      state.sensor_calibration = to_string(local_day(in.sensor_calibration->at));
    }
    state.rate_hz = device->rate_hz;
    state.sensor_missing = device->missing;
  }
  if (!sensing.refusal().empty()) state.reason_text = sensing.refusal();
  state.frames_dropped = sensing.decoder_counts().dropped();
  state.samples_missing = sensing.assembler_counts().missing;
}

// "not connected since 14:02"
std::string clip_words(const StatusInputs& in, ClipSide side) {
  const ClipState& clip = in.spine.state(side);
  if (clip.reason == Unknown::none) return "";
  std::string words;
  switch (clip.reason) {
    case Unknown::no_sensor:
      // It may be there and never have sent anything.
      words = in.spine.clip(side).link_open() ? "no data" : "not connected";
      break;
    case Unknown::no_data:
    case Unknown::gap:
      words = "no data";
      break;
    case Unknown::not_worn:
      words = "not worn";
      break;
    case Unknown::uncalibrated:
      words = "not calibrated";
      break;
    case Unknown::reference_suspect:
      words = "moved, needs 'posturectl zero',";
      break;
    case Unknown::maybe_slipped:
    case Unknown::slipped:
      words = "slipped, needs 'posturectl zero',";
      break;
    case Unknown::turned:
      words = "turned, needs 'posturectl calibrate',";
      break;
    case Unknown::handled:
    case Unknown::settling:
    case Unknown::calibrating:
      return "";  // passes by itself
    case Unknown::none:
    case Unknown::stuck:
    case Unknown::implausible:
      words = "readings not usable";
      break;
  }
  if (!clip.since) return words;
  const WallTime since = wall_at(in.now, *clip.since);
  const auto minute =
      std::chrono::floor<std::chrono::minutes>(since.utc.time_since_epoch() + since.utc_offset);
  const long long of_day = minute.count() % 1440;
  return fmt::format("{} since {:02}:{:02}", words, of_day / 60, of_day % 60);
}

// What one of two clips does not contribute, and what is known without it.
std::string clips_note(const StatusInputs& in) {
  const std::string upper = clip_words(in, ClipSide::upper);
  const std::string lower = clip_words(in, ClipSide::lower);
  if (!upper.empty() && !lower.empty()) return "";  // the reason says it all
  if (!upper.empty()) return "Upper clip: " + upper + ": no lean, only sitting and moving.";
  if (!lower.empty()) return "Lower clip: " + lower + ": forward lean only.";
  if (!in.spine.referenced_together()) {
    return "The clips were not calibrated together: forward lean only. Run 'posturectl zero', or "
           "'posturectl calibrate'.";
  }
  for (const ClipSide side : kClipSides) {
    const auto& mounting = in.spine.clip(side).mounting();
    if (mounting && mounting->axis_known) continue;
    return std::string(side == ClipSide::upper ? "Upper" : "Lower") +
           " clip: which way is forward is not known yet: no curvature. 'posturectl calibrate' "
           "tells it.";
  }
  if (!in.spine.range()) {
    return "No range yet: 'posturectl calibrate range' lets a rounded back be told.";
  }
  return "";
}

void fill_lower(const StatusInputs& in, ControlState& state) {
  if (!in.spine.has_lower()) return;
  const Sensing& sensing = in.spine.clip(ClipSide::lower);
  state.lower_sensor = in.lower_source;
  state.lower_link = sensing.link_open() ? "open" : "lost";
  state.clips_note = clips_note(in);
  if (const auto& device = sensing.device(); device && !device->missing.empty()) {
    state.sensor_missing +=
        (state.sensor_missing.empty() ? "" : " ") + std::string("Lower clip: ") + device->missing;
  }
  if (!sensing.refusal().empty()) state.clips_note = "Lower clip: " + sensing.refusal();
}

void fill_calibration(const StatusInputs& in, ControlState& state) {
  const Sensing& sensing = in.spine.clip(ClipSide::upper);
  const CalibrationProgress progress = in.spine.calibration();
  state.calibration_step = to_string(progress.step);
  state.calibration_fraction = progress.fraction;
  state.calibration_instruction = progress.instruction;
  state.calibration_problem = progress.problem;
  state.calibrated = sensing.mounting().has_value();
  const ReferenceProfiles& profiles = sensing.profiles();
  state.profile = to_string(profiles.chosen);
  state.profile_in_force = to_string(sensing.profile_in_force());
  if (const auto suggested = sensing.suggested_profile()) {
    state.suggested_profile = to_string(*suggested);
  }
  for (const Profile profile : kProfiles) {
    if (profiles.of(profile)) state.profiles.emplace_back(to_string(profile));
  }
  state.axis_known = state.calibrated && sensing.mounting()->axis_known;
}

}  // namespace

ControlState make_control_state(const StatusInputs& inputs) {
  ControlState state;
  fill_posture(inputs, state);
  fill_sitting(inputs, state);
  fill_self_care(inputs, state);
  fill_sensor(inputs, state);
  fill_lower(inputs, state);
  fill_calibration(inputs, state);
  if (!inputs.journal_trouble.empty()) state.journal = inputs.journal_trouble;
  state.version = kVersion;
  return state;
}

std::string one_line(const ControlState& state) {
  std::string line = state.reason.empty() ? state.body : state.reason_text;
  if (state.journal != "ok") line += " Not recording: " + state.journal;
  return line;
}

}  // namespace postured
