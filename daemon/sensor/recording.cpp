#include "sensor/recording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

namespace postured {
namespace {

// A row this far ahead of its neighbours on both sides is a damaged time stamp, not a gap.
constexpr double kTimeOutlier_s = 10;
// Beyond this (30,000 years) microseconds would no longer be exact.
constexpr double kMaxTime_s = 1e12;
// Enough for any comment block: content is recognised without reading a whole file.
constexpr std::size_t kRecognitionBytes = 65'536;
constexpr std::size_t kMaxFields = 32;

// The columns we read, in the order of kColumnNames.
enum Column { kTime, kAx, kAy, kAz, kGx, kGy, kGz, kLabel, kColumns };
constexpr std::array<std::string_view, kColumns> kColumnNames = {
    "t_s", "ax_g", "ay_g", "az_g", "gx_dps", "gy_dps", "gz_dps", "label"};

struct Fields {
  std::array<std::string_view, kMaxFields> at;
  std::size_t count = 0;
};

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Takes the next line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trimmed(line);
}

void split(std::string_view line, Fields& fields) {
  fields.count = 0;
  while (fields.count < kMaxFields) {
    const void* comma = line.empty() ? nullptr : std::memchr(line.data(), ',', line.size());
    const std::size_t size =
        comma == nullptr ? line.size()
                         : static_cast<std::size_t>(static_cast<const char*>(comma) - line.data());
    fields.at[fields.count++] = trimmed(line.substr(0, size));
    if (comma == nullptr) return;
    line.remove_prefix(size + 1);
  }
}

// Where each of our columns is in the file; kMaxFields = absent.
struct Layout {
  std::array<std::size_t, kColumns> index;

  bool has(Column column) const { return index[column] < kMaxFields; }
  bool has_gyro() const { return has(kGx) && has(kGy) && has(kGz); }
  std::string_view field(const Fields& fields, Column column) const {
    return index[column] < fields.count ? fields.at[index[column]] : std::string_view();
  }
};

Layout layout_of(std::string_view header_line) {
  Fields fields;
  split(header_line, fields);
  Layout layout;
  layout.index.fill(kMaxFields);
  for (std::size_t i = 0; i < fields.count; ++i) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      const bool first = layout.index[column] == kMaxFields;
      if (first && fields.at[i] == kColumnNames[column]) layout.index[column] = i;
    }
  }
  return layout;
}

std::string missing_columns(const Layout& layout) {
  std::string missing;
  for (const Column column : {kTime, kAx, kAy, kAz}) {
    if (!layout.has(column))
      missing.append(missing.empty() ? "" : ", ").append(kColumnNames[column]);
  }
  return missing;
}

bool parse_number(std::string_view text, double& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

// Three neighbouring quantities; false unless all are numbers.
bool parse_vector(const Layout& layout, const Fields& fields, Column first, Vec3& out) {
  for (int i = 0; i < 3; ++i) {
    const auto column = static_cast<Column>(first + i);
    if (!parse_number(layout.field(fields, column), out[i])) return false;
  }
  return true;
}

std::optional<Recording::Row> parse_row(const Layout& layout, const Fields& fields) {
  Recording::Row row;
  if (!parse_number(layout.field(fields, kTime), row.t_s)) return std::nullopt;
  if (std::abs(row.t_s) > kMaxTime_s) return std::nullopt;
  if (!parse_vector(layout, fields, kAx, row.sample.accel_m_s2)) return std::nullopt;
  row.sample.accel_m_s2 *= kGravity_m_s2;
  row.sample.has_gyro = layout.has_gyro() &&
                        !(layout.field(fields, kGx).empty() && layout.field(fields, kGy).empty() &&
                          layout.field(fields, kGz).empty());
  if (row.sample.has_gyro) {
    if (!parse_vector(layout, fields, kGx, row.sample.gyro_rad_s)) return std::nullopt;
    row.sample.gyro_rad_s *= kRadPerDeg;
  }
  row.sample.time =
      DeviceTime(std::chrono::microseconds(static_cast<std::int64_t>(std::llround(row.t_s * 1e6))));
  row.label = layout.field(fields, kLabel);
  return row;
}

void read_comment(std::string_view line, Recording& recording) {
  line = trimmed(line.substr(1));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view key = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (key == "set") recording.set = value;
  if (key == "recording") recording.name = value;
  if (key == "location") recording.location = value;
  if (key == "note") recording.note = value;
  double rate_hz = 0;
  if (key == "rate_hz" && parse_number(value, rate_hz) && rate_hz > 0) recording.rate_hz = rate_hz;
}

// Appends the row where its time fits, or counts it.
void add_row(Recording& recording, Recording::Row&& row) {
  auto& rows = recording.rows;
  if (rows.size() >= 2 && row.sample.time <= rows.back().sample.time) {
    const Recording::Row& before = rows[rows.size() - 2];
    // One absurd time stamp must not cost all rows after it.
    if (row.sample.time > before.sample.time && rows.back().t_s - before.t_s > kTimeOutlier_s) {
      rows.pop_back();
      ++recording.skipped_rows;
    }
  }
  if (!rows.empty() && row.sample.time <= rows.back().sample.time) {
    ++recording.skipped_rows;
    return;
  }
  rows.push_back(std::move(row));
}

double median_rate_hz(const std::vector<Recording::Row>& rows) {
  std::vector<double> steps_s(rows.size() - 1);
  for (std::size_t i = 0; i < steps_s.size(); ++i) steps_s[i] = rows[i + 1].t_s - rows[i].t_s;
  const auto middle = steps_s.begin() + static_cast<std::ptrdiff_t>(steps_s.size() / 2);
  std::nth_element(steps_s.begin(), middle, steps_s.end());
  return 1 / *middle;
}

// Skips comments and blank lines; the next line is the header. Returns its number, 0 = none.
std::size_t find_header(std::string_view& text, std::string_view& header, Recording& recording) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark
  for (std::size_t number = 1; !text.empty(); ++number) {
    header = take_line(text);
    if (header.starts_with('#')) {
      read_comment(header, recording);
    } else if (!header.empty()) {
      return number;
    }
  }
  return 0;
}

}  // namespace

bool looks_like_recording(std::string_view text) {
  text = text.substr(0, kRecognitionBytes);
  std::string_view header;
  Recording ignored;
  if (find_header(text, header, ignored) == 0) return false;
  const Layout layout = layout_of(header);
  return layout.has(kTime) && layout.has(kAx);
}

RecordingResult parse_recording(std::string_view text) {
  RecordingResult result;
  Recording& recording = result.recording;
  std::string_view header;
  const std::size_t header_line = find_header(text, header, recording);
  if (header_line == 0) {
    result.error = "The file has no header line with the columns t_s,ax_g,ay_g,az_g.";
    return result;
  }
  const Layout layout = layout_of(header);
  if (const std::string missing = missing_columns(layout); !missing.empty()) {
    result.error = "Line " + std::to_string(header_line) + ": the header lacks " + missing +
                   "; needed are t_s,ax_g,ay_g,az_g, separated by commas.";
    return result;
  }

  recording.rows.reserve(text.size() / 64);  // a row of the format is about this long
  Fields fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty() || line.front() == '#') continue;
    split(line, fields);
    if (auto row = parse_row(layout, fields)) {
      add_row(recording, std::move(*row));
    } else {
      ++recording.skipped_rows;
    }
  }
  if (recording.rows.empty()) {
    result.error =
        "Line " + std::to_string(header_line + 1) + ": no usable row follows the header" +
        (recording.skipped_rows == 0 ? "."
                                     : "; the " + std::to_string(recording.skipped_rows) +
                                           " rows there are not numbers for t_s,ax_g,ay_g,az_g.");
    return result;
  }
  if (recording.rows.size() >= 2) recording.rate_hz = median_rate_hz(recording.rows);
  return result;
}

}  // namespace postured
