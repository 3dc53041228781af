// Bytes -> checked frames of wire protocol v1 (sensor-firmware/PROTOCOL.md). Resynchronises after
// anything, never fails, counts what it drops by cause. Fixed memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace postured {

struct Frame {
  std::uint8_t type = 0;
  std::uint8_t sequence = 0;
  std::span<const std::uint8_t> payload;  // valid during the callback only
};

struct DecoderCounts {
  std::uint64_t bytes = 0;
  std::uint64_t frames = 0;     // accepted
  std::uint64_t bad_cobs = 0;   // not a COBS block
  std::uint64_t bad_crc = 0;    // checksum does not match
  std::uint64_t too_short = 0;  // shorter than type + sequence + checksum
  std::uint64_t too_long = 0;   // no delimiter within the largest frame
  std::uint64_t bad_form = 0;   // other sensors: a line, or a stretch of bytes, that is no frame

  std::uint64_t dropped() const { return bad_cobs + bad_crc + too_short + too_long + bad_form; }
};

class FrameDecoder {
 public:
  using OnFrame = std::function<void(const Frame&)>;

  // Calls on_frame for each good frame completed by these bytes, in order. Any split of a stream
  // into calls gives the same frames.
  void feed(std::span<const std::uint8_t> bytes, const OnFrame& on_frame);

  const DecoderCounts& counts() const { return counts_; }

  // Forgets a partial frame (the link was lost). Counts stay.
  void reset();

 private:
  void append(std::span<const std::uint8_t> bytes);
  void finish_block(std::span<const std::uint8_t> block, const OnFrame& on_frame);

  // The largest block is 255 bytes; some encoders end a full COBS run with one byte more.
  static constexpr std::size_t kCapacity = 256;
  std::array<std::uint8_t, kCapacity> block_{};  // a block that is not complete yet
  std::size_t used_ = 0;
  bool overflowed_ = false;
  DecoderCounts counts_;
};

}  // namespace postured
