#include "coach/popup_words.hpp"

#include <sstream>

#include "coach/prompt_rules.hpp"

namespace postured {
namespace {

int words_in(const std::string& text) {
  std::istringstream in(text);
  int n = 0;
  for (std::string word; in >> word;) ++n;
  return n;
}

Popup popup_of(const LivePrompt& prompt, const Cause& cause) {
  Popup popup;
  popup.id = prompt.id;
  popup.kind = prompt.kind;
  popup.summary = cause.summary;
  popup.window_s = rule_of(prompt.kind).window_s;
  return popup;
}

}  // namespace

std::optional<std::string> asked_together(const std::string& first, const std::string& second) {
  std::string both = first + " " + second;
  if (words_in(both) > kMostAskingWords) return std::nullopt;
  return both;
}

Popup prompt_popup(const LivePrompt& prompt, const Cause& cause, const PopupContent& content) {
  Popup popup = popup_of(prompt, cause);
  popup.body = content.asking;
  if (content.skipped_today >= 2) {
    popup.body += "\nSkipped " + std::to_string(content.skipped_today) + " times today";
    popup.body += cause.note.empty() ? "." : ", " + cause.note + ".";
  }
  if (content.stretched) popup.body += "\nAnother time suits better? Snooze it.";
  popup.answers = {Answer::done, Answer::snooze, Answer::dismiss, Answer::not_today, Answer::why};
  return popup;
}

Popup why_popup(const LivePrompt& prompt, const Cause& cause) {
  Popup popup = popup_of(prompt, cause);
  popup.body = "Why: " + prompt.cause + ".";
  if (!prompt.first_hold.empty()) popup.body += "\nIt was held: " + prompt.first_hold + ".";
  if (!prompt.shown_because.empty()) popup.body += "\nWhy now: " + prompt.shown_because + ".";
  popup.answers = {Answer::done, Answer::snooze, Answer::dismiss, Answer::not_today};
  return popup;
}

}  // namespace postured
