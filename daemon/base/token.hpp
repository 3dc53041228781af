// Tokens of an enumeration whose enumerators count from 0, in their order.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace postured {

// nullopt: it is none of them.
template <class Enum, std::size_t n>
std::optional<Enum> from_token(const std::array<std::string_view, n>& tokens,
                               std::string_view text) {
  const auto found = std::find(tokens.begin(), tokens.end(), text);
  if (found == tokens.end()) return std::nullopt;
  return static_cast<Enum>(found - tokens.begin());
}

}  // namespace postured
