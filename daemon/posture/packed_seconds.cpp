// The compact form of a minute's seconds.
//
//   version u8, count u8, bits..., CRC-16 (high byte first) over all before it
//
// The bits, most significant first: positions in the minute, runs of equal states, then one column
// each for lean, side, inclination (differences of quarter degrees) and movement. Columns are Rice
// coded (R. F. Rice 1979, JPL 79-22): neighbouring seconds differ little, so a value takes 2-5
// bits.
//
// Version 1 is of one clip. Version 2 adds what two clips give: rounding and two more columns,
// curvature and its range. It is written only where there is some of it, so that the minutes of one
// clip stay what they were.
#include <algorithm>
#include <cmath>
#include <optional>

#include "posture/minute.hpp"

namespace postured {

namespace {

constexpr std::uint8_t kOneClip = 1, kTwoClips = 2;
constexpr std::size_t kMaxSeconds = 60;
constexpr std::size_t kHeaderBytes = 2, kCrcBytes = 2;
constexpr double kAngleStep_deg = 0.25;
constexpr int kAngleBits = 11;    // +-180 deg in quarters, zigzag
constexpr int kEscapeBits = 12;   // the difference of two of them
constexpr unsigned kEscape = 16;  // ones that announce a plain value

using AngleField = double PostureSecond::*;
constexpr std::array<AngleField, 5> kAllAngles{
    &PostureSecond::lean_deg, &PostureSecond::side_deg, &PostureSecond::inclination_deg,
    &PostureSecond::curvature_deg, &PostureSecond::curvature_range_deg};
std::span<const AngleField> angles_of(std::uint8_t version) {
  return std::span(kAllAngles).first(version == kOneClip ? 3 : 5);
}

// CRC-16/CCITT-FALSE.
std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  unsigned crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<unsigned>(byte) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    crc &= 0xFFFF;
  }
  return static_cast<std::uint16_t>(crc);
}

unsigned zigzag(int v) {
  return v >= 0 ? 2U * static_cast<unsigned>(v) : 2U * static_cast<unsigned>(-v) - 1U;
}
int unzigzag(unsigned u) {
  return u % 2 == 0 ? static_cast<int>(u / 2) : -static_cast<int>(u / 2) - 1;
}

int quarters(double angle_deg) {
  return static_cast<int>(std::lround(std::clamp(angle_deg, -180.0, 180.0) / kAngleStep_deg));
}
int whole_degrees(double range_deg) {
  return std::isfinite(range_deg) ? static_cast<int>(std::lround(std::clamp(range_deg, 0.0, 360.0)))
                                  : 0;
}

class BitWriter {
 public:
  explicit BitWriter(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
  void put(unsigned value, int bits) {
    for (int i = bits - 1; i >= 0; --i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      if ((value >> i) & 1U)
        bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | (0x80U >> (used_ % 8)));
      ++used_;
    }
  }
  void put_rice(unsigned value, int k) {
    const unsigned quotient = value >> k;
    if (quotient >= kEscape) {
      put((1U << kEscape) - 1, kEscape);
      put(value, kEscapeBits);
      return;
    }
    put((1U << (quotient + 1)) - 2, static_cast<int>(quotient) + 1);
    put(value & ((1U << k) - 1), k);
  }

 private:
  std::vector<std::uint8_t>& bytes_;
  std::size_t used_ = 0;
};

// Reads zeros beyond the end and remembers that it did.
class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  unsigned get(int bits) {
    unsigned value = 0;
    for (int i = 0; i < bits; ++i) {
      const bool inside = used_ / 8 < bytes_.size();
      ok_ = ok_ && inside;
      const unsigned bit = inside ? (bytes_[used_ / 8] >> (7 - used_ % 8)) & 1U : 0U;
      value = (value << 1) | bit;
      ++used_;
    }
    return value;
  }
  unsigned get_rice(int k) {
    unsigned quotient = 0;
    while (quotient < kEscape && get(1) == 1) ++quotient;
    if (quotient == kEscape) return get(kEscapeBits);
    return (quotient << k) | get(k);
  }
  bool ok() const { return ok_; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t used_ = 0;
  bool ok_ = true;
};

std::size_t rice_bits(std::span<const unsigned> values, int k) {
  std::size_t bits = 0;
  for (const unsigned v : values) {
    bits += (v >> k) >= kEscape ? kEscape + kEscapeBits : (v >> k) + 1 + static_cast<unsigned>(k);
  }
  return bits;
}

void put_column(BitWriter& out, std::span<const unsigned> values) {
  int best = 0;
  for (int k = 1; k < 8; ++k) {
    if (rice_bits(values, k) < rice_bits(values, best)) best = k;
  }
  out.put(static_cast<unsigned>(best), 3);
  for (const unsigned v : values) out.put_rice(v, best);
}

// Everything about a second that is not a number, in 15 bits; with two clips in 19: rounding, and
// which of the two more angles are known, come in front.
constexpr int kStateBits = 15;
int state_bits(std::uint8_t version) { return version == kOneClip ? kStateBits : kStateBits + 4; }
// Bit of the state that says whether an angle is known.
constexpr std::array<int, 5> kKnownBit{2, 1, 0, 16, 15};

unsigned state_of(const PostureSecond& s, std::uint8_t version) {
  unsigned state = version == kOneClip ? 0 : static_cast<unsigned>(s.rounding) << 17;
  state |= s.valid ? 1U << 14 : 0U;
  state |= static_cast<unsigned>(s.reason) << 10;
  state |= static_cast<unsigned>(s.body) << 7;
  state |= static_cast<unsigned>(s.lean_state) << 4;
  state |= s.axis_known ? 1U << 3 : 0U;
  for (std::size_t i = 0; i < angles_of(version).size(); ++i) {
    if (std::isfinite(s.*kAllAngles[i])) state |= 1U << kKnownBit[i];
  }
  return state;
}
bool has_angle(unsigned state, std::size_t angle) { return (state >> kKnownBit[angle]) & 1U; }

// False for values that no version of this program wrote.
bool read_state(unsigned state, PostureSecond& s) {
  const unsigned reason = (state >> 10) & 15U, body = (state >> 7) & 7U, lean = (state >> 4) & 7U;
  const unsigned rounding = (state >> 17) & 3U;
  if (reason > static_cast<unsigned>(Unknown::handled) ||
      body > static_cast<unsigned>(BodyState::lying) ||
      lean > static_cast<unsigned>(LeanState::side_lean) ||
      rounding > static_cast<unsigned>(Rounding::rounded)) {
    return false;
  }
  s.valid = (state >> 14) & 1U;
  s.reason = static_cast<Unknown>(reason);
  s.body = static_cast<BodyState>(body);
  s.lean_state = static_cast<LeanState>(lean);
  s.rounding = static_cast<Rounding>(rounding);
  s.axis_known = (state >> 3) & 1U;
  return true;
}

unsigned position_of(const PostureSecond& s) {
  const auto in_minute = s.wall.utc - std::chrono::floor<std::chrono::minutes>(s.wall.utc);
  return static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(in_minute).count());
}

void put_positions(BitWriter& out, std::span<const PostureSecond> seconds) {
  std::vector<unsigned> skipped;
  for (std::size_t i = 1; i < seconds.size(); ++i) {
    const unsigned here = position_of(seconds[i]), before = position_of(seconds[i - 1]);
    skipped.push_back(here > before ? here - before - 1 : 0);
  }
  const bool contiguous =
      std::all_of(skipped.begin(), skipped.end(), [](unsigned v) { return v == 0; });
  out.put(position_of(seconds.front()), 6);
  out.put(contiguous ? 1 : 0, 1);
  if (!contiguous) put_column(out, skipped);
}

void put_states(BitWriter& out, std::span<const PostureSecond> seconds, std::uint8_t version) {
  for (std::size_t i = 0; i < seconds.size();) {
    const unsigned state = state_of(seconds[i], version);
    std::size_t end = i + 1;
    while (end < seconds.size() && state_of(seconds[end], version) == state) ++end;
    out.put(state, state_bits(version));
    out.put(static_cast<unsigned>(end - i - 1), 6);
    i = end;
  }
}

void put_angle(BitWriter& out, std::span<const PostureSecond> seconds, AngleField angle) {
  std::optional<int> last;
  std::vector<unsigned> steps;
  for (const PostureSecond& s : seconds) {
    if (!std::isfinite(s.*angle)) continue;
    const int value = quarters(s.*angle);
    if (last) {
      steps.push_back(zigzag(value - *last));
    } else {
      out.put(zigzag(value), kAngleBits);
    }
    last = value;
  }
  if (!steps.empty()) put_column(out, steps);
}

bool get_angle(BitReader& in, std::span<PostureSecond> seconds, std::span<const unsigned> states,
               std::size_t angle) {
  std::optional<int> value;
  std::optional<int> k;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (!has_angle(states[i], angle)) continue;
    if (!value) {
      value = unzigzag(in.get(kAngleBits));
    } else {
      if (!k) k = static_cast<int>(in.get(3));
      *value += unzigzag(in.get_rice(*k));
    }
    if (std::abs(*value) > quarters(180)) return false;
    seconds[i].*kAllAngles[angle] = *value * kAngleStep_deg;
  }
  return true;
}

}  // namespace

PostureSecond as_stored(const PostureSecond& second) {
  PostureSecond stored = second;
  for (const AngleField angle : kAllAngles) {
    if (std::isfinite(stored.*angle)) {
      stored.*angle = quarters(stored.*angle) * kAngleStep_deg;
    } else {
      stored.*angle = std::numeric_limits<double>::quiet_NaN();
    }
  }
  stored.lean_range_deg = whole_degrees(stored.lean_range_deg);
  return stored;
}

std::vector<std::uint8_t> pack_seconds(std::span<const PostureSecond> seconds) {
  seconds = seconds.first(std::min(seconds.size(), kMaxSeconds));
  const bool two_clips = std::any_of(seconds.begin(), seconds.end(), [](const PostureSecond& s) {
    return std::isfinite(s.curvature_deg) || s.rounding != Rounding::none;
  });
  const std::uint8_t version = two_clips ? kTwoClips : kOneClip;
  std::vector<std::uint8_t> bytes{version, static_cast<std::uint8_t>(seconds.size())};
  bytes.reserve(160);
  if (!seconds.empty()) {
    BitWriter out(bytes);
    put_positions(out, seconds);
    put_states(out, seconds, version);
    for (const AngleField angle : angles_of(version)) put_angle(out, seconds, angle);
    std::vector<unsigned> movement;
    for (const PostureSecond& s : seconds) {
      movement.push_back(static_cast<unsigned>(whole_degrees(s.lean_range_deg)));
    }
    put_column(out, movement);
  }
  const std::uint16_t crc = crc16(bytes);
  bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
  bytes.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  return bytes;
}

std::vector<PostureSecond> unpack_seconds(std::span<const std::uint8_t> bytes, WallTime minute) {
  if (bytes.size() < kHeaderBytes + kCrcBytes) return {};
  const auto content = bytes.first(bytes.size() - kCrcBytes);
  const unsigned crc =
      static_cast<unsigned>(bytes[content.size()]) << 8 | bytes[content.size() + 1];
  const std::uint8_t version = content[0];
  const bool known = version == kOneClip || version == kTwoClips;
  if (crc16(content) != crc || !known || content[1] > kMaxSeconds) return {};

  std::vector<PostureSecond> seconds(content[1]);
  if (seconds.empty()) return {};
  BitReader in(content.subspan(kHeaderBytes));

  unsigned position = in.get(6);
  const bool contiguous = in.get(1) == 1;
  const int skip_k = contiguous || seconds.size() < 2 ? 0 : static_cast<int>(in.get(3));
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (i > 0) position += 1 + (contiguous ? 0 : in.get_rice(skip_k));
    if (position >= kMaxSeconds) return {};
    seconds[i].wall = {minute.utc + std::chrono::seconds(position), minute.utc_offset};
    seconds[i].start = BootTime(seconds[i].wall.utc.time_since_epoch());
  }

  std::vector<unsigned> states;
  while (states.size() < seconds.size()) {
    const unsigned state = in.get(state_bits(version));
    const std::size_t run = in.get(6) + 1;
    if (run > seconds.size() - states.size()) return {};
    for (std::size_t i = 0; i < run; ++i) {
      if (!read_state(state, seconds[states.size()])) return {};
      states.push_back(state);
    }
  }
  for (std::size_t angle = 0; angle < angles_of(version).size(); ++angle) {
    if (!get_angle(in, seconds, states, angle)) return {};
  }
  const int range_k = static_cast<int>(in.get(3));
  for (PostureSecond& s : seconds) s.lean_range_deg = in.get_rice(range_k);
  return in.ok() ? seconds : std::vector<PostureSecond>{};
}

}  // namespace postured
