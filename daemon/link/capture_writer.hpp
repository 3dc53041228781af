// Writes a capture (sensor/capture.hpp) to a file as it happens, packed with zstd. Every few
// seconds what was collected is flushed to the file, so that a kill loses no more; a reader copes
// with the missing end.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sensor/capture.hpp"

struct ZSTD_CCtx_s;

namespace postured {

class CaptureWriter {
 public:
  CaptureWriter();
  ~CaptureWriter();
  CaptureWriter(const CaptureWriter&) = delete;
  CaptureWriter& operator=(const CaptureWriter&) = delete;

  // Creates `path`, readable by its owner only; an existing file or link is refused. Arrival times
  // count from `start`. Returns "" or what is wrong.
  std::string open(const std::string& path, const CaptureHeader& header, BootTime start);
  bool is_open() const { return fd_ >= 0; }

  // What happened at `arrival`; written to the file within kFlushPeriod of arrivals.
  void add(BootTime arrival, std::span<const std::uint8_t> bytes,
           CaptureEvent event = CaptureEvent::bytes);
  void flush();
  // Writes what is left and waits until the disk has it. Idempotent.
  void close();

  // "" or why recording stopped (disk full). The file then ends with its last whole records, and
  // further bytes are ignored.
  const std::string& error() const { return error_; }
  std::uint64_t bytes_written() const { return written_; }

  static constexpr std::chrono::seconds kFlushPeriod{3};

 private:
  enum class Pack { flush, end };

  void write(Pack how);
  bool write_out(std::span<const std::uint8_t> bytes);
  void fail(int error);

  int fd_ = -1;
  std::string path_;
  std::string error_;
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> packer_;
  std::vector<std::uint8_t> pending_;  // not packed yet
  BootTime last_arrival_{}, last_flush_{};
  std::uint64_t written_ = 0;
};

}  // namespace postured
