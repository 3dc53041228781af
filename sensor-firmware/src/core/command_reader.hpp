// Bytes from the host -> commands. Commands are at most 32 bytes on the wire; longer blocks,
// garbage and wrong checksums are counted and cost only themselves.
#pragma once

#include "core/saturating.hpp"
#include "wire/posture_wire.h"

namespace posture_clip {

class CommandReader {
 public:
  // True when this byte completed a command; `command` is valid until the next byte.
  bool push(uint8_t byte, pw_frame& command) {
    if (byte != 0) {
      if (used_ < sizeof block_) {
        block_[used_++] = byte;
      } else {
        too_long_ = true;
      }
      return false;
    }
    const uint8_t size = used_;
    const bool bad = too_long_ || (size > 0 && pw_decode_frame(block_, size, &command) != PW_OK);
    used_ = 0;
    too_long_ = false;
    if (bad) count_up(bad_);
    return !bad && size > 0;
  }
  // What came before this moment is no part of a command.
  void forget() {
    used_ = 0;
    too_long_ = false;
  }
  uint16_t bad() const { return bad_; }

 private:
  uint8_t block_[32];
  uint8_t used_ = 0;
  bool too_long_ = false;
  uint16_t bad_ = 0;
};

}  // namespace posture_clip
