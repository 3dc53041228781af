// The state of the daemon in plain words, shared by status and watch.
#pragma once

#include <string>
#include <string_view>

#include "desktop/control_state.hpp"
#include "desktop/control_wire.hpp"

namespace postured {

// "Upright", "Leaning forward", "Forward lean for a while", "Walking", or why it is not known.
std::string headline(const ControlState& state);
// "12 deg forward, 3 deg to the right"; empty while the angle is not known.
std::string lean_words(const ControlState& state);
// With two clips "12 deg rounder than upright, 48 % of your range"; empty while not known.
std::string curvature_words(const ControlState& state);
// "sitting (estimated, 80 % sure)", "not known".
std::string body_words(const ControlState& state);
// "23 min; a break is suggested in 7 min", "not sitting".
std::string sitting_words(const ControlState& state);
// The prompt on screen, by its name; empty: none.
std::string shown_words(const ControlState& state);
// "Forward lean, held: the microphone is in use; quiet hours"; empty: none waits.
std::string waiting_words(const ControlState& state);
// "until tomorrow", "until 15:30 (in 25 min)"; empty: not paused.
std::string pause_words(const ControlState& state);
// All that keeps prompts back right now, in one line; empty: nothing.
std::string quiet_words(const ControlState& state);
// "0.6 L of 2.0 L today; a glass may be suggested in 40 min"; empty while nothing is logged and
// nothing would be suggested.
std::string water_words(const ControlState& state);
// "cat_camel is under way", "1 of 3 core days this week"; empty: neither.
std::string exercise_words(const ControlState& state);
// "postured clip, 100 Hz, nothing lost"
std::string sensor_words(const ControlState& state);
// Of the second clip; empty when there is none.
std::string lower_sensor_words(const ControlState& state);
// "calibrated on 2026-11-21", "not calibrated (posturectl calibrate sensor does it)"; empty while
// no sensor has said who it is.
std::string sensor_calibration_words(const ControlState& state);
// "sofa", "chair; standing_desk while standing", "chair (this looks like the sofa: ...)".
std::string profile_words(const ControlState& state);
// A value of what the daemon tells about a sensor; empty when it is not known.
std::string value_of(const ControlDict& row, std::string_view key);
// "2 min", "1 h 05 min", "40 s"
std::string duration_words(double seconds);

}  // namespace postured
