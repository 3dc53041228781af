// The kinds of sensors that postured understands: ours, and other people's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace postured {

enum class SensorKind : std::uint8_t {
  postured,
  witmotion,
  bno08x_rvc,
  bno055,
  ximu3,
  razor,
  sparkfun_9dof,
  mpu6050_sketch,
  csv,
};

struct SensorKindSpec {
  SensorKind kind = SensorKind::postured;
  std::string_view name;       // as in the setting sensor.kind
  std::string_view title;      // for people
  std::span<const int> bauds;  // line speeds it may use, the usual one first
  // False: says nothing, or nothing that tells it from others, unless sensor.kind names it.
  bool speaks_unasked = true;
  // "" or what the kind never gives and what follows from it, a sentence for people. What the
  // connected sensor lacks, that or more, is in DeviceInfo::missing.
  std::string_view missing;
};

// In the order of the enumeration.
std::span<const SensorKindSpec> sensor_kinds();
const SensorKindSpec& spec_of(SensorKind kind);
// nullopt: no kind has this name.
std::optional<SensorKind> sensor_kind_from(std::string_view name);

}  // namespace postured
