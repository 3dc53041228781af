// Files with health data: mode 0600, written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace postured {

// Replaces `file` by `contents` in one step (a new file beside it, then rename); parents are
// created with mode 0700. Returns an empty string, or what went wrong and where.
std::string write_private_file(const std::filesystem::path& file, std::string_view contents);

}  // namespace postured
