// The checksum of the wire protocol, three to four times as fast as the firmware's pw_crc32 and
// with the same result: the daemon has the memory for larger tables, an AVR has not.
#pragma once

#include <cstdint>
#include <span>

namespace postured {

std::uint32_t crc32(std::span<const std::uint8_t> bytes);

}  // namespace postured
