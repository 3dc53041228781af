#include "sensor/frame_decoder.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

#include "wire/posture_messages.h"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Received {
  std::uint8_t type = 0, sequence = 0;
  Bytes payload;

  bool operator==(const Received&) const = default;
};

class Receiver {
 public:
  void feed(std::span<const std::uint8_t> bytes) {
    decoder_.feed(bytes, [this](const Frame& frame) {
      frames_.push_back(
          {frame.type, frame.sequence, Bytes(frame.payload.begin(), frame.payload.end())});
    });
  }
  const std::vector<Received>& frames() const { return frames_; }
  const DecoderCounts& counts() const { return decoder_.counts(); }
  void reset() { decoder_.reset(); }

 private:
  FrameDecoder decoder_;
  std::vector<Received> frames_;
};

Bytes encode(const Received& frame) {
  Bytes out(PW_FRAME_SIZE(frame.payload.size()));
  pw_encode_frame(frame.type, frame.sequence, frame.payload.data(), frame.payload.size(),
                  out.data(), out.size());
  return out;
}

Bytes encode(const std::vector<Received>& frames) {
  Bytes stream;
  for (const Received& frame : frames) {
    const Bytes bytes = encode(frame);
    stream.insert(stream.end(), bytes.begin(), bytes.end());
  }
  return stream;
}

Bytes ramp(std::size_t size, std::uint8_t first = 0) {
  Bytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

// A small, a typical and an awkward one: an ACK, an IMU-sized ramp, zeros.
std::vector<Received> some_frames() {
  return {{PW_ACK, 1, {4, 0x82, 0}}, {PW_IMU, 2, ramp(36)}, {PW_STATUS, 3, Bytes(23, 0)}};
}

TEST(Decoder, ReceivesFramesInOrder) {
  Receiver receiver;
  receiver.feed(encode(some_frames()));
  EXPECT_EQ(receiver.frames(), some_frames());
  EXPECT_EQ(receiver.counts().frames, 3u);
  EXPECT_EQ(receiver.counts().bytes, encode(some_frames()).size());
  EXPECT_EQ(receiver.counts().dropped(), 0u);
}

TEST(Decoder, EverySplitGivesTheSameFrames) {
  const Bytes stream = encode(some_frames());
  const std::span all(stream);
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      Receiver receiver;
      receiver.feed(all.first(first));
      receiver.feed(all.subspan(first, second - first));
      receiver.feed(all.subspan(second));
      ASSERT_EQ(receiver.frames(), some_frames()) << first << ", " << second;
    }
  }
  Receiver byte_by_byte;
  for (const std::uint8_t byte : stream) byte_by_byte.feed({&byte, 1});
  EXPECT_EQ(byte_by_byte.frames(), some_frames());
}

// Each byte of each frame becomes each other value. Whatever comes out must have been sent, the
// frame that was hit must not, and the stream goes on after it.
TEST(Decoder, EveryOneByteCorruptionLosesTheFrameAndNothingElse) {
  const std::vector<Received> hit_frames = {
      {PW_ACK, 1, {4, 0x82, 0}},    {PW_IMU, 2, ramp(36)},        {PW_STATUS, 3, Bytes(23, 0)},
      {PW_BUTTON, 4, {1}},          {PW_GET_HELLO, 5, {}},        {PW_IMU, 6, Bytes(132, 0xFF)},
      {PW_IMU, 7, ramp(248, 0x80)}, {PW_HELLO, 8, ramp(63, 0xF0)}};
  const Received before{PW_PONG, 100, ramp(8)}, next{PW_STATUS, 101, ramp(23)},
      last{PW_ACK, 102, {1, 2, 3}};
  for (const Received& hit : hit_frames) {
    const std::size_t begin = encode(before).size(), size = encode(hit).size();
    const Bytes clean = encode({before, hit, next, last});
    for (std::size_t at = begin; at < begin + size; ++at) {
      for (int value = 0; value < 256; ++value) {
        if (clean[at] == value) continue;
        Bytes stream = clean;
        stream[at] = static_cast<std::uint8_t>(value);
        Receiver receiver;
        receiver.feed(stream);
        // The delimiter parts two frames: without it they are one bad block.
        const bool delimiter = at == begin + size - 1;
        const std::vector<Received> expected = delimiter
                                                   ? std::vector<Received>{before, last}
                                                   : std::vector<Received>{before, next, last};
        ASSERT_EQ(receiver.frames(), expected) << "byte " << at - begin << " = " << value;
        ASSERT_GE(receiver.counts().dropped(), 1u);
      }
    }
  }
}

TEST(Decoder, LosesAtMostTwoFramesToAMissingOrExtraByte) {
  const Bytes clean = encode(some_frames());
  const std::vector<Received> tail = {{PW_BUTTON, 9, {2}}};
  const Bytes tail_bytes = encode(tail);
  for (std::size_t at = 0; at < clean.size(); ++at) {
    for (const bool missing : {true, false}) {
      Bytes stream = clean;
      const auto where = stream.begin() + static_cast<std::ptrdiff_t>(at);
      if (missing) {
        stream.erase(where);
      } else {
        stream.insert(where, 0x55);
      }
      stream.insert(stream.end(), tail_bytes.begin(), tail_bytes.end());
      Receiver receiver;
      receiver.feed(stream);
      ASSERT_GE(receiver.frames().size(), 2u);
      // A lost last delimiter takes the tail with it.
      const bool took_tail = missing && at == clean.size() - 1;
      ASSERT_EQ(receiver.frames().back() == tail.front(), !took_tail) << at;
    }
  }
}

TEST(Decoder, RandomNoiseGivesNoFrame) {
  std::mt19937_64 random(20'240'501);
  Receiver receiver;
  Bytes noise(1 << 16);
  constexpr int kRounds = 256;  // 16 MiB
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < noise.size(); i += 8) {
      std::uint64_t word = random();
      // Half of the rounds with many zeros, so that many blocks have a plausible length.
      if (round % 2 == 0 && word % 5 == 0) word &= 0xFFFFFFFFFFFF00FF;
      for (std::size_t k = 0; k < 8; ++k) noise[i + k] = static_cast<std::uint8_t>(word >> (8 * k));
    }
    receiver.feed(noise);
  }
  EXPECT_TRUE(receiver.frames().empty());
  EXPECT_EQ(receiver.counts().bytes, noise.size() * kRounds);
  EXPECT_GT(receiver.counts().bad_cobs, 10'000u);
  EXPECT_GT(receiver.counts().bad_crc, 100u);
  EXPECT_GT(receiver.counts().too_short, 10u);
  EXPECT_GT(receiver.counts().too_long, 10'000u);
}

TEST(Decoder, ResynchronisesAfterGarbage) {
  std::mt19937 random(7);
  const Received good{PW_IMU, 2, ramp(36)};
  for (std::size_t length = 0; length < 700; ++length) {
    Bytes stream(length);
    for (auto& byte : stream) byte = static_cast<std::uint8_t>(random());
    stream.push_back(0);
    const Bytes frame = encode(good);
    stream.insert(stream.end(), frame.begin(), frame.end());
    Receiver receiver;
    receiver.feed(stream);
    ASSERT_EQ(receiver.frames(), std::vector<Received>{good}) << length;
  }
}

TEST(Decoder, JoiningMidFrameLosesOnlyThatFrame) {
  const Bytes stream = encode(some_frames());
  const std::size_t first = encode(some_frames().front()).size();
  for (std::size_t skip = 1; skip < first; ++skip) {
    Receiver receiver;
    receiver.feed(std::span(stream).subspan(skip));
    EXPECT_EQ(receiver.frames().size(), 2u) << skip;
  }
}

TEST(Decoder, CountsByCause) {
  Receiver receiver;
  receiver.feed(Bytes{0, 0, 0, 0});
  EXPECT_EQ(receiver.counts().dropped(), 0u) << "empty blocks are allowed";
  receiver.feed(Bytes{9, 1, 0});
  EXPECT_EQ(receiver.counts().bad_cobs, 1u);
  receiver.feed(Bytes{3, 1, 1, 0});
  EXPECT_EQ(receiver.counts().too_short, 1u);
  receiver.feed(Bytes{8, 1, 2, 3, 4, 5, 6, 7, 0});
  EXPECT_EQ(receiver.counts().bad_crc, 1u);
  receiver.feed(Bytes(10'000, 1));
  EXPECT_EQ(receiver.counts().too_long, 0u) << "counted once, at its end";
  receiver.feed(Bytes{0});
  EXPECT_EQ(receiver.counts().too_long, 1u);
  Bytes in_one_call(300, 1);
  in_one_call.push_back(0);
  receiver.feed(in_one_call);
  EXPECT_EQ(receiver.counts().too_long, 2u);
  EXPECT_EQ(receiver.counts().dropped(), 5u);
  receiver.feed(encode(some_frames()));
  EXPECT_EQ(receiver.frames(), some_frames());
}

TEST(Decoder, TakesTheLargestFrameAlsoWithAnEmptyLastRun) {
  // 254 raw bytes without a zero: FF, 254 bytes, and from some encoders a last 01.
  for (std::uint8_t seed = 1; seed < 50; ++seed) {
    const Received largest{PW_IMU, seed, Bytes(PW_MAX_PAYLOAD, seed)};
    Bytes wire = encode(largest);
    if (wire.front() != 0xFF) continue;  // a zero in the checksum
    wire.insert(wire.end() - 1, 1);
    for (const std::size_t split : {std::size_t{0}, std::size_t{100}, wire.size() - 1}) {
      Receiver receiver;
      receiver.feed(std::span(wire).first(split));
      receiver.feed(std::span(wire).subspan(split));
      ASSERT_EQ(receiver.frames(), std::vector<Received>{largest});
    }
    return;
  }
  FAIL() << "no such frame found";
}

TEST(Decoder, ForgetsAPartialFrameOnReset) {
  const Bytes frame = encode(some_frames()[1]);
  Receiver receiver;
  receiver.feed(std::span(frame).first(20));
  receiver.reset();
  receiver.feed(frame);
  EXPECT_EQ(receiver.frames().size(), 1u);
  EXPECT_EQ(receiver.counts().dropped(), 0u);
}

}  // namespace
}  // namespace postured
