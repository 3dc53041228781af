#include "sensor/foreign/razor.hpp"

#include "sensor/foreign/text_line.hpp"

namespace postured {
namespace {

constexpr std::string_view kAngles = "#YPR=", kAll = "#YPRAG=";
constexpr double kAccelScale_m_s2 = -kGravity_m_s2 / 256;
constexpr double kGyroScale_rad_s = 0.06957 * kRadPerDeg;
constexpr std::size_t kSensorPrefix = 5;  // "#A-C="
// A second of its binary output, or more, without one line.
constexpr std::uint64_t kNoText = 1000;

// "#A-C=", "#M-R=", ...
bool is_sensor_line(std::string_view line) {
  return line.size() > kSensorPrefix && line[0] == '#' &&
         (line[1] == 'A' || line[1] == 'M' || line[1] == 'G') && line[2] == '-' &&
         (line[3] == 'C' || line[3] == 'R') && line[4] == '=';
}

std::optional<Numbers> values_of(std::string_view line) {
  std::size_t count = 3;
  std::size_t prefix = kSensorPrefix;
  if (line.starts_with(kAll)) {
    count = 9;
    prefix = kAll.size();
  } else if (!line.starts_with(kAngles) && !is_sensor_line(line)) {
    return std::nullopt;
  }
  const auto values = numbers_between(line.substr(prefix), ",");
  if (!values || values->count != count) return std::nullopt;
  return values;
}

}  // namespace

FrameLook look_for_razor(std::span<const std::uint8_t> head) {
  FrameLook look = look_for_line(head);
  if (look.kind != FrameLook::Kind::frame) return look;
  if (!values_of(line_text(head.first(look.size)))) look.kind = FrameLook::Kind::nothing;
  return look;
}

RazorDecoder::RazorDecoder(SensorSink& sink)
    // ADXL345 in full resolution at its default range; ITG-3200 has one range only.
    : ForeignDecoder(SensorKind::razor, sink, {2, 2000}), scanner_(look_for_razor, '\n') {}

void RazorDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  bytes_without_line_ += bytes.size();
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_line(line_text(frame)); });
  if (bytes_without_line_ >= kNoText) {
    refuse(
        "The Razor sends no readable lines. If it is in a binary mode, those have no beginning "
        "and no checksum: switch it to text with #ot, or with #osct for all readings.");
  }
}

void RazorDecoder::forget() {
  scanner_.reset();
  waiting_.reset();
  calibrated_ = false;
  bytes_without_line_ = 0;
}

void RazorDecoder::on_line(std::string_view line) {
  const auto values = values_of(line);
  if (!values) return;  // cannot be: it was looked at
  bytes_without_line_ = 0;
  const auto& value = values->at;
  if (line.starts_with(kAll)) {
    set_missing("");
    add({kAccelScale_m_s2 * Vec3(value[3], value[4], value[5]), Vec3(value[6], value[7], value[8]),
         false});
  } else if (line.starts_with(kAngles)) {
    set_missing(std::string(kOnlyAngles) + " Switch it to all readings with #osct.");
    // With z down, what points up is the other way round.
    const Vec3 up = -up_from_pitch_roll(kRadPerDeg * value[1], kRadPerDeg * value[2]);
    add({kGravity_m_s2 * up, std::nullopt, false});
  } else {
    on_sensor_line(line[1], line[3], Vec3(value[0], value[1], value[2]));
  }
}

void RazorDecoder::on_sensor_line(char sensor, char of, const Vec3& value) {
  if (of == 'C') calibrated_ = true;
  if (of == 'R' && calibrated_) return;
  if (sensor == 'A') {
    if (waiting_) count_malformed();  // its G line got lost
    waiting_ = ForeignReading{kAccelScale_m_s2 * value, std::nullopt, false};
  } else if (sensor == 'G' && waiting_) {
    set_missing("");
    waiting_->gyro_rad_s = kGyroScale_rad_s * value;
    add(*waiting_);
    waiting_.reset();
  }
}

}  // namespace postured
