#include "link/file_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

namespace postured {
namespace {

constexpr std::string_view kZstd = "\x28\xB5\x2F\xFD";  // RFC 8878, 3.1.1

FileResult failed(std::string why) { return {"", std::move(why), false}; }

std::string too_large(const std::string& path, std::size_t max_bytes) {
  return path + " is too large: at most " + std::to_string(max_bytes >> 20) + " MiB can be read";
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

struct Inflater {
  // 15 = largest window, + 16 = gzip, not raw zlib.
  Inflater() { ok = inflateInit2(&stream, 15 + 16) == Z_OK; }
  ~Inflater() {
    if (ok) inflateEnd(&stream);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream stream{};
  bool ok = false;
};

FileResult unpack(const std::string& path, std::string& packed, std::size_t max_bytes) {
  Inflater inflater;
  if (!inflater.ok) return failed(path + " cannot be unpacked: not enough memory");
  z_stream& z = inflater.stream;
  auto* const data = reinterpret_cast<Bytef*>(packed.data());
  std::size_t used = 0;
  std::string out;
  std::array<Bytef, 65536> chunk;
  while (used < packed.size()) {
    // avail_in has 32 bits.
    const std::size_t offered = std::min<std::size_t>(packed.size() - used, 1U << 30);
    z.next_in = data + used;
    z.avail_in = static_cast<uInt>(offered);
    int result = Z_OK;
    do {
      z.next_out = chunk.data();
      z.avail_out = static_cast<uInt>(chunk.size());
      result = inflate(&z, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return failed(path + " is a damaged gzip file" +
                      (z.msg != nullptr ? " (" + std::string(z.msg) + ")" : "") +
                      ": copy or download it again");
      }
      const std::size_t got = chunk.size() - z.avail_out;
      if (out.size() + got > max_bytes) return failed(too_large(path, max_bytes));
      out.append(reinterpret_cast<const char*>(chunk.data()), got);
    } while (result == Z_OK && (z.avail_in > 0 || z.avail_out == 0));
    used += offered - z.avail_in;
    if (result == Z_STREAM_END) {
      // Another member may follow; gzip itself ignores other bytes after the end (padding).
      if (used + 1 >= packed.size() || data[used] != 0x1f || data[used + 1] != 0x8b) {
        return {std::move(out), "", false};
      }
      inflateReset(&z);
    }
  }
  return failed(path + " is a gzip file that ends too early: copy or download it again");
}

FileResult unpack_zstd(const std::string& path, std::string_view packed, std::size_t max_bytes) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     ZSTD_freeDCtx);
  if (!context) return failed(path + " cannot be unpacked: not enough memory");
  FileResult result;
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::array<char, 65536> chunk;
  while (true) {
    ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
    const std::size_t left = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(left) != 0) {
      result.tail_damaged = true;
      break;
    }
    if (result.contents.size() + out.pos > max_bytes) return failed(too_large(path, max_bytes));
    result.contents.append(chunk.data(), out.pos);
    if (in.pos == in.size && out.pos < out.size) {
      result.tail_damaged = left != 0;
      break;
    }
  }
  if (result.contents.empty() && result.tail_damaged) {
    return failed(path + " is a damaged zstd file: copy or download it again");
  }
  return result;
}

}  // namespace

FileResult read_file(const std::string& path, std::size_t max_bytes) {
  // Without O_NONBLOCK, opening a FIFO would wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    if (errno == ENOENT) return failed("there is no file " + path);
    return failed(path + " cannot be read: " + std::generic_category().message(errno));
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0) {
    return failed(path + " cannot be read: " + std::generic_category().message(errno));
  }
  if (S_ISDIR(info.st_mode)) return failed(path + " is a directory, not a file");
  if (!S_ISREG(info.st_mode)) return failed(path + " is not an ordinary file");
  if (static_cast<std::size_t>(info.st_size) > max_bytes) return failed(too_large(path, max_bytes));

  std::string contents;
  contents.reserve(static_cast<std::size_t>(info.st_size));
  std::array<char, 65536> chunk;
  while (true) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return failed(path + " cannot be read: " + std::generic_category().message(errno));
    }
    if (got == 0) break;
    contents.append(chunk.data(), static_cast<std::size_t>(got));
    if (contents.size() > max_bytes) return failed(too_large(path, max_bytes));
  }
  const bool gzip = contents.size() >= 2 && contents[0] == '\x1f' && contents[1] == '\x8b';
  if (gzip) return unpack(path, contents, max_bytes);
  if (contents.starts_with(kZstd)) return unpack_zstd(path, contents, max_bytes);
  return {std::move(contents), "", false};
}

}  // namespace postured
