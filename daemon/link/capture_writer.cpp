#include "link/capture_writer.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace postured {
namespace {

// Captures are streams of a kilobyte a second: a large window finds no more and costs memory.
constexpr int kWindowLog = 17;

}  // namespace

void CaptureWriter::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

CaptureWriter::CaptureWriter() = default;
CaptureWriter::~CaptureWriter() { close(); }

std::string CaptureWriter::open(const std::string& path, const CaptureHeader& header,
                                BootTime start) {
  close();
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) {
    if (errno == EEXIST) return path + " exists already: choose another name, it is not replaced";
    return path + " cannot be created: " + std::generic_category().message(errno);
  }
  fd_ = fd;
  path_ = path;
  packer_.reset(ZSTD_createCCtx());
  if (!packer_) {
    fail(ENOMEM);
    return error_;
  }
  ZSTD_CCtx_setParameter(packer_.get(), ZSTD_c_windowLog, kWindowLog);
  ZSTD_CCtx_setParameter(packer_.get(), ZSTD_c_checksumFlag, 1);
  error_.clear();
  written_ = 0;
  last_arrival_ = last_flush_ = start;
  pending_ = encode_capture_header(header);
  flush();
  return error_;
}

void CaptureWriter::add(BootTime arrival, std::span<const std::uint8_t> bytes, CaptureEvent event) {
  if (fd_ < 0 || (event == CaptureEvent::bytes && bytes.empty())) return;
  const auto delay = std::max(arrival - last_arrival_, std::chrono::microseconds(0));
  const std::vector<std::uint8_t> records = encode_capture_record(delay, bytes, event);
  pending_.insert(pending_.end(), records.begin(), records.end());
  last_arrival_ = std::max(arrival, last_arrival_);
  if (arrival - last_flush_ < kFlushPeriod) return;
  last_flush_ = arrival;
  flush();
}

void CaptureWriter::flush() { write(Pack::flush); }

void CaptureWriter::write(Pack how) {
  if (fd_ < 0) return;
  ZSTD_inBuffer in{pending_.data(), pending_.size(), 0};
  std::array<std::uint8_t, 16'384> chunk;
  while (true) {
    ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
    const std::size_t left = ZSTD_compressStream2(packer_.get(), &out, &in,
                                                  how == Pack::end ? ZSTD_e_end : ZSTD_e_flush);
    if (ZSTD_isError(left) != 0) {
      fail(ENOMEM);  // nothing else can go wrong with it
      return;
    }
    if (!write_out({chunk.data(), out.pos})) return;
    if (left == 0) break;
  }
  pending_.clear();
}

bool CaptureWriter::write_out(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      fail(wrote < 0 ? errno : ENOSPC);
      return false;
    }
    written_ += static_cast<std::uint64_t>(wrote);
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

void CaptureWriter::fail(int error) {
  error_ = "recording to " + path_ + " stopped after " + std::to_string(written_) +
           " bytes: " + std::generic_category().message(error);
  pending_.clear();
  ::close(fd_);
  fd_ = -1;
}

void CaptureWriter::close() {
  write(Pack::end);
  if (fd_ < 0) return;
  if (::fsync(fd_) != 0) {
    fail(errno);
    return;
  }
  ::close(fd_);
  fd_ = -1;
}

}  // namespace postured
