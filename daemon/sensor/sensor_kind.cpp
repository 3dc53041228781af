#include "sensor/sensor_kind.hpp"

#include <algorithm>
#include <array>

namespace postured {
namespace {

constexpr std::array kOurs{115200};
constexpr std::array kWitMotion{9600, 115200, 19200, 38400, 57600, 230400, 460800, 921600};
constexpr std::array k115200{115200};
constexpr std::array kRazor{57600, 115200};
constexpr std::array kSketch{115200, 38400};
constexpr std::array kCommon{115200, 57600, 9600, 38400, 19200, 230400, 460800, 921600};

constexpr std::string_view kNoGyro =
    "It has no turning rates, so lean is less exact while you move.";

constexpr std::array<SensorKindSpec, 9> kSpecs{{
    {SensorKind::postured, "postured", "postured clip", kOurs, true, ""},
    {SensorKind::witmotion, "witmotion", "WitMotion WT901, BWT61", kWitMotion, true, ""},
    {SensorKind::bno08x_rvc, "bno08x-rvc", "BNO08x in UART-RVC mode", k115200, true, kNoGyro},
    {SensorKind::bno055, "bno055", "BNO055 on its UART", k115200, false, ""},
    {SensorKind::ximu3, "ximu3", "x-IMU3", k115200, true, ""},
    {SensorKind::razor, "razor", "Razor AHRS", kRazor, true, ""},
    {SensorKind::sparkfun_9dof, "sparkfun-9dof", "SparkFun 9DoF Razor", k115200, true, ""},
    {SensorKind::mpu6050_sketch, "mpu6050-sketch", "MPU6050 library's sketches", kSketch, true, ""},
    {SensorKind::csv, "csv", "lines of numbers", kCommon, false, ""},
}};

}  // namespace

std::span<const SensorKindSpec> sensor_kinds() { return kSpecs; }

const SensorKindSpec& spec_of(SensorKind kind) { return kSpecs[static_cast<std::size_t>(kind)]; }

std::optional<SensorKind> sensor_kind_from(std::string_view name) {
  const auto found = std::find_if(kSpecs.begin(), kSpecs.end(),
                                  [name](const SensorKindSpec& spec) { return spec.name == name; });
  if (found == kSpecs.end()) return std::nullopt;
  return found->kind;
}

}  // namespace postured
