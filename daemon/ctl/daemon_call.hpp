// Talks to the running daemon and turns failures into a sentence and an exit code.
#pragma once

#include <functional>
#include <string>

#include "desktop/control_client.hpp"

namespace postured {

// Runs `work`; returns the exit code. A failure is told on stderr as "posturectl COMMAND: ...".
int call_daemon(const std::string& command, const std::function<void(ControlClient&)>& work);

}  // namespace postured
