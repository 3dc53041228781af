#include "sensor/frame_decoder.hpp"

#include <algorithm>
#include <cstring>

#include "sensor/crc32.hpp"
#include "wire/posture_wire.h"

namespace postured {

void FrameDecoder::feed(std::span<const std::uint8_t> bytes, const OnFrame& on_frame) {
  counts_.bytes += bytes.size();
  while (!bytes.empty()) {
    const void* zero = std::memchr(bytes.data(), 0, bytes.size());
    if (zero == nullptr) {
      append(bytes);
      return;
    }
    const auto size =
        static_cast<std::size_t>(static_cast<const std::uint8_t*>(zero) - bytes.data());
    const auto head = bytes.first(size);
    bytes = bytes.subspan(size + 1);
    if (used_ == 0 && !overflowed_) {
      finish_block(head, on_frame);
      continue;
    }
    append(head);
    const std::size_t used = used_;
    const bool overflowed = overflowed_;
    reset();
    if (overflowed) {
      ++counts_.too_long;
    } else {
      finish_block({block_.data(), used}, on_frame);
    }
  }
}

void FrameDecoder::reset() {
  used_ = 0;
  overflowed_ = false;
}

void FrameDecoder::append(std::span<const std::uint8_t> bytes) {
  if (overflowed_ || bytes.size() > kCapacity - used_) {
    overflowed_ = true;  // skips to the next delimiter
    return;
  }
  std::copy(bytes.begin(), bytes.end(), block_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ += bytes.size();
}

void FrameDecoder::finish_block(std::span<const std::uint8_t> block, const OnFrame& on_frame) {
  if (block.empty()) return;  // delimiters may be doubled: the device sends two at boot
  if (block.size() > kCapacity) {
    ++counts_.too_long;
    return;
  }
  std::array<std::uint8_t, kCapacity> raw;  // not initialised: only what was decoded is read
  const std::size_t size = pw_cobs_decode(block.data(), block.size(), raw.data());
  if (size == PW_COBS_ERROR) {
    ++counts_.bad_cobs;
  } else if (size < PW_OVERHEAD) {
    ++counts_.too_short;
  } else if (size > PW_MAX_RAW) {
    ++counts_.too_long;
  } else if (crc32({raw.data(), size - 4}) != pw_get_u32(raw.data() + size - 4)) {
    ++counts_.bad_crc;
  } else {
    ++counts_.frames;
    on_frame({raw[0], raw[1], {raw.data() + 2, size - PW_OVERHEAD}});
  }
}

}  // namespace postured
