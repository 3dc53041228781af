#include "sensor/foreign/csv.hpp"

#include <algorithm>
#include <cmath>

#include "sensor/foreign/text_line.hpp"

namespace postured {
namespace {

constexpr std::string_view kAllowed =
    "name each column of a line: t_s, t_ms or t_us, ax, ay, az, gx, gy, gz, or - for what is of no "
    "use, for example \"t_ms,ax,ay,az,gx,gy,gz\"";
constexpr std::array<std::string_view, 3> kAccel{"ax", "ay", "az"}, kGyro{"gx", "gy", "gz"};
constexpr std::uint64_t kBadLines = 50;  // in a row: it is not these columns
// A stamp beyond this (30,000 years) is not exact in microseconds.
constexpr double kMaxStamp_us = 1e18;

double unit_us(std::string_view time_column) {
  if (time_column == "t_s") return 1e6;
  if (time_column == "t_ms") return 1e3;
  return time_column == "t_us" ? 1 : 0;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "acc: 1,2,3" and "acc=1,2,3" -> "1,2,3"
std::string_view without_prefix(std::string_view line) {
  const std::size_t mark = line.find_first_of(":=");
  if (mark == std::string_view::npos) return line;
  line.remove_prefix(mark + 1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line;
}

Vec3 vector(const Numbers& numbers, const std::array<std::size_t, 3>& at) {
  return {numbers.at[at[0]], numbers.at[at[1]], numbers.at[at[2]]};
}

}  // namespace

CsvColumnsResult parse_csv_columns(std::string_view text) {
  CsvColumnsResult result;
  CsvColumns& columns = result.columns;
  std::array<int, 6> seen{};  // how often ax ay az gx gy gz stand there
  std::array<std::size_t, 3> gyro{};
  const auto fail = [&result](const std::string& what) {
    result.error = "sensor.csv.columns: " + what + ": " + std::string(kAllowed);
    return result;
  };
  if (trimmed(text).empty()) return fail("is empty");
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view name = trimmed(text.substr(0, comma));
    const auto accel_at = std::find(kAccel.begin(), kAccel.end(), name);
    const auto gyro_at = std::find(kGyro.begin(), kGyro.end(), name);
    if (accel_at != kAccel.end()) {
      const auto axis = static_cast<std::size_t>(accel_at - kAccel.begin());
      columns.accel[axis] = columns.count;
      ++seen[axis];
    } else if (gyro_at != kGyro.end()) {
      const auto axis = static_cast<std::size_t>(gyro_at - kGyro.begin());
      gyro[axis] = columns.count;
      ++seen[3 + axis];
    } else if (unit_us(name) > 0) {
      if (columns.time) return fail("has two times");
      columns.time = columns.count;
      columns.time_us = unit_us(name);
    } else if (name != "-") {
      return fail("\"" + std::string(name) + "\" is not known");
    }
    if (++columns.count > Numbers::kMost) return fail("has more than 32 columns");
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (seen[0] != 1 || seen[1] != 1 || seen[2] != 1) return fail("needs each of ax, ay, az once");
  if (seen[3] == 1 && seen[4] == 1 && seen[5] == 1) {
    columns.gyro = gyro;
  } else if (seen[3] + seen[4] + seen[5] > 0) {
    return fail("needs each of gx, gy, gz once, or none");
  }
  return result;
}

CsvDecoder::CsvDecoder(SensorSink& sink, const CsvOptions& options)
    : ForeignDecoder(SensorKind::csv, sink, {}),
      scanner_(look_for_line, '\n'),
      options_(options),
      columns_(parse_csv_columns(options.columns)) {
  forget();
}

void CsvDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  if (!columns_.error.empty()) {
    refuse(columns_.error);
    return;
  }
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_line(line_text(frame)); });
}

void CsvDecoder::forget() {
  scanner_.reset();
  scale_.reset();
  bad_lines_in_a_row_ = 0;
  if (!columns_.columns.gyro) {
    set_missing("Its lines have no turning rates, so lean is less exact while you move.");
  }
}

void CsvDecoder::on_line(std::string_view line) {
  if (line.empty() || line.front() == '#') return;
  const auto numbers = numbers_apart(without_prefix(line));
  if (numbers && numbers->count == columns_.columns.count) {
    bad_lines_in_a_row_ = 0;
    on_numbers(*numbers);
    return;
  }
  count_malformed();
  if (++bad_lines_in_a_row_ < kBadLines) return;
  refuse("No line of the last " + std::to_string(kBadLines) + " had the " +
         std::to_string(columns_.columns.count) +
         " numbers that sensor.csv.columns names: compare them with what the sensor prints.");
}

void CsvDecoder::on_numbers(const Numbers& numbers) {
  const CsvColumns& columns = columns_.columns;
  const Vec3 accel = vector(numbers, columns.accel);
  double scale_m_s2 = options_.accel_per_g > 0 ? kGravity_m_s2 / options_.accel_per_g : 0;
  if (scale_m_s2 == 0) {
    if (!scale_.add(accel)) {
      if (!scale_.problem().empty()) {
        refuse("In the lines of the sensor " + scale_.problem() +
               ": check sensor.csv.columns, or set sensor.csv.accel_per_g.");
      }
      return;
    }
    scale_m_s2 = scale_.m_s2();
  }
  ForeignReading reading;
  reading.accel_m_s2 = scale_m_s2 * accel;
  if (columns.gyro) {
    reading.gyro_rad_s = kRadPerDeg / options_.gyro_per_dps * vector(numbers, *columns.gyro);
  }
  if (!columns.time) {
    add(reading);
    return;
  }
  const double stamp_us = numbers.at[*columns.time] * columns.time_us;
  if (std::abs(stamp_us) > kMaxStamp_us) {
    count_malformed();
    return;
  }
  add_stamped(reading, std::llround(stamp_us));
}

}  // namespace postured
