#include "activity_recording.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace postured {

std::vector<std::string> activity_files(const std::string& set) {
  const char* data = std::getenv("POSTURED_DATA");
  const std::filesystem::path root =
      std::filesystem::path(data != nullptr ? data : POSTURED_SOURCE_DIR "/../shared/data") /
      "activity" / set;
  std::error_code error;
  std::vector<std::string> files;
  for (auto entry = std::filesystem::recursive_directory_iterator(root, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    const std::string path = entry->path().string();
    if (path.ends_with(".csv.gz")) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_gzip(const std::string& path) {
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(
      popen(("gzip -dc '" + path + "'").c_str(), "r"), close);
  std::string text;
  if (!pipe) return text;
  char buffer[65'536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) {
    text.append(buffer, n);
  }
  return text;
}

}  // namespace postured
