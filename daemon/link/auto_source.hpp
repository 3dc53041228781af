// sensor.source = "auto": the sensor that a SensorFinder found for this clip, as a source of bytes;
// after a loss it is sought again.
#pragma once

#include <memory>
#include <string>

#include "link/byte_source.hpp"
#include "link/sensor_finder.hpp"

namespace postured {

class AutoSource final : public ByteSource {
 public:
  // Two clips that are both found by themselves share their finder.
  AutoSource(std::shared_ptr<SensorFinder> finder, ClipSide side, SensorWish wish = {});
  ~AutoSource() override { AutoSource::stop(); }

  // on_open comes when a sensor was recognised. on_lost comes when it is lost, and when none was
  // found: once for each change of the reasons, which it names port by port.
  void start(SourceHandlers handlers) override;
  void stop() override;
  void write(std::span<const std::uint8_t> bytes) override;
  std::string describe() const override;
  std::optional<LinkInfo> link() const override { return link_; }
  std::map<std::string, std::string> ports_heard() const override { return finder_->ports(); }

 private:
  void seek(std::chrono::milliseconds delay);
  void on_found(HeardSensor heard);
  void on_nothing(const std::string& why, bool nobody_there);
  void on_port_lost(const std::string& why);

  std::shared_ptr<SensorFinder> finder_;
  ClipSide side_;
  SensorWish wish_;
  SourceHandlers handlers_;
  std::unique_ptr<PortReader> reader_;
  PortInfo port_;
  std::optional<LinkInfo> link_;
  std::string last_report_;
  bool told_of_loss_ = false;  // that there is no port at all would say the same again
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
