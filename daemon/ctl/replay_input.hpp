// A file that can be replayed: a capture of wire bytes or an activity recording. Recognised by
// content; gzip and zstd are transparent.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/capture_replay.hpp"
#include "sensor/recording.hpp"

namespace postured {

struct TimedSample {
  double t_s = 0;  // the file's own time axis
  ImuSample sample;
  bool after_gap = false;
};

class ReplayInput {
 public:
  // Throws std::runtime_error with a sentence when the file cannot be read.
  explicit ReplayInput(const std::filesystem::path& file);

  // Where the clip was worn, as the file says; "" when it does not.
  const std::string& placement() const { return placement_; }
  // How the clip was worn when the capture began; nullopt when the file does not say.
  std::optional<Mounting> mounting() const;
  // Every sample with its time, for taking references.
  std::vector<TimedSample> samples() const;
  // Plays the whole file through `sensing`: bytes of a capture, samples of a recording.
  void play(Sensing& sensing) const;
  // What was noticed while reading (skipped rows, a damaged tail), for stderr.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  std::variant<Recording, Capture> content_;
  std::string placement_;
  std::vector<std::string> remarks_;
};

}  // namespace postured
