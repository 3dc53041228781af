// Reads a whole file, plain or packed with gzip or zstd: recordings, captures.
#pragma once

#include <cstddef>
#include <string>

namespace postured {

struct FileResult {
  std::string contents;  // unpacked
  std::string error;     // "" or a sentence: which file, what is wrong, what to do
  // A zstd file whose end is missing or damaged, as a capture's after a kill: contents are what
  // comes before.
  bool tail_damaged = false;
};

inline constexpr std::size_t kMaxFileBytes = std::size_t{2} << 30;  // packed and unpacked

// Packing is recognised by the first bytes, not by the name; several members in one file are
// joined.
FileResult read_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes);

}  // namespace postured
