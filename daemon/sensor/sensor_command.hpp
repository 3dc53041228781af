// What a person may ask of a sensor, with its limits, its bytes and its words; and what sensors of
// other kinds can do of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sensor/commands.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

struct SelfTest {};
struct SetRate {
  std::uint32_t rate_hz = 100;  // 25..200
};
struct SetRange {
  std::uint32_t accel_g = 4, gyro_dps = 500;  // 2..16, 125..2000: one that the chip has
};
struct SetSerial {
  std::string serial;  // 16 hex digits, not all 0 or f
};
struct SetLed {
  LedMode mode = LedMode::automatic;
};
struct Haptic {
  std::uint32_t on_ms = 200, off_ms = 200, count = 1;  // 1..1000, 0..1000, 1..10
};
// Sends only what postured uses; ours never does otherwise.
struct SetOutput {};
using SensorCommand =
    std::variant<SelfTest, SetRate, SetRange, SetSerial, SetLed, Haptic, SetOutput>;

// "" or what is out of its range and what the range is, a sentence. The chip may do less.
std::string out_of_range(const SensorCommand& command);
// For sensors of ours; `command` must be in range. Nothing where there is nothing to tell them.
std::vector<std::uint8_t> encode(const SensorCommand& command, std::uint8_t sequence);
// What was done: "100 readings a second from now on".
std::string done_words(const SensorCommand& command);

// What a sensor that is not ours is told. They confirm nothing.
struct ForeignCommand {
  std::vector<std::uint8_t> bytes;  // empty: it cannot do this
  std::string words;                // what was asked of it, or why it cannot
};
ForeignCommand foreign_command(SensorKind kind, const SensorCommand& command);

// off, on, auto
std::optional<LedMode> led_mode_from(std::string_view name);
const char* to_string(LedMode mode);

}  // namespace postured
