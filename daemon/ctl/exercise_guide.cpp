#include "ctl/exercise_guide.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "ctl/exercise_screen.hpp"
#include "ctl/interrupt.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

Screen screen_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

// Keys one by one and unseen, while it lives. Ctrl-C stays a signal.
class Keys {
 public:
  Keys() : terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  ~Keys() {
    if (terminal_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }

  // Waits for one; 0: none came.
  char next(std::chrono::milliseconds wait) const {
    if (!terminal_) {
      std::this_thread::sleep_for(wait);
      return 0;
    }
    pollfd in{STDIN_FILENO, POLLIN, 0};
    char key = 0;
    if (::poll(&in, 1, static_cast<int>(wait.count())) == 1 && ::read(STDIN_FILENO, &key, 1) == 1) {
      return key;
    }
    return 0;
  }

 private:
  termios before_{};
  bool terminal_;
};

// The other screen without a cursor on a terminal; else a line for each step.
class Canvas {
 public:
  Canvas() {
    if (terminal_) std::cout << "\033[?1049h\033[?25l";
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  ~Canvas() {
    if (terminal_) std::cout << "\033[?25h\033[?1049l" << std::flush;
  }

  void draw(const GuidedExercise& run, const ExerciseLibrary& library) {
    if (terminal_) {
      const auto lines = exercise_screen(run, library, screen_size());
      std::string out = "\033[H";
      for (std::size_t i = 0; i < lines.size(); ++i) {
        out += lines[i] + "\033[K" + (i + 1 < lines.size() ? "\r\n" : "");
      }
      std::cout << out << "\033[J" << std::flush;
      return;
    }
    const GuideStep* step = run.view().step;
    if (step == last_) return;
    const GuideScreen screen = guide_screen(run, library, Phase::normal);
    if (step->kind == GuideStep::Kind::ready) {
      std::cout << screen.title << ". ";
      for (const std::string& text : screen.steps) std::cout << text << ' ';
      std::cout << "\nNot if: " << screen.not_if << ".\n" << kStopRule << '\n';
    }
    std::cout << screen.action << ", " << screen.left_s << " s"
              << (screen.count.empty() ? "" : " (" + screen.count + ")") << std::endl;
    last_ = step;
  }

 private:
  bool terminal_ = ::isatty(STDOUT_FILENO) == 1;
  const GuideStep* last_ = nullptr;
};

Now real_now() {
  const auto steady = std::chrono::steady_clock::now().time_since_epoch();
  return {BootTime(std::chrono::duration_cast<std::chrono::microseconds>(steady)), {}};
}

}  // namespace

std::vector<ExerciseSession> guide_in_terminal(const std::string& id, std::vector<GuideStep> steps,
                                               const ExerciseLibrary& library) {
  catch_interrupts();
  GuidedExercise run(id, std::move(steps), real_now());
  {
    const Keys keys;
    Canvas canvas;
    while (!run.outcome()) {
      canvas.draw(run, library);
      const char key = keys.next(100ms);
      run.tick(real_now().boot);
      if (key == ' ') run.pause(!run.paused());
      if (key == 'h') run.finish(ExerciseOutcome::hurt);
      if (key == 'q' || interrupted()) run.finish(ExerciseOutcome::stopped);
    }
  }
  return run.sessions();
}

}  // namespace postured
