// Records the sensor's bytes on request: one capture at a time, ended by command, time or trouble.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "link/capture_writer.hpp"

namespace postured {

class Recorder {
 public:
  explicit Recorder(std::filesystem::path dir) : dir_(std::move(dir)) {}

  // Begins a capture named after the wall time. Returns "" or why not; path() is the file.
  std::string start(const Now& now, std::chrono::seconds duration, CaptureHeader header);
  // Ends it. Returns "" or what went wrong while recording.
  std::string stop();
  void add(BootTime arrival, std::span<const std::uint8_t> bytes);

  bool running() const { return writer_.is_open(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path dir_, path_;
  CaptureWriter writer_;
  BootTime ends_{};
};

}  // namespace postured
