#include "sensor/port_hunt.hpp"

#include <algorithm>

namespace postured {
namespace {

// Ours, and the most usual one.
constexpr int kUsualBaud = 115200;

}  // namespace

std::vector<int> hunted_bauds(const SensorWish& wish, const std::optional<SensorSeen>& seen) {
  if (wish.baud != 0) return {wish.baud};
  if (wish.kind && !spec_of(*wish.kind).speaks_unasked) return {spec_of(*wish.kind).bauds.front()};
  std::vector<int> bauds;
  const auto add = [&bauds](int baud) {
    if (std::find(bauds.begin(), bauds.end(), baud) == bauds.end()) bauds.push_back(baud);
  };
  if (seen && (!wish.kind || wish.kind == seen->kind)) add(seen->baud);
  if (!wish.kind) add(kUsualBaud);
  for (const SensorKindSpec& spec : sensor_kinds()) {
    if (wish.kind ? spec.kind != *wish.kind : !spec.speaks_unasked) continue;
    for (const int baud : spec.bauds) add(baud);
  }
  return bauds;
}

PortHunt::PortHunt(const SensorWish& wish, const std::optional<SensorSeen>& seen, HuntTimes times)
    : wish_(wish),
      times_(times),
      bauds_(hunted_bauds(wish, seen)),
      listens_(!wish.kind || spec_of(*wish.kind).speaks_unasked) {}

void PortHunt::feed(std::span<const std::uint8_t> bytes) {
  bytes_ += bytes.size();
  if (verdict_ || !listens_) return;
  identifier_.feed(bytes);
  const auto kind = identifier_.verdict();
  if (!kind) return;
  if (!wish_.kind || wish_.kind == kind) {
    verdict_ = kind;
  } else {
    other_kind_ = kind;
  }
}

bool PortHunt::next() {
  // Text is never read at a wrong speed: this is the right one, and another device.
  text_ = identifier_.heard_text() && !identifier_.verdict();
  if (text_ || other_kind_ || at_ + 1 == bauds_.size()) return false;
  ++at_;
  identifier_ = StreamIdentifier{};
  return true;
}

void PortHunt::restart() {
  at_ = 0;
  identifier_ = StreamIdentifier{};
  verdict_.reset();
  other_kind_.reset();
  bytes_ = 0;
  text_ = false;
}

std::string PortHunt::why_not() const {
  if (other_kind_) {
    return "is a " + std::string(spec_of(*other_kind_).title) + ", and sensor.kind is \"" +
           std::string(spec_of(*wish_.kind).name) + "\"";
  }
  if (bytes_ == 0) return "says nothing";
  if (text_) {
    return "sends text at " + std::to_string(baud()) + " baud, and is not a posture sensor";
  }
  if (bauds_.size() == 1) {
    return "is not a posture sensor: nothing known in " + std::to_string(bytes_) + " bytes at " +
           std::to_string(baud()) + " baud";
  }
  return "is not a posture sensor: nothing known in " + std::to_string(bytes_) + " bytes at " +
         std::to_string(bauds_.size()) + " line speeds";
}

}  // namespace postured
