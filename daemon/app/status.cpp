#include "app/status.hpp"

#include <chrono>

#include "app/version.hpp"
#include "base/calendar.hpp"
#include "sensor/device_info.hpp"

namespace postured {
namespace {

// A reading older than this is not "now" any more: two seconds of look-ahead and a slow batch.
constexpr auto kStale = std::chrono::seconds(4);

void fill_posture(const StatusInputs& in, ControlState& state) {
  Unknown reason = in.sensing.link_open() ? Unknown::no_data : Unknown::no_sensor;
  const auto& latest = in.coaching.latest();
  if (latest && in.now.boot - latest->start < kStale) {
    reason = latest->reason;
    state.state = to_string(latest->lean_state);
    state.body = to_string(latest->body);
    state.confidence = latest->confidence;
    state.lean_deg = latest->lean_deg;
    state.side_deg = latest->side_deg;
    state.inclination_deg = latest->inclination_deg;
  }
  state.reason = to_string(reason);
  state.reason_text = sentence(reason);
}

void fill_sitting(const StatusInputs& in, ControlState& state) {
  const CoachStatus coach = in.coaching.status(in.now);
  state.sitting_s = coach.sitting_s;
  state.next_stand_s = coach.next_stand_s.value_or(-1);
  state.holds = coach.holds;
  state.snoozed_s = coach.snoozed_s.value_or(0);
  state.shown_prompt = coach.shown.value_or(0);
}

void fill_sensor(const StatusInputs& in, ControlState& state) {
  state.sensor = in.source;
  state.link = in.sensing.link_open() ? "open" : "lost";
  if (const auto& device = in.sensing.device()) {
    state.sensor_serial = own_serial(*device);
    if (in.sensor_calibration) {
      state.sensor_calibration = to_string(local_day(in.sensor_calibration->at));
    }
    state.rate_hz = device->rate_hz;
  }
  if (!in.sensing.refusal().empty()) state.reason_text = in.sensing.refusal();
  state.frames_dropped = in.sensing.decoder_counts().dropped();
  state.samples_missing = in.sensing.assembler_counts().missing;
}

void fill_calibration(const StatusInputs& in, ControlState& state) {
  const CalibrationProgress& progress = in.sensing.calibration();
  state.calibration_step = to_string(progress.step);
  state.calibration_fraction = progress.fraction;
  state.calibration_instruction = progress.instruction;
  state.calibration_problem = progress.problem;
  state.calibrated = in.sensing.mounting().has_value();
  const ReferenceProfiles& profiles = in.sensing.profiles();
  state.profile = to_string(profiles.chosen);
  state.profile_in_force = to_string(in.sensing.profile_in_force());
  if (const auto suggested = in.sensing.suggested_profile()) {
    state.suggested_profile = to_string(*suggested);
  }
  for (const Profile profile : kProfiles) {
    if (profiles.of(profile)) state.profiles.emplace_back(to_string(profile));
  }
  state.axis_known = state.calibrated && in.sensing.mounting()->axis_known;
}

}  // namespace

ControlState make_control_state(const StatusInputs& inputs) {
  ControlState state;
  fill_posture(inputs, state);
  fill_sitting(inputs, state);
  fill_sensor(inputs, state);
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
