#include <algorithm>
#include <array>

#include "report/charts.hpp"
#include "report/markup.hpp"
#include "report/words.hpp"

namespace postured::charts {
namespace {

constexpr double kWidth = 480;
constexpr double kLeft = 150, kRight = 40;
constexpr double kRow = 26, kBar = 18;
constexpr double kHeight = 6 * kRow + 6;

struct Row {
  std::string name;
  int n;
  std::string css;
};

}  // namespace

std::string prompt_answers(const PromptFigures& prompts) {
  const bool stand = prompts.kind == PromptKind::stand;
  const std::array<Row, 6> rows{{
      {"shown", prompts.shown, "shown"},
      {stand ? "got up" : "came back up", prompts.complied, "yes"},
      {"pressed Done", prompts.done, "yes"},
      {"snoozed first", prompts.snoozed, "later"},
      {"closed", prompts.dismissed, "no"},
      {"no answer", prompts.expired, "no"},
  }};
  std::string description;
  for (const Row& row : rows) description += row.name + ": " + std::to_string(row.n) + ". ";
  const std::string name = words::prompt_name(prompts.kind);
  markup::Chart chart("prompts-" + std::string(to_string(prompts.kind)), kWidth, kHeight,
                      name + ": reminders and answers", description);
  const double scale = (kWidth - kLeft - kRight) / std::max(1, prompts.shown);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows.at(i);
    const double y = kRow * static_cast<double>(i) + 4;
    chart.text(kLeft - 8, y + kBar - 4, "end", "label", row.name);
    if (row.n > 0) {
      chart.bar(kLeft, y, row.n * scale, kBar, row.css, row.name + ": " + std::to_string(row.n),
                "ink-" + row.css);
    }
    chart.text(kLeft + row.n * scale + 6, y + kBar - 4, "start", "label", std::to_string(row.n));
  }
  chart.line(kLeft, 0, kLeft, kHeight - 4, "axis");
  return std::move(chart).finish();
}

}  // namespace postured::charts
