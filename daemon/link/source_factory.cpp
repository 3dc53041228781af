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

SourceResult failed(const std::string& why) { return {nullptr, why}; }

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

bool is_simulated(const std::string& setting) {
  return setting.starts_with(kSimulated) && setting.find('/') == std::string::npos;
}

SourceResult find_source(const std::string& setting, const std::string& placement, Segment segment,
                         boost::asio::io_context& io, Clock& clock) {
  if (setting == "auto") return {std::make_unique<AutoSource>(io), ""};
  if (is_simulated(setting)) {
    std::optional<std::uint64_t> seed = 1;
    if (setting != kSimulated) {
      const std::string_view rest = std::string_view(setting).substr(kSimulated.size());
      seed = rest.starts_with(":") ? seed_of(rest.substr(1)) : std::nullopt;
    }
    if (seed) {
      WearerParams params = wearer_params(*seed, placement);
      if (segment == Segment::pelvis) params = wearer_of_lower_clip(params);
      return {std::make_unique<SimulatedSource>(io, clock, params), ""};
    }
  }
  if (setting.find('/') == std::string::npos) {
    return failed("\"" + setting + "\" is not known: " + std::string(kAllowed));
  }
  return from_path(setting, io, clock);
}

// Why these two settings cannot be two clips; empty when they can.
std::string conflict(const Settings::Sensor& sensor) {
  const std::string &upper = sensor.source, &lower = sensor.lower.source;
  if (sensor.placement == "belt") {
    return "sensor.placement: with a second clip below it the first one is worn higher: use chest, "
           "upper_back or collar";
  }
  if (upper == "auto" || lower == "auto") {
    return "sensor.lower.source: with two clips \"auto\" could find the same one twice: name the "
           "port "
           "of each, in sensor.source and in sensor.lower.source (see 'posturectl sensors')";
  }
  if (is_simulated(upper) && is_simulated(lower)) return "";
  std::error_code ignored;
  const auto port = [&ignored](const std::string& setting) {
    return std::filesystem::weakly_canonical(setting, ignored);
  };
  if (upper == lower || port(upper) == port(lower)) {
    return "sensor.lower.source: " + lower +
           " is the port of the first clip too (sensor.source): each clip needs its own";
  }
  return "";
}

}  // namespace

SourceResult make_source(const std::string& setting, const std::string& placement,
                         boost::asio::io_context& io, Clock& clock) {
  SourceResult made = find_source(setting, placement, Segment::trunk, io, clock);
  if (!made.error.empty()) made.error = "sensor.source: " + made.error;
  return made;
}

ClipSources make_sources(const Settings::Sensor& sensor, boost::asio::io_context& io,
                         Clock& clock) {
  ClipSources sources;
  const bool two = !sensor.lower.source.empty();
  if (two) sources.error = conflict(sensor);
  if (!sources.error.empty()) return sources;
  SourceResult upper = make_source(sensor.source, sensor.placement, io, clock);
  sources.upper = std::move(upper.source);
  sources.error = std::move(upper.error);
  if (!two || !sources.error.empty()) return sources;
  const bool same_body = sensor.lower.source == kSimulated && is_simulated(sensor.source);
  SourceResult lower = find_source(same_body ? sensor.source : sensor.lower.source,
                                   sensor.lower.placement, Segment::pelvis, io, clock);
  sources.lower = std::move(lower.source);
  if (!lower.error.empty()) sources.error = "sensor.lower.source: " + lower.error;
  return sources;
}

}  // namespace postured
