// posturectl watch: the live view. Redraws in place, twice a second; waits for the daemon when it
// is not there.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "ctl/commands.hpp"
#include "ctl/interrupt.hpp"
#include "ctl/live_view.hpp"
#include "desktop/control_client.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

// Home, each line cleared behind its text, the rest of the screen cleared: no flicker.
void draw(const std::vector<std::string>& lines) {
  std::string out = "\033[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += lines[i] + "\033[K" + (i + 1 < lines.size() ? "\r\n" : "");
  }
  out += "\033[J";
  std::cout << out << std::flush;
}

int watch() {
  catch_interrupts();
  std::optional<ControlClient> daemon;
  std::cout << "\033[?1049h\033[?25l";  // the other screen, no cursor
  while (!interrupted()) {
    ControlState state;
    std::string message;
    try {
      if (!daemon) daemon.emplace();
      state = daemon->get_all();
    } catch (const ControlFailure& failure) {
      message = failure.what();
      daemon.reset();
    }
    draw(live_view(state, message, screen_size()));
    std::this_thread::sleep_for(500ms);
  }
  std::cout << "\033[?25h\033[?1049l" << std::flush;
  return kExitDone;
}

}  // namespace

void add_watch_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("watch", "A live view in the terminal.");
  command->footer("Example: posturectl watch");
  command->callback([&exit_code] { exit_code = watch(); });
}

}  // namespace postured
