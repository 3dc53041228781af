// Ctrl-C and SIGTERM as a question that a loop can ask.
#pragma once

namespace postured {

void catch_interrupts();
bool interrupted();

}  // namespace postured
