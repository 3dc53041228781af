#include "app/private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/paths.hpp"

namespace postured {
namespace {

bool write_all(int fd, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t n = ::write(fd, contents.data(), contents.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    contents.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(fd) == 0;
}

}  // namespace

std::string write_private_file(const std::filesystem::path& file, std::string_view contents) {
  const auto absolute = std::filesystem::absolute(file);
  const auto failed = [&](const char* what) {
    return absolute.string() + ": " + what + " (" + std::strerror(errno) + ")";
  };
  if (!make_private_dir(absolute.parent_path())) return failed("its folder cannot be made");
  std::string temporary = absolute.string() + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600, never an existing file
  if (fd < 0) return failed("cannot be written");
  const bool written = write_all(fd, contents);
  const bool closed = ::close(fd) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), absolute.c_str()) != 0) {
    std::string problem = failed("cannot be written");
    ::unlink(temporary.c_str());
    return problem;
  }
  return {};
}

}  // namespace postured
