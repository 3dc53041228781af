// A SensorSink that keeps what it was told.
#pragma once

#include <vector>

#include "sensor/sensor_events.hpp"

namespace postured {

class RecordingSink : public SensorSink {
 public:
  void on_sample(const ImuSample& sample) override { samples.push_back(sample); }
  void on_break(const StreamBreak& what) override { breaks.push_back(what); }
  void on_info(const DeviceInfo& info) override { infos.push_back(info); }
  void on_status(const DeviceStatus& status) override { statuses.push_back(status); }
  void on_button(const ButtonPress& press) override { presses.push_back(press); }
  void on_battery_low(const BatteryLow& what) override { low_batteries.push_back(what); }

  std::vector<ImuSample> samples;
  std::vector<StreamBreak> breaks;
  std::vector<DeviceInfo> infos;
  std::vector<DeviceStatus> statuses;
  std::vector<ButtonPress> presses;
  std::vector<BatteryLow> low_batteries;
};

}  // namespace postured
