// The setting sensor.source -> a source.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/settings.hpp"
#include "link/asio.hpp"
#include "link/byte_source.hpp"
#include "link/clock.hpp"
#include "link/port_reader.hpp"
#include "pipeline/known_sensors.hpp"
#include "sensor/port_hunt.hpp"

namespace postured {

struct SourceResult {
  std::unique_ptr<ByteSource> source;
  std::string error;  // "" or a sentence: what is wrong with the setting and what is allowed
};

// "auto", "simulated", "simulated:SEED", or a path, judged by what is there: a serial port or pty
// (which may still be absent: it is waited for), a capture file, a recording. `placement` is
// sensor.placement: where the simulated wearer wears the clip.
SourceResult make_source(const std::string& setting, const std::string& placement,
                         boost::asio::io_context& io, Clock& clock);

struct LinkOptions {
  std::chrono::milliseconds gather = PortReader::kGather;  // 0 where a virtual clock counts bytes
  std::shared_ptr<const KnownSensors> known;               // what was found where; may be null
};

// The sources of one or two clips. Two that are named need a port each; two that are found by
// themselves share one finder, which gives each sensor its place (known_sensors.hpp); two simulated
// clips are worn by one body (the lower one has the upper one's seed unless it names another).
struct ClipSources {
  std::unique_ptr<ByteSource> upper, lower;  // lower: null when there is one clip
  std::string error;
};
ClipSources make_sources(const Settings::Sensor& sensor, boost::asio::io_context& io, Clock& clock,
                         const LinkOptions& options = {});
// What the settings say about the kind of a sensor and its line speed.
SensorWish wish_of(const std::string& kind, int baud);

}  // namespace postured
