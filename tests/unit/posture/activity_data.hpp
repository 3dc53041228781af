// Labelled recordings of real people, for tests that measure recognition on them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sensor/sensor_events.hpp"

namespace postured::test {

struct LabelledSample {
  ImuSample sample;
  std::string label;
};
struct LabelledRecording {
  std::string name, location;
  std::vector<LabelledSample> samples;
};

// $POSTURED_DATA/activity/<set>, or the default beside the source tree; nullopt when absent.
std::optional<std::filesystem::path> activity_folder(const std::string& set);
std::vector<std::filesystem::path> recordings_in(const std::filesystem::path& folder);
LabelledRecording read_recording(const std::filesystem::path& file);

}  // namespace postured::test
