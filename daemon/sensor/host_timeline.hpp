// Places device times on the host's boot time. The transport delays but never hurries, so the
// smallest (arrival - device time) seen lately is the best offset; a slow leak follows crystal
// drift (up to 0.5 %).
#pragma once

#include <optional>

#include "base/time.hpp"

namespace postured {

class HostTimeline {
 public:
  // A sample taken at `device` arrived at `arrival`. Returns the sample's time on the host's
  // clock: never later than arrival and never decreasing within an epoch (as long as arrivals do
  // not decrease).
  BootTime place(DeviceTime device, BootTime arrival);
  // A new epoch: device times start anew.
  void reset();

 private:
  // Cheap RC oscillators; crystals are 100x better.
  static constexpr double kMaxDrift = 0.005;
  // No buffer on the way holds this much: the device's clock stood still meanwhile (it slept).
  static constexpr std::chrono::seconds kMaxLag{60};

  std::optional<std::chrono::microseconds> offset_;
  DeviceTime last_device_{};
  BootTime last_placed_{};
};

}  // namespace postured
