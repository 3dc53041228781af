#include "coach/desktop_context.hpp"

#include <array>

namespace postured {
namespace {

struct QuietSpec {
  Quiet quiet;
  std::string_view token, words;
};
constexpr std::array<QuietSpec, 5> kQuiet{{
    {Quiet::do_not_disturb, "do_not_disturb", "do not disturb is on"},
    {Quiet::screen_shared, "screen_shared", "the screen is shared or recorded"},
    {Quiet::microphone, "microphone", "the microphone is in use"},
    {Quiet::camera, "camera", "the camera is in use"},
    {Quiet::full_screen, "full_screen", "a window fills the screen"},
}};

}  // namespace

std::string_view to_string(Quiet quiet) { return kQuiet[static_cast<std::size_t>(quiet)].token; }

std::string_view in_words(Quiet quiet) { return kQuiet[static_cast<std::size_t>(quiet)].words; }

std::optional<Quiet> quiet_from_string(std::string_view token) {
  for (const QuietSpec& spec : kQuiet) {
    if (spec.token == token) return spec.quiet;
  }
  return std::nullopt;
}

}  // namespace postured
