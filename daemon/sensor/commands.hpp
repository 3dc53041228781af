// Commands of the host to the sensor, as bytes ready to be written. `sequence` comes back in the
// sensor's ACK.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace postured {

std::vector<std::uint8_t> hello_request(std::uint8_t sequence);
std::vector<std::uint8_t> start_command(std::uint8_t sequence);
std::vector<std::uint8_t> stop_command(std::uint8_t sequence);
std::vector<std::uint8_t> set_command(std::uint8_t sequence, std::uint16_t rate_hz,
                                      std::uint8_t batch);
std::vector<std::uint8_t> range_command(std::uint8_t sequence, std::uint8_t accel_g,
                                        std::uint16_t gyro_dps);
std::vector<std::uint8_t> ping_command(std::uint8_t sequence, std::uint32_t nonce);
enum class LedMode : std::uint8_t { off, on, automatic };
std::vector<std::uint8_t> led_command(std::uint8_t sequence, LedMode mode);
std::vector<std::uint8_t> selftest_command(std::uint8_t sequence);
// `serial`: 16 hex digits, as DeviceInfo shows it; empty for anything else.
std::vector<std::uint8_t> serial_command(std::uint8_t sequence, std::string_view serial);
// The device refuses times beyond 1000 ms and more than 10 pulses (ACK result "range").
std::vector<std::uint8_t> haptic_command(std::uint8_t sequence, std::uint16_t on_ms,
                                         std::uint16_t off_ms, std::uint8_t count);

}  // namespace postured
