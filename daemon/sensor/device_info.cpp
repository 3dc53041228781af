#include "sensor/device_info.hpp"

#include <limits>
#include <span>
#include <string_view>

namespace postured {
namespace {

constexpr int kMinRate_hz = 5, kMaxRate_hz = 2000;
constexpr int kMaxAccelRange_g = 64;
constexpr int kMaxGyroRange_dps = 8000;
// A full scale of fewer counts than this cannot show a breath.
constexpr double kMinFullScaleCounts = 100;
// Counts are 16 bits; the product may be a little larger because scales are rounded.
constexpr double kMaxFullScaleCounts = 40'000;

std::string printable(std::span<const char> text) {
  std::string out;
  for (const char c : text) {
    if (c == '\0') break;
    if (c >= ' ' && c <= '~') out += c;
  }
  return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0FU];
  }
  return out;
}

std::string version(int major, int minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

bool usable_scale(double range, double max_range, double lsb_per_unit) {
  const double counts = range * lsb_per_unit;
  return range > 0 && range <= max_range && counts >= kMinFullScaleCounts &&
         counts <= kMaxFullScaleCounts;
}

double celsius(std::int16_t raw) {
  return raw == PW_NO_TEMPERATURE ? std::numeric_limits<double>::quiet_NaN() : raw / 100.0;
}

}  // namespace

std::string wrong_protocol(int major, int minor) {
  const std::string known = std::to_string(PW_PROTOCOL_MAJOR);
  return "The sensor speaks protocol " + version(major, minor) + ", this postured knows " + known +
         ".x: " +
         (major > PW_PROTOCOL_MAJOR
              ? "update postured, or flash the sensor with a firmware for protocol " + known + "."
              : "flash the sensor with a newer firmware.");
}

std::string why_unusable(const pw_hello& hello) {
  const std::string what = "The sensor's HELLO says ";
  const std::string remedy = ": its readings cannot be interpreted. Flash it again.";
  if (!usable_scale(hello.accel_range_g, kMaxAccelRange_g, hello.accel_lsb_per_g)) {
    return what + "accelerometer range " + std::to_string(hello.accel_range_g) + " g with " +
           std::to_string(hello.accel_lsb_per_g) + " counts per g" + remedy;
  }
  if ((hello.capabilities & PW_CAN_GYRO) != 0 &&
      !usable_scale(hello.gyro_range_dps, kMaxGyroRange_dps, hello.gyro_lsb_per_10dps / 10.0)) {
    return what + "gyroscope range " + std::to_string(hello.gyro_range_dps) + " deg/s with " +
           std::to_string(hello.gyro_lsb_per_10dps) + " counts per 10 deg/s" + remedy;
  }
  if (hello.rate_hz < kMinRate_hz || hello.rate_hz > kMaxRate_hz) {
    return what + std::to_string(hello.rate_hz) + " samples a second (" +
           std::to_string(kMinRate_hz) + " to " + std::to_string(kMaxRate_hz) +
           " are understood). Flash it again.";
  }
  return "";
}

DeviceInfo to_device_info(const pw_hello& hello) {
  DeviceInfo info;
  info.protocol_major = hello.protocol_major;
  info.protocol_minor = hello.protocol_minor;
  info.firmware_major = hello.firmware_major;
  info.firmware_minor = hello.firmware_minor;
  info.firmware_patch = hello.firmware_patch;
  info.board = printable(hello.board);
  info.imu = printable(hello.imu);
  info.serial = hex(hello.serial);
  info.rate_hz = hello.rate_hz;
  info.boot_id = hello.boot_id;
  info.accel_range_g = hello.accel_range_g;
  info.gyro_range_dps = (hello.capabilities & PW_CAN_GYRO) != 0 ? hello.gyro_range_dps : 0;
  return info;
}

DeviceStatus to_device_status(const pw_status& status) {
  DeviceStatus out;
  out.uptime_s = status.uptime_s;
  out.temperature_c = celsius(status.temperature_cdeg);
  out.battery_v = status.battery_mv == 0 ? std::numeric_limits<double>::quiet_NaN()
                                         : status.battery_mv / 1000.0;
  out.samples_dropped = status.samples_dropped;
  out.i2c_errors = status.i2c_errors;
  out.boot_id = status.boot_id;
  out.asleep = status.state == PW_STATE_ASLEEP;
  return out;
}

std::string own_serial(const DeviceInfo& info) {
  const bool blank = info.serial.find_first_not_of('0') == std::string::npos ||
                     info.serial.find_first_not_of("fF") == std::string::npos;
  return blank ? "" : info.serial;
}

}  // namespace postured
