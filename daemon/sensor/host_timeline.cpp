#include "sensor/host_timeline.hpp"

#include <algorithm>

namespace postured {

BootTime HostTimeline::place(DeviceTime device, BootTime arrival) {
  const auto candidate = arrival.time_since_epoch() - device.time_since_epoch();
  if (!offset_) {
    offset_ = candidate;
    last_placed_ = BootTime::min();
    last_device_ = device;
  }
  const auto elapsed = std::max(device - last_device_, DeviceClock::duration::zero());
  const auto leak = std::chrono::duration_cast<std::chrono::microseconds>(elapsed * kMaxDrift);
  offset_ = std::min(*offset_ + leak, candidate);
  if (candidate - *offset_ > kMaxLag) offset_ = candidate;
  last_device_ = std::max(last_device_, device);
  last_placed_ = std::max(last_placed_, BootTime(device.time_since_epoch() + *offset_));
  return last_placed_;
}

void HostTimeline::reset() {
  // last_placed_ is not kept: the caller has told everyone that a new epoch begins.
  offset_.reset();
}

}  // namespace postured
