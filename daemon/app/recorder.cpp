#include "app/recorder.hpp"

#include <algorithm>

#include "app/paths.hpp"
#include "base/calendar.hpp"

namespace postured {

std::string Recorder::start(const Now& now, std::chrono::seconds duration, CaptureHeader header) {
  if (running()) return "a recording is under way: " + path_.string();
  if (!make_private_dir(dir_)) return dir_.string() + ": cannot be made";
  std::string name = to_iso8601(now.wall).substr(0, 19);  // to the second, without the offset
  std::replace(name.begin(), name.end(), ':', '-');
  path_ = dir_ / (name + ".capture");
  header.started = now.wall;
  ends_ = now.boot + duration;
  return writer_.open(path_.string(), header, now.boot);
}

std::string Recorder::stop() {
  writer_.close();
  return writer_.error();
}

void Recorder::add(BootTime arrival, std::span<const std::uint8_t> bytes) {
  if (!running()) return;
  if (arrival >= ends_) {
    writer_.close();
    return;
  }
  writer_.add(arrival, bytes);
}

}  // namespace postured
