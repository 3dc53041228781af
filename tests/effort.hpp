// How much a long test may do.
#pragma once

#include <cstdlib>
#include <string_view>

namespace postured::testing_effort {

// Unoptimised code with sanitizers is some fifty times slower: long tests take a part of their
// work.
#ifdef NDEBUG
inline constexpr bool kOptimised = true;
#else
inline constexpr bool kOptimised = false;
#endif

// POSTURED_LONG=1 (./check --long)
inline bool is_long() {
  const char* value = std::getenv("POSTURED_LONG");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace postured::testing_effort
