#include "app/sensor_memory.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <string>

#include "app/private_file.hpp"

namespace postured {
namespace {

// 16 lines of at most 600 characters.
constexpr std::size_t kLargestFile = 16384;

KnownSensors load(const std::filesystem::path& file) {
  std::string text(kLargestFile, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return known_sensors_from_text(text);
}

}  // namespace

SensorMemory::SensorMemory(std::filesystem::path file)
    : file_(std::move(file)), known_(std::make_shared<KnownSensors>(load(file_))) {}

void SensorMemory::remember(const KnownSensor& sensor) {
  if (known_->remember(sensor)) save();
}

void SensorMemory::swap_sides() {
  known_->swap_sides();
  save();
}

void SensorMemory::save() const {
  const std::string problem = write_private_file(file_, to_text(*known_));
  if (!problem.empty()) spdlog::warn("where sensors were found is not remembered: {}", problem);
}

}  // namespace postured
