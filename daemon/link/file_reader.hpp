// Reads a whole file, gzip or plain: recordings, captures.
#pragma once

#include <cstddef>
#include <string>

namespace postured {

struct FileResult {
  std::string contents;  // unpacked
  std::string error;     // "" or a sentence: which file, what is wrong, what to do
};

inline constexpr std::size_t kMaxFileBytes = std::size_t{2} << 30;  // packed and unpacked

// gzip is recognised by its first bytes, not by the name; several members in one file are joined.
FileResult read_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes);

}  // namespace postured
