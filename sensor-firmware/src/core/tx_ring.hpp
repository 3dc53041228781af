// Frames on their way to the host. A frame is queued whole or not at all; the bytes go out as the
// line takes them.
#pragma once

#include "core/hal.hpp"
#include "core/saturating.hpp"
#include "wire/posture_wire.h"

namespace posture_clip {

class TxRing {
 public:
#ifdef __AVR__
  static constexpr uint16_t kSize = 256;  // of 2 kB of RAM
#else
  static constexpr uint16_t kSize = 1024;
#endif

  explicit TxRing(Hal& hal) : hal_(hal) {}

  // Two zeros end whatever a bootloader has left on the line.
  void clear_line() {
    put(0);
    put(0);
  }

  // Would a frame with this payload be taken now, and leave so much room?
  bool fits(uint8_t size, uint16_t room = 0) const {
    return PW_FRAME_SIZE(size) + room <= kSize - 1U - queued();
  }

  void drop() {
    ++sequence_;  // a dropped frame has its number, too
    count_up(dropped_);
  }

  // False when the line is too busy; the frame is counted as dropped.
  bool send(uint8_t type, const uint8_t* payload, uint8_t size) {
    const size_t bytes = pw_encode_frame_ring(type, sequence_, payload, size, ring_, kSize, head_,
                                              static_cast<size_t>(kSize - 1 - queued()));
    if (bytes == 0) {
      drop();
      return false;
    }
    ++sequence_;
    head_ = static_cast<uint16_t>((head_ + bytes) % kSize);
    return true;
  }

  // As much as the line takes now.
  void drain() {
    uint16_t room = hal_.serial_room();
    while (room > 0 && tail_ != head_) {
      const uint16_t run = static_cast<uint16_t>(tail_ < head_ ? head_ - tail_ : kSize - tail_);
      const uint16_t count = run < room ? run : room;
      hal_.serial_write(ring_ + tail_, count);
      tail_ = static_cast<uint16_t>((tail_ + count) % kSize);
      room = static_cast<uint16_t>(room - count);
    }
  }

  bool empty() const { return head_ == tail_; }
  uint16_t dropped() const { return dropped_; }

 private:
  uint16_t queued() const { return static_cast<uint16_t>((head_ + kSize - tail_) % kSize); }
  void put(uint8_t byte) {
    ring_[head_] = byte;
    head_ = static_cast<uint16_t>((head_ + 1) % kSize);
  }

  Hal& hal_;
  uint8_t ring_[kSize];
  uint16_t head_ = 0, tail_ = 0;
  uint16_t dropped_ = 0;
  uint8_t sequence_ = 0;
};

}  // namespace posture_clip
