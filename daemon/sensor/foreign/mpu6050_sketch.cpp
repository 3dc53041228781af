#include "sensor/foreign/mpu6050_sketch.hpp"

#include <cmath>
#include <utility>

#include "sensor/foreign/text_line.hpp"

namespace postured {
namespace {

constexpr std::string_view kQuestion = "Send any character to begin DMP programming and demo";
constexpr double kCountsPerG = 16384, kCountsPerDps = 131;
constexpr int kFullScale = 32767;
constexpr std::size_t kTeapotSize = 14;
constexpr double kTeapotScale = 1.0 / 16384;
constexpr double kUnitSlack = 0.06;  // two decimals of four numbers

enum class LineKind { other, ypr, quaternion, euler, raw, without_gravity };
struct Line {
  LineKind kind = LineKind::other;
  Numbers values;
};

struct Form {
  std::string_view prefix;
  LineKind kind;
  std::size_t count;
};
constexpr std::array<Form, 6> kForms{{{"ypr\t", LineKind::ypr, 3},
                                      {"quat\t", LineKind::quaternion, 4},
                                      {"euler\t", LineKind::euler, 3},
                                      {"a/g:\t", LineKind::raw, 6},
                                      {"areal\t", LineKind::without_gravity, 3},
                                      {"aworld\t", LineKind::without_gravity, 3}}};

Line line_of(std::string_view text) {
  for (const Form& form : kForms) {
    if (!text.starts_with(form.prefix)) continue;
    const auto values = numbers_between(text.substr(form.prefix.size()), "\t");
    if (!values || values->count != form.count) return {};
    return {form.kind, *values};
  }
  return {};
}

bool is_unit(const Vec3& vector, double w) {
  return std::abs(std::sqrt(vector.squaredNorm() + w * w) - 1) <= kUnitSlack;
}

int big_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::int16_t>(bytes[at] << 8 | bytes[at + 1]);
}

}  // namespace

FrameLook look_for_mpu6050_line(std::span<const std::uint8_t> head) {
  FrameLook look = look_for_line(head);
  if (look.kind != FrameLook::Kind::frame) return look;
  if (line_of(line_text(head.first(look.size))).kind == LineKind::other) {
    look.kind = FrameLook::Kind::nothing;
  }
  return look;
}

FrameLook look_for_mpu6050_question(std::span<const std::uint8_t> head) {
  FrameLook look = look_for_line(head);
  if (look.kind != FrameLook::Kind::frame) return look;
  if (!line_text(head.first(look.size)).starts_with(kQuestion)) {
    look.kind = FrameLook::Kind::nothing;
  }
  return look;
}

FrameLook look_for_mpu6050_teapot(std::span<const std::uint8_t> head) {
  if (head[0] != '$') return {FrameLook::Kind::nothing};
  if (head.size() < 2) return {};
  if (head[1] != 0x02) return {FrameLook::Kind::nothing};
  if (head.size() < kTeapotSize) return {};
  const Vec3 xyz(kTeapotScale * big_endian(head, 4), kTeapotScale * big_endian(head, 6),
                 kTeapotScale * big_endian(head, 8));
  const bool good = head[10] == 0 && head[12] == '\r' && head[13] == '\n' &&
                    is_unit(xyz, kTeapotScale * big_endian(head, 2));
  if (!good) return {FrameLook::Kind::damaged};
  return {FrameLook::Kind::frame, kTeapotSize};
}

Mpu6050SketchDecoder::Mpu6050SketchDecoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::mpu6050_sketch, sink, {2, 250}),
      lines_(look_for_mpu6050_line, '\n'),
      teapots_(look_for_mpu6050_teapot) {}

DecoderCounts Mpu6050SketchDecoder::decoder_counts() const {
  // A stream is lines or teapots: what one finds is nothing to the other.
  return teapots_.counts().frames > lines_.counts().frames ? teapots_.counts() : lines_.counts();
}

std::vector<std::uint8_t> Mpu6050SketchDecoder::request(BootTime /*now*/) {
  silent_requests_ = std::exchange(heard_, false) ? 0 : silent_requests_ + 1;
  if (silent_requests_ < 2) return {};
  return {'\n'};
}

void Mpu6050SketchDecoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  teapots_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_teapot(frame); });
  lines_.feed(bytes, [this](std::span<const std::uint8_t> frame) { on_line(line_text(frame)); });
}

void Mpu6050SketchDecoder::forget() {
  lines_.reset();
  teapots_.reset();
  heard_ = false;
  silent_requests_ = 0;
}

void Mpu6050SketchDecoder::on_line(std::string_view text) {
  const Line line = line_of(text);
  const auto& value = line.values.at;
  heard_ = true;
  switch (line.kind) {
    case LineKind::ypr: {
      const double pitch = kRadPerDeg * value[1], roll = kRadPerDeg * value[2];
      const double level = std::abs(std::cos(pitch));
      set_missing(std::string(kOnlyAngles) + " The sketch MPU6050_raw sends all readings.");
      add_up({std::sin(pitch), level * std::sin(roll), level * std::cos(roll)});
      return;
    }
    case LineKind::quaternion:
      if (!is_unit(Vec3(value[1], value[2], value[3]), value[0])) {
        count_malformed();
        return;
      }
      set_missing(std::string(kOnlyAngles) +
                  " Its quaternions have two decimals, steps of about a degree: choose "
                  "OUTPUT_READABLE_YAWPITCHROLL or OUTPUT_TEAPOT in the sketch.");
      add_up(up_from_quaternion(value[0], value[1], value[2], value[3]).normalized());
      return;
    case LineKind::raw: {
      bool saturated = false;
      for (std::size_t i = 0; i < 6; ++i) saturated = saturated || std::abs(value[i]) >= kFullScale;
      set_missing("");
      add({kGravity_m_s2 / kCountsPerG * Vec3(value[0], value[1], value[2]),
           kRadPerDeg / kCountsPerDps * Vec3(value[3], value[4], value[5]), saturated});
      return;
    }
    case LineKind::euler:
    case LineKind::without_gravity:
      refuse("The MPU6050 sketch sends " + std::string(text.substr(0, text.find('\t'))) +
             " lines, which do not tell which way is up: choose OUTPUT_READABLE_YAWPITCHROLL or "
             "OUTPUT_TEAPOT in it, or use MPU6050_raw.");
      return;
    case LineKind::other:
      return;
  }
}

void Mpu6050SketchDecoder::on_teapot(std::span<const std::uint8_t> frame) {
  heard_ = true;
  set_missing(kOnlyAngles.data());
  const double w = kTeapotScale * big_endian(frame, 2), x = kTeapotScale * big_endian(frame, 4),
               y = kTeapotScale * big_endian(frame, 6), z = kTeapotScale * big_endian(frame, 8);
  add_up(up_from_quaternion(w, x, y, z).normalized());
}

void Mpu6050SketchDecoder::add_up(const Vec3& up) {
  add({kGravity_m_s2 * up, std::nullopt, false});
}

}  // namespace postured
