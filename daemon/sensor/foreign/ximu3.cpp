#include "sensor/foreign/ximu3.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "sensor/foreign/text_line.hpp"

namespace postured {
namespace {

constexpr std::uint8_t kEnd = 0x0A, kEscape = 0xDB, kEscapedEnd = 0xDC, kEscapedEscape = 0xDD;
constexpr std::uint8_t kBinary = 0x80;
constexpr std::size_t kTimeSize = 8, kFloatSize = 4;
constexpr std::size_t kMostArguments = 9;
constexpr std::uint64_t kMaxTime_us = std::uint64_t{1} << 60;
// Angles are used when this many of them came without an inertial message.
constexpr int kPatience = 20;

struct Message {
  char letter = 0;
  std::int64_t time_us = 0;
  std::array<double, kMostArguments> argument{};
};

// How many numbers follow the time; -1: a text of any length; -2: no such message.
int arguments_of(char letter) {
  switch (letter) {
    case 'I':  // inertial
      return 6;
    case 'M':  // magnetometer
    case 'A':  // Euler angles
    case 'H':  // high-g accelerometer
    case 'B':  // battery
      return 3;
    case 'Q':  // quaternion
    case 'U':  // AHRS status
      return 4;
    case 'R':  // rotation matrix
      return 9;
    case 'L':  // linear acceleration
    case 'E':  // Earth acceleration
      return 7;
    case 'T':  // temperature
      return 1;
    case 'W':  // RSSI
      return 2;
    case 'N':  // notification
    case 'F':  // error
    case 'S':  // serial accessory
      return -1;
    default:
      return -2;
  }
}

std::optional<Message> parse_text(std::string_view text) {
  Message message;
  message.letter = text[0];
  const int arguments = arguments_of(message.letter);
  if (arguments == -2 || text.size() < 2 || text[1] != ',') return std::nullopt;
  text.remove_prefix(2);
  const std::size_t comma = text.find(',');
  const auto time = whole_number_of(text.substr(0, comma));
  if (!time || *time < 0 || static_cast<std::uint64_t>(*time) > kMaxTime_us ||
      comma == std::string_view::npos) {
    return std::nullopt;
  }
  message.time_us = *time;
  if (arguments == -1) return message;
  const auto numbers = numbers_between(text.substr(comma + 1), ",");
  if (!numbers || numbers->count != static_cast<std::size_t>(arguments)) return std::nullopt;
  std::copy_n(numbers->at.begin(), numbers->count, message.argument.begin());
  return message;
}

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

std::optional<Message> parse_binary(std::span<const std::uint8_t> stuffed) {
  std::array<std::uint8_t, kMaxForeignFrame> bytes{};
  std::size_t size = 0;
  for (std::size_t i = 0; i < stuffed.size(); ++i) {
    std::uint8_t byte = stuffed[i];
    if (byte == kEscape) {
      if (++i == stuffed.size()) return std::nullopt;
      if (stuffed[i] != kEscapedEnd && stuffed[i] != kEscapedEscape) return std::nullopt;
      byte = stuffed[i] == kEscapedEnd ? kEnd : kEscape;
    }
    bytes[size++] = byte;
  }
  Message message;
  message.letter = static_cast<char>(bytes[0] - kBinary);
  const int arguments = arguments_of(message.letter);
  if (arguments == -2 || size < 1 + kTimeSize) return std::nullopt;
  const std::uint64_t time_us = little_endian(std::span(bytes).subspan(1, kTimeSize));
  if (time_us > kMaxTime_us) return std::nullopt;
  message.time_us = static_cast<std::int64_t>(time_us);
  if (arguments == -1) return message;
  const auto count = static_cast<std::size_t>(arguments);
  if (size != 1 + kTimeSize + kFloatSize * count) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    float value = 0;
    const auto bits = static_cast<std::uint32_t>(
        little_endian(std::span(bytes).subspan(1 + kTimeSize + kFloatSize * i, kFloatSize)));
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) return std::nullopt;
    message.argument[i] = static_cast<double>(value);
  }
  return message;
}

// Of a whole message with its end.
std::optional<Message> parse_message(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return std::nullopt;
  if (bytes[0] > kBinary) return parse_binary(bytes.first(bytes.size() - 1));
  const std::string_view text = line_text(bytes);
  if (text.empty()) return std::nullopt;
  return parse_text(text);
}

}  // namespace

FrameLook look_for_ximu3(std::span<const std::uint8_t> head) {
  const auto within = head.first(std::min(head.size(), kMaxForeignFrame));
  const void* const end = std::memchr(within.data(), kEnd, within.size());
  if (end == nullptr) {
    if (within.size() < kMaxForeignFrame) return {};
    return {FrameLook::Kind::nothing, kMaxForeignFrame};
  }
  const auto size =
      static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - within.data()) + 1;
  const bool good = parse_message(within.first(size)).has_value();
  return {good ? FrameLook::Kind::frame : FrameLook::Kind::nothing, size};
}

XImu3Decoder::XImu3Decoder(SensorSink& sink)
    : ForeignDecoder(SensorKind::ximu3, sink, {24, 2000}), scanner_(look_for_ximu3, kEnd) {
  forget();
}

void XImu3Decoder::parse(BootTime /*arrival*/, std::span<const std::uint8_t> bytes) {
  scanner_.feed(bytes, [this](std::span<const std::uint8_t> message) { on_message(message); });
}

void XImu3Decoder::forget() {
  scanner_.reset();
  since_inertial_ = 0;
  status_ = {};
  status_.temperature_c = status_.battery_v = std::numeric_limits<double>::quiet_NaN();
}

void XImu3Decoder::on_message(std::span<const std::uint8_t> bytes) {
  const auto message = parse_message(bytes);
  if (!message) return;  // cannot be: it was looked at
  const auto& argument = message->argument;
  const auto angles = [this, &message](const Vec3& up) {
    if (++since_inertial_ <= kPatience) return;
    set_missing(std::string(kOnlyAngles) + " Switch its inertial messages on.");
    add_stamped({kGravity_m_s2 * up, std::nullopt, false}, message->time_us);
  };
  switch (message->letter) {
    case 'I':
      since_inertial_ = 0;
      set_missing("");
      add_stamped({kGravity_m_s2 * Vec3(argument[3], argument[4], argument[5]),
                   kRadPerDeg * Vec3(argument[0], argument[1], argument[2]), false},
                  message->time_us);
      return;
    case 'Q':
      angles(up_from_quaternion(argument[0], argument[1], argument[2], argument[3]));
      return;
    case 'A':
      angles(up_from_pitch_roll(kRadPerDeg * argument[1], kRadPerDeg * argument[0]));
      return;
    case 'T':
      status_.temperature_c = argument[0];
      break;
    case 'B':
      status_.battery_v = argument[1];
      break;
    default:
      return;
  }
  status_.uptime_s = static_cast<std::uint32_t>(message->time_us / 1'000'000);
  status(status_);
}

}  // namespace postured
