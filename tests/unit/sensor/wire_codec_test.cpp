#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string_view>
#include <vector>

#include "sensor/commands.hpp"
#include "sensor/crc32.hpp"
#include "wire/posture_messages.h"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes cobs(const Bytes& raw) {
  Bytes out(raw.size() + 1 + raw.size() / 254);
  out.resize(pw_cobs_encode(raw.data(), raw.size(), out.data(), out.size()));
  return out;
}

// Decodes in place, as the firmware does. nullopt would be a COBS error: here an empty optional is
// told from an empty result by the flag.
struct Decoded {
  bool ok = false;
  Bytes bytes;
};

Decoded uncobs(Bytes block) {
  const std::size_t size = pw_cobs_decode(block.data(), block.size(), block.data());
  if (size == PW_COBS_ERROR) return {};
  block.resize(size);
  return {true, block};
}

void expect_round_trip(const Bytes& raw) {
  const Bytes block = cobs(raw);
  ASSERT_FALSE(block.empty());
  ASSERT_EQ(std::count(block.begin(), block.end(), 0), 0);
  if (raw.size() <= PW_MAX_RAW) {
    ASSERT_EQ(block.size(), raw.size() + 1) << "the promised overhead";
  }
  const Decoded back = uncobs(block);
  ASSERT_TRUE(back.ok);
  ASSERT_EQ(back.bytes, raw);
}

TEST(Cobs, RoundTripsEverySmallInput) {
  // Every input of up to 6 bytes over the bytes that matter: zero, one, a full run, any other.
  static constexpr std::uint8_t kAlphabet[] = {0x00, 0x01, 0x02, 0xFF};
  for (std::size_t length = 0; length <= 6; ++length) {
    for (std::size_t code = 0; code < (1U << (2 * length)); ++code) {
      Bytes raw(length);
      for (std::size_t i = 0; i < length; ++i) raw[i] = kAlphabet[(code >> (2 * i)) & 3U];
      expect_round_trip(raw);
    }
  }
  // And every pair of bytes.
  for (int value = 0; value < 65'536; ++value) {
    expect_round_trip({static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)});
  }
}

TEST(Cobs, RoundTripsRunsOfEveryLengthAroundTheFullRun) {
  for (std::size_t before = 0; before <= 3; ++before) {
    for (std::size_t run = 0; run <= 600; ++run) {
      for (std::size_t after = 0; after <= 2; ++after) {
        Bytes raw(before, 0);
        raw.insert(raw.end(), run, 0x11);
        raw.insert(raw.end(), after, 0);
        expect_round_trip(raw);
      }
    }
  }
}

TEST(Cobs, KnownBlocks) {
  EXPECT_EQ(cobs({}), (Bytes{1}));
  EXPECT_EQ(cobs({0}), (Bytes{1, 1}));
  EXPECT_EQ(cobs({0, 0}), (Bytes{1, 1, 1}));
  EXPECT_EQ(cobs({0x11, 0x22, 0x00, 0x33}), (Bytes{3, 0x11, 0x22, 2, 0x33}));
  Bytes full(254, 0xAA), block(254, 0xAA);
  block.insert(block.begin(), 0xFF);
  EXPECT_EQ(cobs(full), block);
  // Some encoders end a full run with an empty one; that means the same.
  block.push_back(1);
  EXPECT_EQ(uncobs(block).bytes, full);
}

TEST(Cobs, RefusesWhatIsNoBlock) {
  EXPECT_FALSE(uncobs({}).ok);
  EXPECT_FALSE(uncobs({2}).ok) << "run beyond the end";
  EXPECT_FALSE(uncobs({3, 1}).ok);
  EXPECT_FALSE(uncobs({0, 1}).ok) << "a zero in a block";
  EXPECT_FALSE(uncobs({3, 1, 0}).ok);
  EXPECT_FALSE(uncobs({1, 0, 1}).ok);
}

TEST(Cobs, WritesNothingBeyondTheBuffer) {
  std::mt19937 random(1);
  for (int round = 0; round < 2'000; ++round) {
    Bytes raw(1 + random() % 520);
    for (auto& byte : raw) byte = static_cast<std::uint8_t>(random() % 4 == 0 ? 0 : random());
    const std::size_t needed = cobs(raw).size();
    for (const std::size_t capacity : {std::size_t{0}, std::size_t{1}, needed / 2, needed - 1}) {
      Bytes out(capacity);  // the address sanitizer watches its end
      EXPECT_EQ(pw_cobs_encode(raw.data(), raw.size(), out.data(), capacity), 0u);
    }
    Bytes out(needed);
    EXPECT_EQ(pw_cobs_encode(raw.data(), raw.size(), out.data(), needed), needed);
  }
}

TEST(Crc, KnownVectors) {
  const std::string_view check = "123456789";
  const Bytes bytes(check.begin(), check.end());
  EXPECT_EQ(pw_crc32(0, bytes.data(), bytes.size()), 0xCBF43926u);
  EXPECT_EQ(crc32(bytes), 0xCBF43926u);
  EXPECT_EQ(pw_crc32(0, nullptr, 0), 0u);
  // In pieces, as the encoder does it.
  EXPECT_EQ(pw_crc32(pw_crc32(0, bytes.data(), 4), bytes.data() + 4, 5), 0xCBF43926u);
}

TEST(Crc, DaemonAndFirmwareAgree) {
  std::mt19937 random(2);
  for (std::size_t size = 0; size < 300; ++size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    ASSERT_EQ(crc32(bytes), pw_crc32(0, bytes.data(), size)) << size;
  }
}

TEST(WireFields, AreLittleEndian) {
  std::array<std::uint8_t, 9> bytes{};
  std::uint8_t* end = pw_put_u32(bytes.data(), 0x12345678);
  end = pw_put_u16(end, 0xABCD);
  end = pw_put_i16(end, -2);
  end = pw_put_u8(end, 7);
  EXPECT_EQ(end, bytes.data() + bytes.size());
  EXPECT_EQ(bytes,
            (std::array<std::uint8_t, 9>{0x78, 0x56, 0x34, 0x12, 0xCD, 0xAB, 0xFE, 0xFF, 7}));
  EXPECT_EQ(pw_get_u32(bytes.data()), 0x12345678u);
  EXPECT_EQ(pw_get_u16(bytes.data() + 4), 0xABCD);
  EXPECT_EQ(pw_get_i16(bytes.data() + 6), -2);
}

TEST(WireFrame, RoundTripsEveryPayloadSize) {
  std::mt19937 random(3);
  for (std::size_t size = 0; size <= PW_MAX_PAYLOAD; ++size) {
    Bytes payload(size);
    for (auto& byte : payload) byte = static_cast<std::uint8_t>(random() % 3 == 0 ? 0 : random());
    Bytes wire(PW_FRAME_SIZE(size));
    ASSERT_EQ(pw_encode_frame(PW_IMU, 200, payload.data(), size, wire.data(), wire.size()),
              wire.size());
    ASSERT_EQ(std::count(wire.begin(), wire.end(), 0), 1);
    ASSERT_EQ(wire.back(), 0);
    wire.pop_back();
    pw_frame frame;
    ASSERT_EQ(pw_decode_frame(wire.data(), wire.size(), &frame), PW_OK);
    EXPECT_EQ(frame.type, PW_IMU);
    EXPECT_EQ(frame.sequence, 200);
    EXPECT_EQ(Bytes(frame.payload, frame.payload + frame.payload_size), payload);
  }
}

TEST(WireFrame, RefusesWhatDoesNotFit) {
  const Bytes payload(PW_MAX_PAYLOAD + 1, 1);
  Bytes out(600);
  EXPECT_EQ(pw_encode_frame(1, 0, payload.data(), payload.size(), out.data(), out.size()), 0u);
  for (std::size_t room = 0; room < PW_FRAME_SIZE(20); ++room) {
    Bytes small(room);
    EXPECT_EQ(pw_encode_frame(1, 0, payload.data(), 20, small.data(), room), 0u);
  }
}

TEST(WireFrame, NamesWhatIsWrongWithABlock) {
  pw_frame frame;
  Bytes not_cobs = {9, 1};
  EXPECT_EQ(pw_decode_frame(not_cobs.data(), not_cobs.size(), &frame), PW_BAD_COBS);
  Bytes short_block = cobs({1, 2, 3, 4, 5});
  EXPECT_EQ(pw_decode_frame(short_block.data(), short_block.size(), &frame), PW_TOO_SHORT);
  Bytes no_crc = cobs({1, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(pw_decode_frame(no_crc.data(), no_crc.size(), &frame), PW_BAD_CRC);
  Bytes long_block = cobs(Bytes(PW_MAX_RAW + 1, 3));
  EXPECT_EQ(pw_decode_frame(long_block.data(), long_block.size(), &frame), PW_TOO_LONG);
}

struct Command {
  std::uint8_t type = 0, sequence = 0;
  Bytes payload;
};

Command decode(Bytes wire) {
  EXPECT_EQ(wire.back(), 0);
  wire.pop_back();
  pw_frame frame;
  EXPECT_EQ(pw_decode_frame(wire.data(), wire.size(), &frame), PW_OK);
  return {frame.type, frame.sequence, Bytes(frame.payload, frame.payload + frame.payload_size)};
}

TEST(Commands, AreWhatTheFirmwareReads) {
  const Command hello = decode(hello_request(1));
  EXPECT_EQ(hello.type, PW_GET_HELLO);
  EXPECT_EQ(hello.sequence, 1);
  EXPECT_TRUE(hello.payload.empty());
  EXPECT_EQ(decode(start_command(2)).type, PW_START);
  EXPECT_EQ(decode(stop_command(3)).type, PW_STOP);

  const Command ping = decode(ping_command(4, 0xDEADBEEF));
  EXPECT_EQ(ping.type, PW_PING);
  ASSERT_EQ(ping.payload.size(), std::size_t{PW_PING_SIZE});
  EXPECT_EQ(pw_get_u32(ping.payload.data()), 0xDEADBEEF);

  const Command set = decode(set_command(5, 200, 4));
  pw_set set_fields;
  EXPECT_EQ(set.type, PW_SET);
  ASSERT_EQ(pw_get_set(set.payload.data(), set.payload.size(), &set_fields), 1);
  EXPECT_EQ(set_fields.rate_hz, 200);
  EXPECT_EQ(set_fields.batch, 4);
  EXPECT_EQ(pw_get_set(set.payload.data(), 2, &set_fields), 0);

  const Command range = decode(range_command(6, 8, 1000));
  pw_range range_fields;
  EXPECT_EQ(range.type, PW_RANGE);
  ASSERT_EQ(pw_get_range(range.payload.data(), range.payload.size(), &range_fields), 1);
  EXPECT_EQ(range_fields.accel_g, 8);
  EXPECT_EQ(range_fields.gyro_dps, 1000);
  EXPECT_EQ(pw_get_range(range.payload.data(), 2, &range_fields), 0);

  const Command haptic = decode(haptic_command(7, 300, 200, 2));
  pw_haptic haptic_fields;
  EXPECT_EQ(haptic.type, PW_HAPTIC);
  ASSERT_EQ(pw_get_haptic(haptic.payload.data(), haptic.payload.size(), &haptic_fields), 1);
  EXPECT_EQ(haptic_fields.on_ms, 300);
  EXPECT_EQ(haptic_fields.off_ms, 200);
  EXPECT_EQ(haptic_fields.count, 2);
  EXPECT_EQ(pw_get_haptic(haptic.payload.data(), 4, &haptic_fields), 0);
}

}  // namespace
}  // namespace postured
