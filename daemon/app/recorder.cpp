#include "app/recorder.hpp"

#include <algorithm>

#include "app/paths.hpp"
#include "base/calendar.hpp"

namespace postured {

std::string Recorder::start(const Now& now, std::chrono::seconds duration, const Sensing& sensing,
                            CaptureHeader header) {
  if (running()) return "a recording is under way: " + path_.string();
  if (!make_private_dir(dir_)) return dir_.string() + ": cannot be made";
  std::string name = to_iso8601(now.wall).substr(0, 19);  // to the second, without the offset
  std::replace(name.begin(), name.end(), ':', '-');
  path_ = dir_ / (name + ".capture");
  header.started = now.wall;
  describe_start(sensing, now.boot, header);
  ends_ = now.boot + duration;
  std::string problem = writer_.open(path_.string(), header, now.boot);
  if (problem.empty() && sensing.link_open()) link_opened(now.boot, sensing.kind());
  return problem;
}

std::string Recorder::stop() {
  writer_.close();
  return writer_.error();
}

void Recorder::link_opened(BootTime now, SensorKind kind) {
  const std::string_view name = spec_of(kind).name;
  add(now, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()}, CaptureEvent::opened);
}

void Recorder::add(BootTime arrival, std::span<const std::uint8_t> bytes, CaptureEvent event) {
  if (!running()) return;
  if (arrival >= ends_) {
    writer_.close();
    return;
  }
  writer_.add(arrival, bytes, event);
}

}  // namespace postured
