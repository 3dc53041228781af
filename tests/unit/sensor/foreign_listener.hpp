// What the tests of other people's sensors share: bytes as text, a decoder with a listener.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/foreign_sensors.hpp"
#include "recording_sink.hpp"
#include "sensor/sensor_decoder.hpp"

namespace postured {

using fakes::Bytes;

inline BootTime at_s(double t) { return BootTime(from_seconds(t)); }

inline Bytes hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 3) {
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

struct Listener {
  explicit Listener(SensorKind kind, const DecoderOptions& options = {})
      : decoder(make_decoder(kind, sink, options)) {}
  void feed(double t, const Bytes& bytes) { decoder->feed(at_s(t), bytes); }

  RecordingSink sink;
  std::unique_ptr<SensorDecoder> decoder;
};

}  // namespace postured
