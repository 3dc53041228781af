// What was found where (pipeline/known_sensors.hpp), kept in a file beside the journal. It is no
// health data and may be lost: then sensors are found as on the first day.
#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/known_sensors.hpp"

namespace postured {

class SensorMemory {
 public:
  // A file that is not there, or cannot be read, is an empty one.
  explicit SensorMemory(std::filesystem::path file);

  // For those who search; changes as things are remembered.
  std::shared_ptr<const KnownSensors> known() const { return known_; }
  void remember(const KnownSensor& sensor);
  void swap_sides();

 private:
  void save() const;

  std::filesystem::path file_;
  std::shared_ptr<KnownSensors> known_;
};

}  // namespace postured
