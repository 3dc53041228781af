// What speaks here? Listens to one port at one line speed and never writes. Tells the kinds that
// speak unasked apart from the bytes alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sensor/foreign/frame_scanner.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

class StreamIdentifier {
 public:
  StreamIdentifier();

  void feed(std::span<const std::uint8_t> bytes);

  // After one whole frame of ours (32-bit checksum), three in a row of a kind with an 8-bit
  // checksum, or ten alike in a row of a kind without one; the MPU6050 sketch also by the question
  // that it asks at its start. Stays; the same for any split of the stream.
  std::optional<SensorKind> verdict() const { return verdict_; }
  // Nearly all of at least 32 bytes is printable: another device. False after many bytes: the wrong
  // line speed, or a protocol that we do not know.
  bool heard_text() const;
  std::uint64_t bytes() const { return bytes_; }

 private:
  // One thing to listen for.
  struct Ear {
    SensorKind kind;
    FrameScanner scanner;
    int needed;  // frames in a row
  };

  std::uint64_t bytes_ = 0, printable_ = 0;
  std::optional<SensorKind> verdict_;
  FrameDecoder ours_;
  std::vector<Ear> ears_;
};

}  // namespace postured
