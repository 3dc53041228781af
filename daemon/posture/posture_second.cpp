#include "posture/posture_second.hpp"

#include <array>
#include <utility>

namespace postured {

namespace {

constexpr std::array<std::pair<BodyState, std::string_view>, 5> kBodyTokens{{
    {BodyState::unknown, "unknown"},
    {BodyState::sitting, "sitting"},
    {BodyState::standing, "standing"},
    {BodyState::walking, "walking"},
    {BodyState::lying, "lying"},
}};

constexpr std::array<std::pair<LeanState, std::string_view>, 7> kLeanTokens{{
    {LeanState::unknown, "unknown"},
    {LeanState::not_judged, "not_judged"},
    {LeanState::upright, "upright"},
    {LeanState::leaning, "leaning"},
    {LeanState::slouched, "slouched"},
    {LeanState::reclined, "reclined"},
    {LeanState::side_lean, "side_lean"},
}};

}  // namespace

std::string_view to_string(BodyState body) {
  for (const auto& [value, token] : kBodyTokens) {
    if (value == body) return token;
  }
  return "unknown";
}

std::string_view to_string(LeanState lean) {
  for (const auto& [value, token] : kLeanTokens) {
    if (value == lean) return token;
  }
  return "unknown";
}

std::string_view to_string(Rounding rounding) {
  switch (rounding) {
    case Rounding::none:
      return "none";
    case Rounding::rounding:
      return "rounding";
    case Rounding::rounded:
      return "rounded";
  }
  return "none";
}

BodyState body_state_from_string(std::string_view text) {
  for (const auto& [value, token] : kBodyTokens) {
    if (token == text) return value;
  }
  return BodyState::unknown;
}

LeanState lean_state_from_string(std::string_view text) {
  for (const auto& [value, token] : kLeanTokens) {
    if (token == text) return value;
  }
  return LeanState::unknown;
}

}  // namespace postured
