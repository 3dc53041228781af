// Writes the bytes of a sensor to a capture file (sensor/capture.hpp) as they arrive.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sensor/capture.hpp"

namespace postured {

class CaptureWriter {
 public:
  CaptureWriter() = default;
  ~CaptureWriter() { close(); }
  CaptureWriter(const CaptureWriter&) = delete;
  CaptureWriter& operator=(const CaptureWriter&) = delete;

  // Creates `path`, readable by its owner only; an existing file or link is refused. Arrival times
  // count from `start`. Returns "" or what is wrong.
  std::string open(const std::string& path, const CaptureHeader& header, BootTime start);
  bool is_open() const { return fd_ >= 0; }

  // Bytes that arrived at `arrival`; written to the file within a second of arrivals.
  void add(BootTime arrival, std::span<const std::uint8_t> bytes);
  void flush();
  // Writes what is left and waits until the disk has it. Idempotent.
  void close();

  // "" or why recording stopped (disk full). The file then ends with its last whole records, and
  // further bytes are ignored.
  const std::string& error() const { return error_; }
  std::uint64_t bytes_written() const { return written_; }

 private:
  void fail(int error);

  int fd_ = -1;
  std::string path_;
  std::string error_;
  std::vector<std::uint8_t> pending_;
  BootTime last_arrival_{}, last_flush_{};
  std::uint64_t written_ = 0;
};

}  // namespace postured
