#include "body_accuracy/body_files.hpp"

#include <algorithm>
#include <filesystem>

#include "link/file_reader.hpp"

namespace postured::test {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    const std::string file = entry.path().filename().string();
    if (entry.is_regular_file() && (file.ends_with(".csv") || file.ends_with(".csv.gz"))) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

RecordingsRead read_recordings(const std::vector<std::string>& paths) {
  RecordingsRead result;
  for (const std::string& path : paths) {
    for (const fs::path& file : files_in(path)) {
      const FileResult read = read_file(file.string());
      if (!read.error.empty()) {
        result.problems.push_back(read.error);
        continue;
      }
      RecordingResult parsed = parse_recording(read.contents);
      if (!parsed.error.empty()) {
        result.problems.push_back(file.string() + ": " + parsed.error);
        continue;
      }
      Recording& recording = parsed.recording;
      const std::string name = file.filename().string();
      if (recording.name.empty()) recording.name = name.substr(0, name.find('.'));
      if (recording.set.empty()) {
        recording.set = fs::absolute(file).parent_path().filename().string();
      }
      result.recordings.push_back(std::move(recording));
    }
  }
  return result;
}

}  // namespace postured::test
