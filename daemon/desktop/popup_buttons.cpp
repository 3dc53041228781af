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

std::string how_to_answer(const std::vector<Answer>& answers) {
  if (answers.empty()) return "";
  std::string line = "\nTo answer: posturectl answer";
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i > 0) line += i + 1 == answers.size() ? " or" : ",";
    line += " ";
    line += to_string(answers[i]);
  }
  return line;
}

}  // namespace postured
