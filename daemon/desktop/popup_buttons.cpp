#include "desktop/popup_buttons.hpp"

namespace postured {

std::vector<Answer> answers_of(const Popup& popup) {
  if (popup.notice) return {};
  if (!popup.answers.empty()) return popup.answers;
  return {Answer::done, Answer::snooze, Answer::not_today, Answer::why, Answer::dismiss};
}

std::string button_label(Answer answer, int snooze_min) {
  switch (answer) {
    case Answer::done:
      return "Done";
    case Answer::snooze:
      return "Snooze " + std::to_string(snooze_min) + " min";
    case Answer::snooze_5:
      return "Snooze 5 min";
    case Answer::snooze_10:
      return "Snooze 10 min";
    case Answer::snooze_30:
      return "Snooze 30 min";
    case Answer::dismiss:
      return "Skip";
    case Answer::not_today:
      return "Not today";
    case Answer::why:
      return "Why?";
  }
  return "";
}

namespace {

// As `posturectl answer` takes them.
std::string_view command_of(Answer answer) {
  switch (answer) {
    case Answer::done:
      return "done";
    case Answer::snooze:
      return "snooze";
    case Answer::snooze_5:
      return "snooze 5";
    case Answer::snooze_10:
      return "snooze 10";
    case Answer::snooze_30:
      return "snooze 30";
    case Answer::dismiss:
      return "skip";
    case Answer::not_today:
      return "not-today";
    case Answer::why:
      return "why";
  }
  return "";
}

}  // namespace

std::string how_to_answer(const std::vector<Answer>& answers) {
  if (answers.empty()) return "";
  std::string line = "\nTo answer: posturectl answer";
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i > 0) line += i + 1 == answers.size() ? " or" : ",";
    line += " ";
    line += command_of(answers[i]);
  }
  return line;
}

}  // namespace postured
