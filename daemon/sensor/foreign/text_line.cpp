#include "sensor/foreign/text_line.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

namespace postured {
namespace {

bool is_text(std::uint8_t byte) {
  return (byte >= ' ' && byte <= '~') || byte == '\t' || byte == '\r' || byte == '\n';
}

constexpr std::string_view kBlanks = " \t", kMarks = ",;", kAny = " \t,;";

bool append(Numbers& numbers, std::string_view text) {
  const auto value = number_of(text);
  if (!value || numbers.count == Numbers::kMost) return false;
  numbers.at[numbers.count++] = *value;
  numbers.all_whole = numbers.all_whole && text.find('.') == std::string_view::npos;
  return true;
}

}  // namespace

FrameLook look_for_line(std::span<const std::uint8_t> head) {
  const void* const end = std::memchr(head.data(), '\n', head.size());
  const std::size_t size =
      end == nullptr
          ? head.size()
          : static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - head.data()) + 1;
  for (std::size_t i = 0; i < std::min(size, kMaxForeignFrame); ++i) {
    if (!is_text(head[i])) return {FrameLook::Kind::nothing, i + 1};
  }
  if (size > kMaxForeignFrame) return {FrameLook::Kind::nothing, kMaxForeignFrame};
  if (end == nullptr) {
    if (size < kMaxForeignFrame) return {};
    return {FrameLook::Kind::nothing, kMaxForeignFrame};
  }
  return {FrameLook::Kind::frame, size};
}

std::string_view line_text(std::span<const std::uint8_t> line) {
  std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> whole_number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Numbers> numbers_between(std::string_view text, std::string_view separator) {
  Numbers numbers;
  while (true) {
    const std::size_t end = text.find(separator);
    if (!append(numbers, text.substr(0, end))) return std::nullopt;
    if (end == std::string_view::npos) return numbers;
    text.remove_prefix(end + separator.size());
  }
}

std::optional<Numbers> numbers_apart(std::string_view text) {
  Numbers numbers;
  while (true) {
    const std::size_t end = std::min(text.find_first_of(kAny), text.size());
    if (!append(numbers, text.substr(0, end))) return std::nullopt;
    text.remove_prefix(end);
    const auto skip_blanks = [&text] {
      text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    };
    skip_blanks();
    if (text.empty()) return numbers;
    if (kMarks.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
      skip_blanks();
      if (text.empty()) return numbers;  // sketches like to print one too many
    }
  }
}

}  // namespace postured
