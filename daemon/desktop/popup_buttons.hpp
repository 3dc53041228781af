// The buttons of a popup, and what stands in for them where a server has none. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coach/prompt.hpp"

namespace postured {

// Those of the popup; the usual ones where it names none; none for a notice. GNOME Shell shows the
// first three alone: so Skip, which closing the popup means as well, is the last of the usual ones.
std::vector<Answer> answers_of(const Popup& popup);

// The same with 5, 10 and 30 minutes in place of the one snooze: for servers that list the buttons
// in a menu. In a row seven of them are wider than 800 px. Unchanged where lengths are offered
// already.
std::vector<Answer> with_every_snooze(const std::vector<Answer>& answers);
// True of dunst and mako.
bool lists_buttons_in_a_menu(std::string_view server_name);

// "Snooze 10 min"
std::string button_label(Answer answer, int snooze_min);
// ... as it stands on this popup: an exercise that is offered begins ("Start"), one that popups
// lead through ends ("Stop").
std::string button_label(const Popup& popup, Answer answer, int snooze_min);

// For a server without buttons: a line to append to the body, that says how to answer. Empty
// without answers.
std::string how_to_answer(const std::vector<Answer>& answers);

}  // namespace postured
