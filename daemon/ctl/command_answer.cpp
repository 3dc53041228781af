// posturectl answer: the buttons of a prompt, without a mouse.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/prompt_log.hpp"

namespace postured {
namespace {

struct AnswerOptions {
  std::string what;
  std::vector<std::int64_t> numbers;  // minutes of a snooze, then the prompt
};

// Takes the minutes off the numbers of a snooze.
std::optional<Answer> answer_of(AnswerOptions& options) {
  if (options.what == "done") return Answer::done;
  if (options.what == "skip") return Answer::dismiss;
  if (options.what == "not-today") return Answer::not_today;
  if (options.what == "why") return Answer::why;
  // A prompt's number is a time in milliseconds: never so small.
  if (options.numbers.empty() || options.numbers.front() > 1440) return Answer::snooze;
  const std::int64_t minutes = options.numbers.front();
  options.numbers.erase(options.numbers.begin());
  if (minutes == 5) return Answer::snooze_5;
  if (minutes == 10) return Answer::snooze_10;
  if (minutes == 30) return Answer::snooze_30;
  return std::nullopt;
}

std::string words_of(Answer answer) {
  switch (answer) {
    case Answer::done:
      return "Done.";
    case Answer::snooze:
      return "It comes again later.";
    case Answer::snooze_5:
      return "It comes again in 5 min.";
    case Answer::snooze_10:
      return "It comes again in 10 min.";
    case Answer::snooze_30:
      return "It comes again in 30 min.";
    case Answer::dismiss:
      return "Skipped.";
    case Answer::not_today:
      return "Nothing of this kind until tomorrow.";
    case Answer::why:
      return "";
  }
  return "";
}

void tell_why(PromptId prompt) {
  const auto stories = latest_stories(journal_or_own(""), 200);
  const auto story = std::find_if(stories.begin(), stories.end(),
                                  [prompt](const PromptStory& s) { return s.id == prompt; });
  if (story != stories.end()) print_story(*story);
}

int run(AnswerOptions options) {
  const auto answer = answer_of(options);
  if (!answer || options.numbers.size() > 1) {
    std::cerr << "posturectl answer: a snooze takes 5, 10 or 30 minutes, or none; then may follow "
                 "the number of a prompt\n";
    return kExitUsage;
  }
  return call_daemon("answer", [&](ControlClient& daemon) {
    const ControlState state = daemon.get_all();
    // One that waits can be answered before it comes.
    const PromptId here = state.shown_prompt != 0 ? state.shown_prompt : state.waiting_prompt;
    const PromptId prompt = options.numbers.empty() ? here : options.numbers.front();
    if (here == 0) {
      throw ControlFailure(ControlFailure::Kind::refused,
                           "no prompt is on screen, and none waits; 'posturectl why' tells of the "
                           "last one");
    }
    if (prompt != state.shown_prompt && prompt != state.waiting_prompt) {
      throw ControlFailure(
          ControlFailure::Kind::refused,
          "that prompt is over; the present one has the number " + std::to_string(here));
    }
    daemon.answer(prompt, *answer);
    if (*answer == Answer::why) {
      tell_why(prompt);
    } else {
      std::cout << words_of(*answer) << '\n';
    }
  });
}

}  // namespace

void add_answer_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AnswerOptions>();
  CLI::App* command = app.add_subcommand(
      "answer", "Answer the prompt that is on screen, or waits, as its buttons do.");
  command->add_option("answer", options->what, "What")
      ->required()
      ->check(CLI::IsMember({"done", "snooze", "skip", "not-today", "why"}));
  command
      ->add_option("numbers", options->numbers,
                   "Minutes of a snooze (5, 10 or 30; none: the usual), then the number of the "
                   "prompt (none: the one on screen, or else the one that waits)")
      ->expected(0, 2);
  command->footer("Example: posturectl answer snooze 10");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
