// The buttons of a popup, and what stands in for them where a server has none. Pure.
#pragma once

#include <string>
#include <vector>

#include "coach/prompt.hpp"

namespace postured {

// Those of the popup; the usual ones where it names none; none for a notice. GNOME Shell shows the
// first three alone: so Skip, which closing the popup means as well, is the last of the usual ones.
std::vector<Answer> answers_of(const Popup& popup);

// "Snooze 10 min"
std::string button_label(Answer answer, int snooze_min);

// For a server without buttons: a line to append to the body, that says how to answer. Empty
// without answers.
std::string how_to_answer(const std::vector<Answer>& answers);

}  // namespace postured
