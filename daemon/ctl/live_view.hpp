// The live terminal view as text: a side view of the trunk with its neutral zone, the angle, the
// sitting clock, what comes next. Pure: state in, screen out.
#pragma once

#include <string>
#include <vector>

#include "ctl/screen.hpp"
#include "desktop/control_state.hpp"

namespace postured {

// At most screen.rows lines of at most screen.columns characters, no escape sequences.
// `message` replaces the state when there is none ("postured is not running ...").
std::vector<std::string> live_view(const ControlState& state, const std::string& message,
                                   const Screen& screen);

}  // namespace postured
