// A prompt and its life: every change of state is an event with its reason, kept in the journal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace postured {

enum class PromptKind {
  stand,           // sat for long: stand up and walk
  standing,        // stood for long: walk or sit
  lean,            // forward lean; with two clips also a rounded back
  side_lean,       // off by default
  static_posture,  // nothing moved for long, upright or not
  water,
  exercise,
};
inline constexpr std::array kPromptKinds{
    PromptKind::stand,          PromptKind::standing, PromptKind::lean,    PromptKind::side_lean,
    PromptKind::static_posture, PromptKind::water,    PromptKind::exercise};

enum class PromptState {
  scheduled,  // its cause is there
  held,       // something says "not now"; the reason names it
  shown,      // on screen
  withheld,  // its moment came and it was kept back by chance, to measure what prompts do; what the
             // body then does by itself ends it as complied or expired
  complied,  // the body did it; the popup closes itself
  done,      // "Done" was pressed
  snoozed,   // shown again later
  dismissed,  // closed by the person
  expired,    // the answer window passed
  cancelled,  // its cause went away before it was shown
};
bool is_final(PromptState state);  // complied, done, dismissed, expired, cancelled

enum class Answer {
  done,
  snooze,  // for prompts.snooze_min
  snooze_5,
  snooze_10,
  snooze_30,
  dismiss,    // "Skip", or closed by hand
  not_today,  // nothing of this kind until tomorrow
  why,        // changes nothing: the reason is shown
};
inline constexpr std::array kAnswers{Answer::done,      Answer::snooze,    Answer::snooze_5,
                                     Answer::snooze_10, Answer::snooze_30, Answer::dismiss,
                                     Answer::not_today, Answer::why};

std::string_view to_string(PromptKind kind);
std::string_view to_string(PromptState state);
std::string_view to_string(Answer answer);
// From a token; stand and scheduled for unknown ones.
PromptKind prompt_kind_from_string(std::string_view text);
PromptState prompt_state_from_string(std::string_view text);
std::optional<Answer> answer_from_string(std::string_view text);

using PromptId = std::int64_t;  // wall milliseconds at scheduling, made unique: sorts by time

struct PromptEvent {
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  PromptState state = PromptState::scheduled;
  WallTime at{};
  double latency_s = 0;  // since it was shown; 0 before
  std::string reason;    // "sat 30 min without a break", "the hourly budget is used up"
};

// What the desktop edge must do.
struct Popup {
  enum class Action { show, close };
  Action action = Action::show;
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  std::string summary, body;  // plain text, at most 12 words of asking
  bool notice = false;        // told once, without buttons; `kind` means nothing, no PromptEvents
  // The buttons, most useful first. A server may show fewer; every answer is also a command.
  std::vector<Answer> answers{};
  double window_s = 300;  // the coach closes it itself; how long a server may show it at most
};

}  // namespace postured
