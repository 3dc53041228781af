#include "ctl/exercise_screen.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

namespace postured {
namespace {

using Kind = GuideStep::Kind;

std::string clock_words(double seconds) {
  const int whole = static_cast<int>(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// Fills while holding, getting ready or breathing in; empties while breathing out.
std::string bar(const GuidedExercise::View& view, std::size_t width) {
  const double passed = 1 - view.left_s / view.step->duration_s;
  const double fraction = view.step->kind == Kind::breathe_out ? 1 - passed : passed;
  const auto filled =
      static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(width) + 0.5);
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  std::string word;
  while (words >> word) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > width) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

std::vector<std::string> exercise_screen(const GuidedExercise& run, const ExerciseLibrary& library,
                                         const Screen& screen) {
  const GuidedExercise::View view = run.view();
  const GuideScreen shown = guide_screen(run, library, Phase::normal);
  const auto columns = static_cast<std::size_t>(std::max(20, screen.columns));
  const std::size_t width = std::min<std::size_t>(columns - 4, 72);
  const std::string time = clock_words(view.done_s) + " of " + clock_words(view.total_s);
  std::vector<std::string> lines{""};
  const std::size_t gap =
      width > shown.title.size() + time.size() ? width - shown.title.size() - time.size() : 1;
  lines.push_back(shown.title + std::string(gap, ' ') + time);
  lines.emplace_back();
  const std::string action = run.paused() ? "Paused" : shown.action;
  lines.push_back(fmt::format("{:<14}{:>4}   {}", action, shown.left_s, shown.count));
  lines.push_back(bar(view, std::min<std::size_t>(width - 2, 40)));
  lines.emplace_back();
  const auto add = [&](const std::string& text) {
    for (std::string& line : wrapped(text, width)) lines.push_back(std::move(line));
  };
  add(std::string(kStopRule));
  lines.emplace_back();
  for (const std::string& step : shown.steps) add(step);
  if (!shown.not_if.empty()) {
    lines.emplace_back();
    add("Not if: " + shown.not_if + ".");
  }
  lines.emplace_back();
  add("Space pauses, h: it hurts, q or Ctrl-C stops.");
  if (lines.size() > static_cast<std::size_t>(screen.rows)) {
    lines.resize(static_cast<std::size_t>(screen.rows));
  }
  for (std::string& line : lines) {
    if (!line.empty()) line.insert(0, "  ");
    if (line.size() > columns) line.resize(columns);
  }
  return lines;
}

}  // namespace postured
