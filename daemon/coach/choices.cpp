#include "coach/choices.hpp"

namespace postured {
namespace {
constexpr std::string_view kFluids = "fluids_limited ", kHidden = "hidden ";
constexpr std::size_t kLongestId = 48;
}  // namespace

std::string to_text(const Choices& choices) {
  std::string text = std::string(kFluids) + std::string(to_string(choices.fluids)) + "\n";
  for (const std::string& id : choices.hidden) text += std::string(kHidden) + id + "\n";
  return text;
}

Choices choices_from_text(std::string_view text) {
  Choices choices;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with(kFluids)) {
      const auto answer = fluids_limited_from_string(line.substr(kFluids.size()));
      // Of two lines the more careful one.
      if (answer) choices.fluids = more_careful(choices.fluids, *answer);
    } else if (line.starts_with(kHidden)) {
      const std::string_view id = line.substr(kHidden.size());
      const bool room = choices.hidden.size() < Choices::kMostHidden;
      if (!id.empty() && id.size() <= kLongestId && room) choices.hidden.emplace(id);
    }
  }
  return choices;
}

}  // namespace postured
