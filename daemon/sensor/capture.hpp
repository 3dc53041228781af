// Capture format: the raw bytes of a sensor with their arrival times, and what else the pipeline
// was told meanwhile, so that the whole core can be run again with the same result.
//
//   "PSTRCAP2"  then u32 length + header text ("key: value" lines),
//   then records: u32 delay since the previous record in microseconds, u8 event, u16 length, data.
// Little endian. A damaged or cut tail ends the capture at the last whole record. In files it is
// packed with zstd (link/capture_writer.hpp), of which this knows nothing. "PSTRCAP1" had no events
// and is still read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sensor/sensor_decoder.hpp"

namespace postured {

struct CaptureHeader {
  std::string serial, placement, note;
  WallTime started{};
  SensorKind kind = SensorKind::postured;
  std::string board, firmware;
  CsvOptions csv;  // of the kind csv
  // Where in a second of boot time the capture began: seconds of the replay end where those of the
  // daemon did.
  std::chrono::microseconds phase{0};
  // What the pipeline knew at the start, as text (pipeline/capture_replay.hpp); "" = nothing.
  std::string mounting, accelerometer;
};

enum class CaptureEvent : std::uint8_t {
  bytes,   // arrived from the sensor
  beat,    // the daemon's beat, once a second
  opened,  // the link was opened; data: the name of the sensor's kind
  lost,    // the link was lost
};

struct CaptureRecord {
  BootTime arrival{};  // counts from the full second before the start
  std::vector<std::uint8_t> bytes;
  CaptureEvent event = CaptureEvent::bytes;
};

struct Capture {
  CaptureHeader header;
  std::vector<CaptureRecord> records;
  bool tail_damaged = false;
  bool has_events = true;  // false: an older capture, whose beats and links are not known
};

bool looks_like_capture(std::string_view bytes);
std::vector<std::uint8_t> encode_capture_header(const CaptureHeader& header);
// One record. Delays beyond 71 minutes become records without bytes (the parser adds them up and
// leaves them out), more than 65535 bytes become several records.
std::vector<std::uint8_t> encode_capture_record(std::chrono::microseconds delay,
                                                std::span<const std::uint8_t> bytes,
                                                CaptureEvent event = CaptureEvent::bytes);

struct CaptureResult {
  Capture capture;
  std::string error;  // "" or what is wrong with the header
};
CaptureResult parse_capture(std::string_view bytes);

}  // namespace postured
