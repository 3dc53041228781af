// The setting sensor.source -> a source.
#pragma once

#include <memory>
#include <string>

#include "base/settings.hpp"
#include "link/asio.hpp"
#include "link/byte_source.hpp"
#include "link/clock.hpp"

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

// The sources of one or two clips. With two, each must be named and have a port of its own; two
// simulated clips are worn by one body (the lower one has the upper one's seed unless it names
// another).
struct ClipSources {
  std::unique_ptr<ByteSource> upper, lower;  // lower: null when there is one clip
  std::string error;
};
ClipSources make_sources(const Settings::Sensor& sensor, boost::asio::io_context& io, Clock& clock);

}  // namespace postured
