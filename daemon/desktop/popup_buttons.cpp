#include "desktop/popup_buttons.hpp"

#include <algorithm>

namespace postured {

std::vector<Answer> answers_of(const Popup& popup) {
  if (popup.notice) return {};
  if (!popup.answers.empty()) return popup.answers;
  return {Answer::done, Answer::snooze, Answer::not_today, Answer::why, Answer::dismiss};
}

std::vector<Answer> with_every_snooze(const std::vector<Answer>& answers) {
  if (std::find(answers.begin(), answers.end(), Answer::snooze_5) != answers.end()) return answers;
  std::vector<Answer> all;
  for (const Answer answer : answers) {
    if (answer == Answer::snooze) {
      all.insert(all.end(), {Answer::snooze_5, Answer::snooze_10, Answer::snooze_30});
    } else {
      all.push_back(answer);
    }
  }
  return all;
}

bool lists_buttons_in_a_menu(std::string_view server_name) {
  return server_name == "dunst" || server_name == "mako";
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

std::string button_label(const Popup& popup, Answer answer, int snooze_min) {
  if (popup.kind == PromptKind::exercise) {
    const std::vector<Answer> answers = answers_of(popup);
    const bool offered = std::find(answers.begin(), answers.end(), Answer::why) != answers.end();
    if (offered && answer == Answer::done) return "Start";
    if (!offered && answer == Answer::dismiss) return "Stop";
  }
  return button_label(answer, snooze_min);
}

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
