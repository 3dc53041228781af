// Finds the frames of one kind of sensor in a stream of bytes, and gets into step again after
// anything. What a frame looks like is a pure function of each kind, shared by its decoder and by
// the identifier.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sensor/frame_decoder.hpp"

namespace postured {

// What stands at the head of some bytes.
struct FrameLook {
  enum class Kind {
    incomplete,  // more bytes are needed
    frame,       // the first `size` bytes are a frame
    damaged,     // looks like one, but its checksum is wrong: `size` bytes to skip
    nothing,     // not a frame: `size` bytes to skip
  } kind = Kind::incomplete;
  std::size_t size = 1;
};
// Must depend on the first `size` bytes only, and decide once it is given kMaxForeignFrame bytes.
using LookForFrame = FrameLook (*)(std::span<const std::uint8_t> head);

inline constexpr std::size_t kMaxForeignFrame = 256;

class FrameScanner {
 public:
  // `last_byte`: every frame ends with it and has it nowhere else; saves looking before it is
  // there.
  explicit FrameScanner(LookForFrame look, std::optional<std::uint8_t> last_byte = std::nullopt)
      : look_(look), last_byte_(last_byte) {}

  // Calls on_frame(span) for each frame completed by these bytes. Any split gives the same frames.
  template <class OnFrame>
  void feed(std::span<const std::uint8_t> bytes, const OnFrame& on_frame) {
    counts_.bytes += bytes.size();
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min(bytes.size(), buffer_.size() - used_));
      std::copy(part.begin(), part.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
      used_ += part.size();
      bytes = bytes.subspan(part.size());
      const bool worth_it = !last_byte_ || used_ >= kMaxForeignFrame ||
                            std::find(part.begin(), part.end(), *last_byte_) != part.end();
      if (worth_it) scan(on_frame);
    }
  }

  const DecoderCounts& counts() const { return counts_; }
  // Frames that followed each other without a byte between them, up to the newest one.
  int in_a_row() const { return in_a_row_; }
  void reset() { used_ = 0; }  // forgets a partial frame

 private:
  template <class OnFrame>
  void scan(const OnFrame& on_frame) {
    std::size_t at = 0;
    while (at < used_) {
      const std::span<const std::uint8_t> head(buffer_.data() + at, used_ - at);
      const FrameLook look = look_(head);
      if (look.kind == FrameLook::Kind::incomplete && head.size() < kMaxForeignFrame) break;
      note(look.kind);
      const std::size_t size = std::clamp<std::size_t>(look.size, 1, head.size());
      if (look.kind == FrameLook::Kind::frame) on_frame(head.first(size));
      at += size;
    }
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at),
              buffer_.begin() + static_cast<std::ptrdiff_t>(used_), buffer_.begin());
    used_ -= at;
  }

  void note(FrameLook::Kind kind) {
    if (kind == FrameLook::Kind::frame) {
      ++counts_.frames;
      ++in_a_row_;
      lost_ = false;
      return;
    }
    in_a_row_ = 0;
    if (kind == FrameLook::Kind::damaged) {
      ++counts_.bad_crc;
    } else if (!lost_) {
      ++counts_.bad_form;  // once for a stretch of bytes
    }
    lost_ = true;
  }

  LookForFrame look_;
  std::optional<std::uint8_t> last_byte_;
  std::array<std::uint8_t, 2 * kMaxForeignFrame> buffer_{};
  std::size_t used_ = 0;
  int in_a_row_ = 0;
  bool lost_ = false;
  DecoderCounts counts_;
};

}  // namespace postured
