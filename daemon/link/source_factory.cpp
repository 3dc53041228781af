#include "link/source_factory.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "link/auto_source.hpp"
#include "link/capture_source.hpp"
#include "link/file_reader.hpp"
#include "link/recording_source.hpp"
#include "link/serial_source.hpp"
#include "link/simulated_source.hpp"

namespace postured {
namespace {

constexpr std::string_view kAllowed =
    "use \"auto\", \"simulated\", \"simulated:SEED\" with a whole number, or the path of a serial "
    "port, a pty, a capture or a recording (with a slash in it)";
constexpr std::string_view kSimulated = "simulated";

SourceResult failed(const std::string& why) { return {nullptr, "sensor.source: " + why}; }

std::optional<std::uint64_t> seed_of(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return seed;
}

WearerParams wearer_params(std::uint64_t seed, const std::string& placement) {
  WearerParams params;
  params.seed = seed;
  // Where the clip sits, seen from the hip of a seated adult; the default is the chest. It scales
  // the centripetal part of what the sensor feels, so a few centimetres do not matter.
  if (placement == "upper_back") params.kinematics.sensor_position_m = Vec3(-0.10, 0.40, 0);
  if (placement == "collar") params.kinematics.sensor_position_m = Vec3(0.05, 0.48, 0);
  if (placement == "belt") params.kinematics.sensor_position_m = Vec3(0.10, 0.05, 0);
  return params;
}

SourceResult from_file(const std::string& path, boost::asio::io_context& io, Clock& clock) {
  const std::string file_name = std::filesystem::path(path).filename().string();
  const FileResult file = read_file(path);
  if (!file.error.empty()) return failed(file.error);
  if (looks_like_capture(file.contents)) {
    CaptureResult parsed = parse_capture(file.contents);
    if (!parsed.error.empty()) return failed(path + ": " + parsed.error);
    return {std::make_unique<CaptureSource>(io, clock, std::move(parsed.capture),
                                            "capture " + file_name),
            ""};
  }
  if (looks_like_recording(file.contents)) {
    RecordingResult parsed = parse_recording(file.contents);
    if (!parsed.error.empty()) return failed(path + ": " + parsed.error);
    if (parsed.recording.rows.empty()) return failed(path + " is a recording without samples");
    return {std::make_unique<RecordingSource>(io, clock, std::move(parsed.recording),
                                              "recording " + file_name),
            ""};
  }
  return failed(path + " is neither a capture nor a recording: " + std::string(kAllowed));
}

SourceResult from_path(const std::string& path, boost::asio::io_context& io, Clock& clock) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
      return failed(path + " cannot be looked at: " + std::generic_category().message(errno));
    }
    // A node, or a link to a pty, comes when its device does. What is named like a file does not.
    const std::filesystem::path p(path);
    if (!path.starts_with("/dev/") && p.has_extension()) return failed("there is no file " + path);
    return {std::make_unique<SerialSource>(io, path), ""};
  }
  if (S_ISCHR(info.st_mode)) return {std::make_unique<SerialSource>(io, path), ""};
  if (S_ISREG(info.st_mode)) return from_file(path, io, clock);
  return failed(path + " is " + (S_ISDIR(info.st_mode) ? "a directory" : "no port and no file") +
                ": " + std::string(kAllowed));
}

}  // namespace

SourceResult make_source(const std::string& setting, const std::string& placement,
                         boost::asio::io_context& io, Clock& clock) {
  if (setting == "auto") return {std::make_unique<AutoSource>(io), ""};
  if (setting.starts_with(kSimulated) && setting.find('/') == std::string::npos) {
    std::optional<std::uint64_t> seed = 1;
    if (setting != kSimulated) {
      const std::string_view rest = std::string_view(setting).substr(kSimulated.size());
      seed = rest.starts_with(":") ? seed_of(rest.substr(1)) : std::nullopt;
    }
    if (seed) {
      return {std::make_unique<SimulatedSource>(io, clock, wearer_params(*seed, placement)), ""};
    }
  }
  if (setting.find('/') == std::string::npos) {
    return failed("\"" + setting + "\" is not known: " + std::string(kAllowed));
  }
  return from_path(setting, io, clock);
}

}  // namespace postured
