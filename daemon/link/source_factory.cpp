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
// 1200 makes native USB boards start their bootloader.
constexpr int kSlowest_baud = 2400;

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

// One clip as the settings describe it, and what its source is made with.
struct ClipWish {
  std::string source, placement;
  Segment segment = Segment::trunk;
  SensorWish sensor;
  std::shared_ptr<SensorFinder> finder;  // for "auto"
};

SourceResult from_port(const ClipWish& clip, boost::asio::io_context& io,
                       const LinkOptions& options) {
  std::optional<SensorSeen> seen;
  const KnownSensor* const known =
      options.known ? options.known->at_port(port_identity(port_at(clip.source))) : nullptr;
  if (known != nullptr) seen = SensorSeen{known->kind, known->baud};
  SerialSourceTimes times;
  times.gather = options.gather;
  return {std::make_unique<SerialSource>(io, clip.source, clip.sensor, seen, times), ""};
}

SourceResult from_path(const ClipWish& clip, boost::asio::io_context& io, Clock& clock,
                       const LinkOptions& options) {
  const std::string& path = clip.source;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
      return failed(path + " cannot be looked at: " + std::generic_category().message(errno));
    }
    // A node, or a link to a pty, comes when its device does. What is named like a file does not.
    const std::filesystem::path p(path);
    if (!path.starts_with("/dev/") && p.has_extension()) return failed("there is no file " + path);
    return from_port(clip, io, options);
  }
  if (S_ISCHR(info.st_mode)) return from_port(clip, io, options);
  if (S_ISREG(info.st_mode)) return from_file(path, io, clock);
  return failed(path + " is " + (S_ISDIR(info.st_mode) ? "a directory" : "no port and no file") +
                ": " + std::string(kAllowed));
}

bool is_simulated(const std::string& setting) {
  return setting.starts_with(kSimulated) && setting.find('/') == std::string::npos;
}

SourceResult find_source(const ClipWish& clip, boost::asio::io_context& io, Clock& clock,
                         const LinkOptions& options) {
  const std::string& setting = clip.source;
  if (setting == "auto") {
    const ClipSide side = clip.segment == Segment::pelvis ? ClipSide::lower : ClipSide::upper;
    return {std::make_unique<AutoSource>(clip.finder, side, clip.sensor), ""};
  }
  if (is_simulated(setting)) {
    std::optional<std::uint64_t> seed = 1;
    if (setting != kSimulated) {
      const std::string_view rest = std::string_view(setting).substr(kSimulated.size());
      seed = rest.starts_with(":") ? seed_of(rest.substr(1)) : std::nullopt;
    }
    if (seed) {
      WearerParams params = wearer_params(*seed, clip.placement);
      if (clip.segment == Segment::pelvis) params = wearer_of_lower_clip(params);
      return {std::make_unique<SimulatedSource>(io, clock, params), ""};
    }
  }
  if (setting.find('/') == std::string::npos) {
    return failed("\"" + setting + "\" is not known: " + std::string(kAllowed));
  }
  return from_path(clip, io, clock, options);
}

// Nothing is written to a device before it is recognised, so one that waits to be asked is not
// found by itself.
std::string waits_to_be_asked(const std::string& key, const std::string& source,
                              const std::string& kind) {
  if (source != "auto" || kind == "auto" || spec_of(*sensor_kind_from(kind)).speaks_unasked) {
    return "";
  }
  return key + ".kind: a " + std::string(spec_of(*sensor_kind_from(kind)).title) +
         " cannot be found by listening, and nothing is written to unknown devices: name its port "
         "in " +
         key + ".source (see 'posturectl sensors')";
}

// Why this cannot be a line speed; empty when it can.
std::string wrong_baud(const std::string& key, int baud) {
  if (baud == 0 || baud >= kSlowest_baud) return "";
  return key + ".baud: " + std::to_string(baud) + " is no line speed: use 0 (find it out), or " +
         std::to_string(kSlowest_baud) + "..921600";
}

// Why these two settings cannot be two clips; empty when they can.
std::string conflict(const Settings::Sensor& sensor) {
  const std::string &upper = sensor.source, &lower = sensor.lower.source;
  if (sensor.placement == "belt") {
    return "sensor.placement: with a second clip below it the first one is worn higher: use chest, "
           "upper_back or collar";
  }
  if (upper == "auto" || lower == "auto") return "";
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
  const ClipWish clip{
      setting, placement, Segment::trunk, {}, std::make_shared<SensorFinder>(io, FinderOptions{})};
  SourceResult made = find_source(clip, io, clock, {});
  if (!made.error.empty()) made.error = "sensor.source: " + made.error;
  return made;
}

SensorWish wish_of(const std::string& kind, int baud) { return {sensor_kind_from(kind), baud}; }

ClipSources make_sources(const Settings::Sensor& sensor, boost::asio::io_context& io, Clock& clock,
                         const LinkOptions& options) {
  ClipSources sources;
  const bool two = !sensor.lower.source.empty();
  if (two) sources.error = conflict(sensor);
  for (const std::string& why :
       {waits_to_be_asked("sensor", sensor.source, sensor.kind),
        waits_to_be_asked("sensor.lower", sensor.lower.source, sensor.lower.kind),
        wrong_baud("sensor", sensor.baud), wrong_baud("sensor.lower", sensor.lower.baud)}) {
    if (sources.error.empty()) sources.error = why;
  }
  if (!sources.error.empty()) return sources;
  FinderOptions finding;
  finding.gather = options.gather;
  finding.known = options.known;
  finding.two_clips = two;
  for (const std::string& source : {sensor.source, sensor.lower.source}) {
    if (source.find('/') != std::string::npos) finding.taken.push_back(source);
  }
  const auto finder = std::make_shared<SensorFinder>(io, std::move(finding));
  SourceResult upper = find_source(
      {sensor.source, sensor.placement, Segment::trunk, wish_of(sensor.kind, sensor.baud), finder},
      io, clock, options);
  sources.upper = std::move(upper.source);
  if (!upper.error.empty()) sources.error = "sensor.source: " + upper.error;
  if (!two || !sources.error.empty()) return sources;
  const bool same_body = sensor.lower.source == kSimulated && is_simulated(sensor.source);
  SourceResult lower =
      find_source({same_body ? sensor.source : sensor.lower.source, sensor.lower.placement,
                   Segment::pelvis, wish_of(sensor.lower.kind, sensor.lower.baud), finder},
                  io, clock, options);
  sources.lower = std::move(lower.source);
  if (!lower.error.empty()) sources.error = "sensor.lower.source: " + lower.error;
  return sources;
}

}  // namespace postured
