#include "sensor/capture.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace postured {
namespace {

constexpr std::string_view kMagic = "PSTRCAP1";
constexpr std::size_t kLengthSize = 4;
constexpr std::size_t kRecordHeaderSize = 6;
constexpr std::size_t kMaxRecordBytes = std::numeric_limits<std::uint16_t>::max();
constexpr std::int64_t kMaxDelay_us = std::numeric_limits<std::uint32_t>::max();

void put(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t get(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

// Values come from people and devices: a line end in one must not start another key.
void put_line(std::string& text, std::string_view key, std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  text.append(key).append(": ").append(value).append("\n");
}

bool parse_number(std::string_view text, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// "" or what is wrong.
std::string parse_header_line(std::string_view line, CaptureHeader& header) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return "";  // nothing we wrote, nothing we need
  const std::string_view key = line.substr(0, colon), value = line.substr(colon + 2);
  std::int64_t number = 0;
  if (key == "serial") header.serial = value;
  if (key == "placement") header.placement = value;
  if (key == "note") header.note = value;
  if (key == "started_utc_ms" || key == "utc_offset_s") {
    if (!parse_number(value, number)) {
      return "The capture's header says \"" + std::string(line) + "\", which is not a number.";
    }
    if (key == "started_utc_ms") {
      header.started.utc = UtcTime(std::chrono::milliseconds(number));
    } else {
      header.started.utc_offset = std::chrono::seconds(number);
    }
  }
  return "";
}

std::string parse_header(std::string_view text, CaptureHeader& header) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (std::string error = parse_header_line(text.substr(0, end), header); !error.empty()) {
      return error;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";
}

}  // namespace

bool looks_like_capture(std::string_view bytes) { return bytes.starts_with(kMagic); }

std::vector<std::uint8_t> encode_capture_header(const CaptureHeader& header) {
  std::string text;
  put_line(text, "serial", header.serial);
  put_line(text, "placement", header.placement);
  put_line(text, "note", header.note);
  put_line(text, "started_utc_ms", std::to_string(header.started.utc.time_since_epoch().count()));
  put_line(text, "utc_offset_s", std::to_string(header.started.utc_offset.count()));
  std::vector<std::uint8_t> out(kMagic.begin(), kMagic.end());
  put(out, text.size(), kLengthSize);
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

std::vector<std::uint8_t> encode_capture_record(std::chrono::microseconds delay,
                                                std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> out;
  std::int64_t left_us = std::max<std::int64_t>(delay.count(), 0);
  for (; left_us > kMaxDelay_us; left_us -= kMaxDelay_us) {
    put(out, kMaxDelay_us, 4);
    put(out, 0, 2);
  }
  do {
    const auto part = bytes.first(std::min(bytes.size(), kMaxRecordBytes));
    bytes = bytes.subspan(part.size());
    put(out, static_cast<std::uint64_t>(left_us), 4);
    put(out, part.size(), 2);
    out.insert(out.end(), part.begin(), part.end());
    left_us = 0;
  } while (!bytes.empty());
  return out;
}

CaptureResult parse_capture(std::string_view bytes) {
  CaptureResult result;
  if (!looks_like_capture(bytes)) {
    result.error = "This is not a capture: it does not begin with " + std::string(kMagic) + ".";
    return result;
  }
  bytes.remove_prefix(kMagic.size());
  const std::uint64_t header_size = bytes.size() < kLengthSize ? 0 : get(bytes, 0, kLengthSize);
  if (bytes.size() < kLengthSize || header_size > bytes.size() - kLengthSize) {
    result.error = "The capture ends within its header: the file was cut.";
    return result;
  }
  result.error = parse_header(bytes.substr(kLengthSize, header_size), result.capture.header);
  if (!result.error.empty()) return result;
  bytes.remove_prefix(kLengthSize + header_size);

  BootTime arrival{};
  while (bytes.size() >= kRecordHeaderSize) {
    const std::uint64_t size = get(bytes, 4, 2);
    if (size > bytes.size() - kRecordHeaderSize) break;
    arrival += std::chrono::microseconds(static_cast<std::int64_t>(get(bytes, 0, 4)));
    const std::string_view data = bytes.substr(kRecordHeaderSize, size);
    // Empty records only carry time.
    if (size > 0) result.capture.records.push_back({arrival, {data.begin(), data.end()}});
    bytes.remove_prefix(kRecordHeaderSize + size);
  }
  result.capture.tail_damaged = !bytes.empty();
  return result;
}

}  // namespace postured
