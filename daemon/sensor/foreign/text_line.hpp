// Lines of text from a sensor: where one ends, and the numbers in it. Nothing allocates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

// The line at the head, up to and with its line feed, if it is printable text (tabs too) of at most
// kMaxForeignFrame bytes; `nothing` with the length to skip, if not. A carriage return may precede
// the line feed.
FrameLook look_for_line(std::span<const std::uint8_t> head);

// A line without its end and without blanks around it.
std::string_view line_text(std::span<const std::uint8_t> line);

// A decimal number without anything around it; nullopt for anything else (nan and inf too).
std::optional<double> number_of(std::string_view text);
std::optional<std::int64_t> whole_number_of(std::string_view text);

// The numbers of a line.
struct Numbers {
  static constexpr std::size_t kMost = 32;
  std::array<double, kMost> at{};
  std::size_t count = 0;
  bool all_whole = true;  // no decimal point in any of them
};
// nullopt unless everything between the separators is a number. A separator is exactly
// `separator`, which is not empty ("\t", ", ").
std::optional<Numbers> numbers_between(std::string_view text, std::string_view separator);
// The same with whatever separates: commas, semicolons, tabs or blanks, alone or with blanks
// around.
std::optional<Numbers> numbers_apart(std::string_view text);

}  // namespace postured
