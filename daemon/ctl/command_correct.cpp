// posturectl correct: "I was standing". What was recorded stays; this is written beside it.
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "app/local_time.hpp"
#include "base/calendar.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"

namespace postured {
namespace {

using std::chrono::minutes;

struct CorrectOptions {
  std::string body, from, to;
  std::uint32_t minutes_ago = 0;
};

// How long ago the clocks on the wall last showed this; nullopt: no such time.
std::optional<minutes> ago(const std::string& time_of_day, const WallTime& now) {
  const auto wanted = time_of_day_from_string(time_of_day);
  if (!wanted) return std::nullopt;
  const auto today = std::chrono::floor<minutes>(local_time_of_day(now));
  return (today - *wanted + std::chrono::hours(24)) % std::chrono::hours(24);
}

int run(const CorrectOptions& options) {
  std::uint32_t from = options.minutes_ago, to = 0;
  if (options.from.empty() == (options.minutes_ago == 0)) {
    return wrong_usage("correct", "say since when: with --from 14:10, or with --minutes-ago 40");
  }
  const WallTime now = wall_now();
  if (!options.from.empty()) {
    const auto since = ago(options.from, now);
    if (!since)
      return wrong_usage("correct", "--from: '" + options.from + "' is not a time such as 14:10");
    from = static_cast<std::uint32_t>(since->count());
  }
  if (!options.to.empty()) {
    const auto until = ago(options.to, now);
    if (!until)
      return wrong_usage("correct", "--to: '" + options.to + "' is not a time such as 14:40");
    to = static_cast<std::uint32_t>(until->count());
  }
  if (from < 1 || from > kOldestCorrection_min) {
    return wrong_usage("correct", "what is put right began 1 minute to 12 hours ago, not " +
                                      std::to_string(from) + " minutes");
  }
  if (to >= from)
    return wrong_usage("correct", "--to has to be later than the beginning, and not in the future");
  return call_daemon("correct", [&](ControlClient& daemon) {
    daemon.correct(body_state_from_string(options.body), from, to);
    std::cout << "Put right: " << options.body << " for " << from - to
              << " min. What was recorded is kept beside it.\n";
  });
}

}  // namespace

void add_correct_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CorrectOptions>();
  CLI::App* command = app.add_subcommand(
      "correct", "Put right what the body did: the sitting clock and the reports follow.");
  command->add_option("body", options->body, "What you were doing")
      ->required()
      ->check(CLI::IsMember({"sitting", "standing", "walking", "lying"}));
  command->add_option("--from", options->from, "Since this time of day, such as 14:10");
  command->add_option("--to", options->to, "Until this one (default: now)");
  command->add_option("--minutes-ago", options->minutes_ago, "Instead of --from: since so long")
      ->check(CLI::Range(1U, kOldestCorrection_min));
  command->footer("Example: posturectl correct standing --from 14:10 --to 14:40");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
