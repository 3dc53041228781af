// What a person chose by command rather than in the settings file: whether fluids are limited, and
// which exercises stay out of sight. Kept as text in a file beside the journal.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "coach/water.hpp"

namespace postured {

struct Choices {
  static constexpr std::size_t kMostHidden = 100;

  FluidsLimited fluids = FluidsLimited::not_asked;
  std::set<std::string> hidden;  // ids of exercises and routines

  bool operator==(const Choices&) const = default;
};

// One line each: "fluids_limited no", "hidden plank".
std::string to_text(const Choices& choices);
// What cannot be read is left out: then the question is asked again, or an exercise is seen again.
Choices choices_from_text(std::string_view text);

}  // namespace postured
