// What is written down of pain and flare-ups, as a report reads it.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"

namespace postured {

struct PainEntry {
  WallTime at{};
  int nrs = 0;  // numerical rating scale, 0..10
  std::string site, note;
};

struct FlareUp {
  WallTime onset{};
  std::optional<WallTime> ended;  // nullopt: it goes on
};

}  // namespace postured
