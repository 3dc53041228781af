#include "app/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace postured {

namespace {
constexpr std::uintmax_t kLargestFile = 1 << 20;
}

TextFile read_text_file(const std::filesystem::path& file, const std::string& what) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  TextFile result;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestFile) {
    result.problem = file.string() + ": larger than 1 MiB: this is not " + what;
    return result;
  }
  std::ifstream in(file);
  std::stringstream text;
  // An empty file sets failbit on the output, not badbit on the input.
  if (!error && in) text << in.rdbuf();
  if (error || !in || in.bad()) {
    result.problem = file.string() + ": cannot be read (" + std::strerror(errno) +
                     "): make it a file that you may read, or remove it";
    return result;
  }
  result.text = text.str();
  return result;
}

}  // namespace postured
