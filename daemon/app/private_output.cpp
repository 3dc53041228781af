#include "app/private_output.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "app/paths.hpp"

namespace postured {

PrivateOutput::PrivateOutput(std::filesystem::path file)
    : file_(std::filesystem::absolute(std::move(file))) {
  if (!make_private_dir(file_.parent_path())) fail("its directory cannot be created");
  std::string pattern = file_.string() + ".XXXXXX";
  const int descriptor = ::mkstemp(pattern.data());  // 0600
  if (descriptor < 0) fail("cannot be created");
  temporary_ = pattern;
  stream_.reset(::fdopen(descriptor, "w"));
  if (!stream_) fail("cannot be written");
}

PrivateOutput::~PrivateOutput() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void PrivateOutput::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream_.get()) != text.size()) {
    fail("cannot be written");
  }
}

void PrivateOutput::finish() {
  if (std::fflush(stream_.get()) != 0 || ::fsync(::fileno(stream_.get())) != 0) {
    fail("cannot be written");
  }
  stream_.reset();
  if (std::rename(temporary_.c_str(), file_.c_str()) != 0) fail("cannot be put in its place");
  temporary_.clear();
}

void PrivateOutput::fail(const char* what) const {
  throw std::runtime_error(file_.string() + ": " + what + " (" + std::strerror(errno) + ")");
}

}  // namespace postured
