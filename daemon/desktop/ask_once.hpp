// One notification from a program that then waits for its button: not the daemon, which uses
// Notifier and never waits.
#pragma once

#include <chrono>
#include <string>

namespace postured {

struct Question {
  std::string summary, body;
  std::string button;  // its label
};

enum class Reply {
  pressed,
  closed,         // by hand, by the server, or nobody pressed it in time
  shown_unasked,  // the server has no buttons: it was shown, nothing can be pressed
  not_shown,      // no bus, no server, or it did not answer within 2 s
};

// Shows it (urgency low, no sound) and waits for the button, for a close, or until the time is
// over; then it is taken off the screen.
Reply ask_once(const Question& question, std::chrono::seconds wait);

}  // namespace postured
