#include "sensor/commands.hpp"

#include <array>
#include <charconv>
#include <span>

#include "wire/posture_messages.h"

namespace postured {
namespace {

std::vector<std::uint8_t> encode(std::uint8_t type, std::uint8_t sequence,
                                 std::span<const std::uint8_t> payload = {}) {
  std::vector<std::uint8_t> out(PW_FRAME_SIZE(payload.size()));
  pw_encode_frame(type, sequence, payload.data(), payload.size(), out.data(), out.size());
  return out;
}

}  // namespace

std::vector<std::uint8_t> hello_request(std::uint8_t sequence) {
  return encode(PW_GET_HELLO, sequence);
}

std::vector<std::uint8_t> start_command(std::uint8_t sequence) {
  return encode(PW_START, sequence);
}

std::vector<std::uint8_t> stop_command(std::uint8_t sequence) { return encode(PW_STOP, sequence); }

std::vector<std::uint8_t> set_command(std::uint8_t sequence, std::uint16_t rate_hz,
                                      std::uint8_t batch) {
  const pw_set set{rate_hz, batch};
  std::array<std::uint8_t, PW_SET_SIZE> payload;
  pw_put_set(&set, payload.data());
  return encode(PW_SET, sequence, payload);
}

std::vector<std::uint8_t> range_command(std::uint8_t sequence, std::uint8_t accel_g,
                                        std::uint16_t gyro_dps) {
  const pw_range range{accel_g, gyro_dps};
  std::array<std::uint8_t, PW_RANGE_SIZE> payload;
  pw_put_range(&range, payload.data());
  return encode(PW_RANGE, sequence, payload);
}

std::vector<std::uint8_t> ping_command(std::uint8_t sequence, std::uint32_t nonce) {
  std::array<std::uint8_t, PW_PING_SIZE> payload;
  pw_put_u32(payload.data(), nonce);
  return encode(PW_PING, sequence, payload);
}

std::vector<std::uint8_t> led_command(std::uint8_t sequence, LedMode mode) {
  const std::array payload{static_cast<std::uint8_t>(mode)};
  static_assert(static_cast<int>(LedMode::off) == PW_LED_OFF &&
                static_cast<int>(LedMode::on) == PW_LED_ON &&
                static_cast<int>(LedMode::automatic) == PW_LED_AUTOMATIC);
  return encode(PW_LED, sequence, payload);
}

std::vector<std::uint8_t> selftest_command(std::uint8_t sequence) {
  return encode(PW_SELFTEST, sequence);
}

std::vector<std::uint8_t> serial_command(std::uint8_t sequence, std::string_view serial) {
  std::array<std::uint8_t, PW_SERIAL_SIZE> payload{};
  if (serial.size() != 2 * payload.size()) return {};
  for (std::size_t i = 0; i < payload.size(); ++i) {
    const char* const digits = serial.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, payload[i], 16);
    if (error != std::errc() || end != digits + 2) return {};
  }
  return encode(PW_SERIAL, sequence, payload);
}

std::vector<std::uint8_t> haptic_command(std::uint8_t sequence, std::uint16_t on_ms,
                                         std::uint16_t off_ms, std::uint8_t count) {
  const pw_haptic haptic{on_ms, off_ms, count};
  std::array<std::uint8_t, PW_HAPTIC_SIZE> payload;
  pw_put_haptic(&haptic, payload.data());
  return encode(PW_HAPTIC, sequence, payload);
}

}  // namespace postured
