#include "ctl/live_view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ctl/words.hpp"

namespace postured {
namespace {

constexpr int kFigureRows = 10;
constexpr int kFigureColumns = 30;
constexpr double kCellAspect = 2.0;  // a terminal cell is about twice as high as wide
constexpr double kNeutralBack_deg = -15, kNeutralForward_deg = 10;

class Figure {
 public:
  // A line from the hip upwards, leaning to the right of the screen by `angle_deg`.
  void line(double angle_deg, double from, double to, char mark) {
    const double angle = angle_deg * std::numbers::pi / 180;
    constexpr int kSteps = 60;
    for (int i = 0; i <= kSteps; ++i) {
      const double r = (from + (to - from) * i / kSteps) * (kFigureRows - 1);
      put(r * std::sin(angle) * kCellAspect, r * std::cos(angle), mark);
    }
  }
  void head(double angle_deg) {
    const double angle = angle_deg * std::numbers::pi / 180;
    const double r = kFigureRows - 1;
    put(r * std::sin(angle) * kCellAspect, r * std::cos(angle), 'O');
  }
  std::vector<std::string> rows() const { return rows_; }

 private:
  void put(double right, double up, char mark) {
    const long column = kFigureColumns / 2 + std::lround(right);
    const long row = kFigureRows - 1 - std::lround(up);
    if (column < 0 || column >= kFigureColumns || row < 0 || row >= kFigureRows) return;
    rows_[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = mark;
  }
  std::vector<std::string> rows_ =
      std::vector<std::string>(kFigureRows, std::string(kFigureColumns, ' '));
};

std::vector<std::string> figure(const ControlState& state) {
  Figure figure;
  figure.line(kNeutralBack_deg, 0.35, 1, '.');
  figure.line(kNeutralForward_deg, 0.35, 1, '.');
  if (!std::isnan(state.lean_deg) && state.axis_known) {
    figure.line(state.lean_deg, 0, 0.9, '#');
    figure.head(state.lean_deg);
  }
  auto rows = figure.rows();
  rows.emplace_back("       back   |   forward      ");
  return rows;
}

std::string bar(double fraction, int width) {
  const int filled = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * width + 0.5);
  return "[" + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(width - filled), '.') + "]";
}

std::vector<std::string> facts(const ControlState& state) {
  std::vector<std::string> lines;
  lines.push_back(headline(state));
  lines.push_back(lean_words(state));
  if (state.lower_link != "none") lines.push_back(curvature_words(state));
  lines.emplace_back();
  lines.push_back("Body     " + body_words(state));
  lines.push_back("Sitting  " + sitting_words(state));
  if (state.next_stand_s >= 0 && state.sitting_s + state.next_stand_s > 0) {
    lines.push_back("         " +
                    bar(state.sitting_s / (state.sitting_s + state.next_stand_s), 24));
  } else {
    lines.emplace_back();
  }
  const auto fact = [&lines](const char* label, const std::string& words) {
    if (!words.empty()) lines.push_back(label + words);
  };
  fact("Asked    ", shown_words(state));
  fact("Waiting  ", waiting_words(state));
  fact("Quiet    ", quiet_words(state));
  fact("Paused   ", pause_words(state));
  fact("Water    ", water_words(state));
  lines.emplace_back();
  lines.push_back("Sensor   " + sensor_words(state));
  if (state.lower_link != "none") lines.push_back("Lower    " + lower_sensor_words(state));
  lines.push_back("Journal  " + state.journal);
  if (state.calibration_step != "idle" && state.calibration_step != "done") {
    lines.push_back(state.calibration_instruction);
  }
  return lines;
}

}  // namespace

std::vector<std::string> live_view(const ControlState& state, const std::string& message,
                                   const Screen& screen) {
  std::vector<std::string> lines{" postured" + (state.version.empty() ? "" : " " + state.version),
                                 ""};
  if (!message.empty()) {
    lines.push_back("  " + message);
  } else {
    const bool beside = screen.columns >= 72;
    const auto left = figure(state);
    const auto right = facts(state);
    if (!beside) {
      for (const std::string& line : right) lines.push_back(" " + line);
    } else {
      for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        std::string row = i < left.size() ? left[i] : std::string(kFigureColumns, ' ');
        lines.push_back(row + "  " + (i < right.size() ? right[i] : ""));
      }
    }
  }
  if (!state.clips_note.empty()) lines.push_back(" " + state.clips_note);
  lines.emplace_back("");
  lines.emplace_back(" Ctrl-C ends this view.");
  if (lines.size() > static_cast<std::size_t>(screen.rows)) {
    lines.resize(static_cast<std::size_t>(screen.rows));
  }
  for (std::string& line : lines) {
    if (line.size() > static_cast<std::size_t>(screen.columns)) {
      line.resize(static_cast<std::size_t>(screen.columns));
    }
  }
  return lines;
}

}  // namespace postured
