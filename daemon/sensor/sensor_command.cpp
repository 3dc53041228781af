#include "sensor/sensor_command.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "sensor/device_info.hpp"
#include "sensor/foreign/witmotion.hpp"

namespace postured {
namespace {

// One frame of 10 samples at 100 Hz (sensor-firmware/PROTOCOL.md): ten frames a second.
constexpr std::uint32_t kFramesPerSecond = 10;
constexpr std::uint32_t kLargestBatch = 10;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string outside(const std::string& what, std::uint32_t value, std::uint32_t min,
                    std::uint32_t max, const std::string& unit) {
  if (value >= min && value <= max) return "";
  return what + " of " + std::to_string(value) + " " + unit + " is outside " + std::to_string(min) +
         ".." + std::to_string(max) + " " + unit + ".";
}

std::string first_of(std::initializer_list<std::string> problems) {
  for (const std::string& problem : problems) {
    if (!problem.empty()) return problem;
  }
  return "";
}

bool is_serial(const std::string& serial) {
  DeviceInfo info;
  info.serial = serial;
  return serial.size() == 16 && !own_serial(info).empty() &&
         std::all_of(serial.begin(), serial.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace

std::string out_of_range(const SensorCommand& command) {
  return std::visit(
      Overloaded{
          [](const SetOutput&) { return std::string(); },
          [](const SelfTest&) { return std::string(); },
          [](const SetLed&) { return std::string(); },
          [](const SetRate& c) {
            return outside("A rate", c.rate_hz, 25, 200, "readings a second");
          },
          [](const SetRange& c) {
            return first_of({outside("An accelerometer range", c.accel_g, 2, 16, "g"),
                             outside("A gyroscope range", c.gyro_dps, 125, 2000, "deg/s")});
          },
          [](const SetSerial& c) {
            return is_serial(c.serial)
                       ? std::string()
                       : "A serial number has 16 hexadecimal digits, not all 0 and not all f.";
          },
          [](const Haptic& c) {
            return first_of({outside("A pulse", c.on_ms, 1, 1000, "ms"),
                             outside("A pause", c.off_ms, 0, 1000, "ms"),
                             outside("A number", c.count, 1, 10, "pulses")});
          }},
      command);
}

std::vector<std::uint8_t> encode(const SensorCommand& command, std::uint8_t sequence) {
  return std::visit(
      Overloaded{[](const SetOutput&) { return std::vector<std::uint8_t>(); },
                 [&](const SelfTest&) { return selftest_command(sequence); },
                 [&](const SetLed& c) { return led_command(sequence, c.mode); },
                 [&](const SetRate& c) {
                   const auto batch = std::clamp(c.rate_hz / kFramesPerSecond, 1U, kLargestBatch);
                   return set_command(sequence, static_cast<std::uint16_t>(c.rate_hz),
                                      static_cast<std::uint8_t>(batch));
                 },
                 [&](const SetRange& c) {
                   return range_command(sequence, static_cast<std::uint8_t>(c.accel_g),
                                        static_cast<std::uint16_t>(c.gyro_dps));
                 },
                 [&](const SetSerial& c) { return serial_command(sequence, c.serial); },
                 [&](const Haptic& c) {
                   return haptic_command(sequence, static_cast<std::uint16_t>(c.on_ms),
                                         static_cast<std::uint16_t>(c.off_ms),
                                         static_cast<std::uint8_t>(c.count));
                 }},
      command);
}

std::string done_words(const SensorCommand& command) {
  return std::visit(
      Overloaded{[](const SetOutput&) { return std::string("it sends nothing else anyway"); },
                 [](const SelfTest&) { return std::string("the chip passed its own test"); },
                 [](const SetLed& c) {
                   return std::string("the light is ") + (c.mode == LedMode::off ? "off"
                                                          : c.mode == LedMode::on
                                                              ? "on"
                                                              : "up to the firmware");
                 },
                 [](const SetRate& c) {
                   return std::to_string(c.rate_hz) + " readings a second from now on";
                 },
                 [](const SetRange& c) {
                   return "ranges of " + std::to_string(c.accel_g) + " g and " +
                          std::to_string(c.gyro_dps) + " deg/s from now on";
                 },
                 [](const SetSerial& c) {
                   return "its serial number is " + c.serial +
                          " from now on: its calibration under the old one is not found any more";
                 },
                 [](const Haptic& c) {
                   return std::to_string(c.count) + (c.count == 1 ? " pulse" : " pulses") + " of " +
                          std::to_string(c.on_ms) + " ms";
                 }},
      command);
}

ForeignCommand foreign_command(SensorKind kind, const SensorCommand& command) {
  const std::string who = "This sensor is a " + std::string(spec_of(kind).title);
  if (kind != SensorKind::witmotion) {
    return {{},
            who + ": postured reads it as it comes and cannot change it. Use its maker's program."};
  }
  const std::string unconfirmed =
      " It confirms nothing: 'posturectl status' shows what it does now.";
  if (std::holds_alternative<SetOutput>(command)) {
    return {witmotion_output_command(),
            "asked it to send acceleration and turning rate only." + unconfirmed};
  }
  const auto* const rate = std::get_if<SetRate>(&command);
  if (rate == nullptr) return {{}, who + ": only its rate and its output can be set from here."};
  std::vector<std::uint8_t> bytes = witmotion_rate_command(static_cast<int>(rate->rate_hz));
  if (bytes.empty()) return {{}, who + ": of these rates it has 50, 100 and 200 a second."};
  return {std::move(bytes), "asked it for " + std::to_string(rate->rate_hz) +
                                " readings a second; 9600 baud carry 20 of them, or 40 with 'set "
                                "output'." +
                                unconfirmed};
}

const char* to_string(LedMode mode) {
  return mode == LedMode::off ? "off" : mode == LedMode::on ? "on" : "auto";
}

std::optional<LedMode> led_mode_from(std::string_view name) {
  if (name == "off") return LedMode::off;
  if (name == "on") return LedMode::on;
  if (name == "auto") return LedMode::automatic;
  return std::nullopt;
}

}  // namespace postured
