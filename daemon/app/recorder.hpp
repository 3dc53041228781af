// Records the sensor's bytes on request: one capture at a time, ended by command, time or trouble.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "link/capture_writer.hpp"
#include "pipeline/capture_replay.hpp"

namespace postured {

class Recorder {
 public:
  explicit Recorder(std::filesystem::path dir) : dir_(std::move(dir)) {}

  // Begins a capture named after the wall time, of what `sensing` knows and hears from now on.
  // Returns "" or why not; path() is the file.
  std::string start(const Now& now, std::chrono::seconds duration, const Sensing& sensing,
                    CaptureHeader header);
  // Ends it. Returns "" or what went wrong while recording.
  std::string stop();
  // What Sensing is told, at the same times.
  void add(BootTime arrival, std::span<const std::uint8_t> bytes,
           CaptureEvent event = CaptureEvent::bytes);
  void link_opened(BootTime now, SensorKind kind);

  bool running() const { return writer_.is_open(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path dir_, path_;
  CaptureWriter writer_;
  BootTime ends_{};
};

}  // namespace postured
