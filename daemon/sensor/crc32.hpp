// The checksum of the wire protocol: the same result as the firmware's pw_crc32, but from tables
// that an AVR has no memory for, and some ten times as fast.
#pragma once

#include <cstdint>
#include <span>

namespace postured {

std::uint32_t crc32(std::span<const std::uint8_t> bytes);

}  // namespace postured
