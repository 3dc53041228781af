#include "sensor/capture.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace postured {
namespace {

constexpr std::string_view kMagic = "PSTRCAP2", kOldMagic = "PSTRCAP1";
constexpr std::size_t kLengthSize = 4;
// Delay, event and length; the older format has no event.
constexpr std::size_t kDelaySize = 4, kEventSize = 1, kSizeSize = 2;
constexpr std::size_t kMaxRecordBytes = std::numeric_limits<std::uint16_t>::max();
constexpr std::int64_t kMaxDelay_us = std::numeric_limits<std::uint32_t>::max();

void put(std::vector<std::uint8_t>& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
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

std::string text_of(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

double number_or(std::string_view text, double otherwise) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = error == std::errc() && end == text.data() + text.size() && value > 0;
  return good && std::isfinite(value) ? value : otherwise;
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
  if (key == "board") header.board = value;
  if (key == "firmware") header.firmware = value;
  if (key == "mounting") header.mounting = value;
  if (key == "accelerometer") header.accelerometer = value;
  if (key == "csv_columns") header.csv.columns = value;
  if (key == "csv_accel_per_g") header.csv.accel_per_g = number_or(value, 0);
  if (key == "csv_gyro_per_dps") header.csv.gyro_per_dps = number_or(value, 1);
  if (key == "kind") {
    const auto kind = sensor_kind_from(value);
    if (!kind) {
      return "The capture is of a sensor \"" + std::string(value) +
             "\", which this postured does not know: update it.";
    }
    header.kind = *kind;
  }
  if (key == "started_utc_ms" || key == "utc_offset_s" || key == "phase_us") {
    if (!parse_number(value, number)) {
      return "The capture's header says \"" + std::string(line) + "\", which is not a number.";
    }
    if (key == "started_utc_ms") {
      header.started.utc = UtcTime(std::chrono::milliseconds(number));
    } else if (key == "phase_us") {
      header.phase = std::chrono::microseconds(std::clamp<std::int64_t>(number, 0, 999'999));
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

bool looks_like_capture(std::string_view bytes) {
  return bytes.starts_with(kMagic) || bytes.starts_with(kOldMagic);
}

std::vector<std::uint8_t> encode_capture_header(const CaptureHeader& header) {
  std::string text;
  put_line(text, "kind", std::string(spec_of(header.kind).name));
  put_line(text, "serial", header.serial);
  put_line(text, "board", header.board);
  put_line(text, "firmware", header.firmware);
  put_line(text, "placement", header.placement);
  put_line(text, "note", header.note);
  put_line(text, "started_utc_ms", std::to_string(header.started.utc.time_since_epoch().count()));
  put_line(text, "utc_offset_s", std::to_string(header.started.utc_offset.count()));
  put_line(text, "phase_us", std::to_string(header.phase.count()));
  if (!header.mounting.empty()) put_line(text, "mounting", header.mounting);
  if (!header.accelerometer.empty()) put_line(text, "accelerometer", header.accelerometer);
  if (header.kind == SensorKind::csv) {
    put_line(text, "csv_columns", header.csv.columns);
    put_line(text, "csv_accel_per_g", text_of(header.csv.accel_per_g));
    put_line(text, "csv_gyro_per_dps", text_of(header.csv.gyro_per_dps));
  }
  std::vector<std::uint8_t> out(kMagic.begin(), kMagic.end());
  put(out, text.size(), kLengthSize);
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

std::vector<std::uint8_t> encode_capture_record(std::chrono::microseconds delay,
                                                std::span<const std::uint8_t> bytes,
                                                CaptureEvent event) {
  std::vector<std::uint8_t> out;
  std::int64_t left_us = std::max<std::int64_t>(delay.count(), 0);
  for (; left_us > kMaxDelay_us; left_us -= kMaxDelay_us) {
    put(out, kMaxDelay_us, kDelaySize);
    put(out, static_cast<std::uint64_t>(CaptureEvent::bytes), kEventSize);
    put(out, 0, kSizeSize);
  }
  do {
    const auto part = bytes.first(std::min(bytes.size(), kMaxRecordBytes));
    bytes = bytes.subspan(part.size());
    put(out, static_cast<std::uint64_t>(left_us), kDelaySize);
    put(out, static_cast<std::uint64_t>(event), kEventSize);
    put(out, part.size(), kSizeSize);
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
  result.capture.has_events = bytes.starts_with(kMagic);
  const std::size_t event_size = result.capture.has_events ? kEventSize : 0;
  const std::size_t head_size = kDelaySize + event_size + kSizeSize;
  bytes.remove_prefix(kMagic.size());
  const std::uint64_t header_size = bytes.size() < kLengthSize ? 0 : get(bytes, 0, kLengthSize);
  if (bytes.size() < kLengthSize || header_size > bytes.size() - kLengthSize) {
    result.error = "The capture ends within its header: the file was cut.";
    return result;
  }
  result.error = parse_header(bytes.substr(kLengthSize, header_size), result.capture.header);
  if (!result.error.empty()) return result;
  bytes.remove_prefix(kLengthSize + header_size);

  BootTime arrival(result.capture.header.phase);
  while (bytes.size() >= head_size) {
    const std::uint64_t size = get(bytes, kDelaySize + event_size, kSizeSize);
    if (size > bytes.size() - head_size) break;
    const std::uint64_t event = get(bytes, kDelaySize, event_size);
    arrival += std::chrono::microseconds(static_cast<std::int64_t>(get(bytes, 0, kDelaySize)));
    const std::string_view data = bytes.substr(head_size, size);
    // Without bytes it only carries time; events of a newer postured are left out.
    const bool known = event <= static_cast<std::uint64_t>(CaptureEvent::lost);
    if (known && (event != 0 || size > 0)) {
      result.capture.records.push_back(
          {arrival, {data.begin(), data.end()}, static_cast<CaptureEvent>(event)});
    }
    bytes.remove_prefix(head_size + size);
  }
  result.capture.tail_damaged = !bytes.empty();
  return result;
}

}  // namespace postured
