#include "link/capture_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace postured {
namespace {

constexpr auto kFlushPeriod = std::chrono::seconds(1);
constexpr std::size_t kLargestRecord = 0xFFFF;  // its length has 16 bits

}  // namespace

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
  error_.clear();
  written_ = 0;
  last_arrival_ = last_flush_ = start;
  pending_ = encode_capture_header(header);
  flush();
  return error_;
}

void CaptureWriter::add(BootTime arrival, std::span<const std::uint8_t> bytes) {
  if (fd_ < 0) return;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kLargestRecord));
    const auto delay = std::max(arrival - last_arrival_, std::chrono::microseconds(0));
    const std::vector<std::uint8_t> record = encode_capture_record(delay, part);
    pending_.insert(pending_.end(), record.begin(), record.end());
    last_arrival_ = std::max(arrival, last_arrival_);
    bytes = bytes.subspan(part.size());
  }
  if (arrival - last_flush_ < kFlushPeriod) return;
  last_flush_ = arrival;
  flush();
}

void CaptureWriter::flush() {
  std::size_t done = 0;
  while (fd_ >= 0 && done < pending_.size()) {
    const ssize_t wrote = ::write(fd_, pending_.data() + done, pending_.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      fail(wrote < 0 ? errno : ENOSPC);
      return;
    }
    done += static_cast<std::size_t>(wrote);
  }
  if (fd_ >= 0) written_ += done;
  pending_.clear();
}

void CaptureWriter::fail(int error) {
  error_ = "recording to " + path_ + " stopped after " + std::to_string(written_) +
           " bytes: " + std::generic_category().message(error);
  pending_.clear();
  // A cut record is harmless to readers, so a failure here changes nothing.
  [[maybe_unused]] const int ignored = ::ftruncate(fd_, static_cast<off_t>(written_));
  ::close(fd_);
  fd_ = -1;
}

void CaptureWriter::close() {
  if (fd_ < 0) return;
  flush();
  if (fd_ < 0) return;
  if (::fsync(fd_) != 0) {
    fail(errno);
    return;
  }
  ::close(fd_);
  fd_ = -1;
}

}  // namespace postured
