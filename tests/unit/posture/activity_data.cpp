#include "unit/posture/activity_data.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace postured::test {

namespace fs = std::filesystem;

std::optional<fs::path> activity_folder(const std::string& set) {
  const char* data = std::getenv("POSTURED_DATA");
  const fs::path folder =
      fs::path(data ? data : POSTURED_SOURCE_DIR "/../shared/data") / "activity" / set;
  if (!fs::is_directory(folder)) return std::nullopt;
  return folder;
}

std::vector<fs::path> recordings_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".gz") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

LabelledRecording read_recording(const fs::path& file) {
  LabelledRecording recording;
  recording.name = file.filename().string();
  const auto close = [](std::FILE* f) { pclose(f); };
  const std::unique_ptr<std::FILE, decltype(close)> in(
      popen(("gzip -dc '" + file.string() + "'").c_str(), "r"), close);
  char line[512];
  while (in && std::fgets(line, sizeof line, in.get())) {
    std::string text(line);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.rfind("# location: ", 0) == 0) recording.location = text.substr(12);
    if (text.empty() || text[0] == '#' || text[0] == 't') continue;
    double v[7] = {};
    const char* at = text.c_str();
    LabelledSample row;
    for (int i = 0; i < 7; ++i) {
      char* end = nullptr;
      v[i] = std::strtod(at, &end);
      if (i > 3 && end == at) row.sample.has_gyro = false;
      at = *end == ',' ? end + 1 : end;
    }
    row.sample.time = DeviceTime(from_seconds(v[0]));
    row.sample.accel_m_s2 = Vec3(v[1], v[2], v[3]) * kGravity_m_s2;
    row.sample.gyro_rad_s = Vec3(v[4], v[5], v[6]) * kRadPerDeg;
    // A stretch of zeros is a sensor that fell out, whatever the person did meanwhile.
    row.label = row.sample.accel_m_s2.norm() > 0 ? at : "no signal";
    recording.samples.push_back(std::move(row));
  }
  return recording;
}

}  // namespace postured::test
