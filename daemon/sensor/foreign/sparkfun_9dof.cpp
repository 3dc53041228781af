#include "sensor/foreign/sparkfun_9dof.hpp"

#include "sensor/foreign/text_line.hpp"

namespace postured {
namespace {

constexpr std::string_view kSeparator = ", ";
constexpr std::size_t kAccelOnly = 4, kUncertain = 7, kDefaultColumns = 10, kMostColumns = 18;
constexpr std::int64_t kWrap_us = (std::int64_t{1} << 32) * 1000;  // its milliseconds have 32 bits

// A time in whole milliseconds first, and a number of columns that the firmware can make.
std::optional<Numbers> columns_of(std::string_view line) {
  const std::size_t end = line.find(kSeparator);
  const auto time_ms = whole_number_of(line.substr(0, end));
  if (!time_ms || *time_ms < 0 || *time_ms >= std::int64_t{1} << 32) return std::nullopt;
  if (end == std::string_view::npos) return std::nullopt;
  auto columns = numbers_between(line.substr(end + kSeparator.size()), kSeparator);
  if (!columns) return std::nullopt;
  const std::size_t count = columns->count + 1;
  if (count != kAccelOnly && count != kUncertain &&
      (count < kDefaultColumns || count > kMostColumns)) {
    return std::nullopt;
  }
  for (std::size_t i = columns->count; i-- > 0;) {
    if (i + 1 < Numbers::kMost) columns->at[i + 1] = columns->at[i];
  }
  columns->at[0] = static_cast<double>(*time_ms);
  columns->count = count;
  return columns;
}

Vec3 vector(const Numbers& columns, std::size_t first) {
  return {columns.at[first], columns.at[first + 1], columns.at[first + 2]};
}

}  // namespace

FrameLook look_for_sparkfun_9dof(std::span<const std::uint8_t> head) {
  FrameLook look = look_for_line(head);
  if (look.kind != FrameLook::Kind::frame) return look;
  const auto columns = columns_of(line_text(head.first(look.size)));
  const bool ours = columns && columns->count == kDefaultColumns && !columns->all_whole &&
                    vector(*columns, 1).norm() > 0.3 && vector(*columns, 1).norm() < 4;
  if (!ours) look.kind = FrameLook::Kind::nothing;
  return look;
}

Sparkfun9dofDecoder::Sparkfun9dofDecoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::sparkfun_9dof, sink, {2, 2000}, 0, kWrap_us),
      scanner_(look_for_line, '\n') {}

void Sparkfun9dofDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_line(line_text(frame)); });
}

void Sparkfun9dofDecoder::forget() {
  scanner_.reset();
  counts_scale_.reset();
}

void Sparkfun9dofDecoder::on_line(std::string_view line) {
  const auto columns = columns_of(line);
  if (!columns) {
    count_malformed();
    return;
  }
  const auto stamp_us = static_cast<std::int64_t>(columns->at[0]) * 1000;
  ForeignReading reading;
  if (columns->all_whole) {
    if (!counts_scale_.add(vector(*columns, 1))) {
      if (!counts_scale_.problem().empty()) {
        refuse("The SparkFun 9DoF sends raw counts, and " + counts_scale_.problem() +
               ". Switch calculated values on (key c).");
      }
      return;
    }
    set_missing(
        "It sends raw counts, which do not tell turning rates, so lean is less exact while "
        "you move. Switch calculated values on (key c).");
    reading.accel_m_s2 = counts_scale_.m_s2() * vector(*columns, 1);
  } else if (columns->count < kDefaultColumns) {
    set_missing(
        "Its columns do not tell for certain which are turning rates, so lean is less "
        "exact while you move. Switch gyroscope and magnetometer on (keys g and m).");
    reading.accel_m_s2 = kGravity_m_s2 * vector(*columns, 1);
  } else {
    set_missing("");
    reading.accel_m_s2 = kGravity_m_s2 * vector(*columns, 1);
    reading.gyro_rad_s = kRadPerDeg * vector(*columns, 4);
  }
  add_stamped(reading, stamp_us);
}

}  // namespace postured
