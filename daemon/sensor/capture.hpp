// Capture format: the raw bytes of a sensor with their arrival times, so that the whole core can be
// run again with the same result.
//
//   "PSTRCAP1"  then u32 length + header text ("key: value" lines: serial,
//   placement, note, started_utc_ms, utc_offset_s),
//   then records: u32 delay since the previous record in microseconds, u16 length, bytes.
// Little endian. A damaged or cut tail ends the capture at the last whole record.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace postured {

struct CaptureHeader {
  std::string serial, placement, note;
  WallTime started{};
};

struct CaptureRecord {
  BootTime arrival{};  // the first record arrives at its delay after zero
  std::vector<std::uint8_t> bytes;
};

struct Capture {
  CaptureHeader header;
  std::vector<CaptureRecord> records;
  bool tail_damaged = false;
};

bool looks_like_capture(std::string_view bytes);
std::vector<std::uint8_t> encode_capture_header(const CaptureHeader& header);
// One record. Delays beyond 71 minutes become records without bytes (the parser adds them up and
// leaves them out), more than 65535 bytes become several records.
std::vector<std::uint8_t> encode_capture_record(std::chrono::microseconds delay,
                                                std::span<const std::uint8_t> bytes);

struct CaptureResult {
  Capture capture;
  std::string error;  // "" or what is wrong with the header
};
CaptureResult parse_capture(std::string_view bytes);

}  // namespace postured
