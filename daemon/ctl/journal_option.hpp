// Which journal a command works on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace postured {

inline constexpr const char* kNoHome =
    "there is no home directory: name the journal with --journal FILE";

// The one that was named, or the user's own; nullopt: there is no home directory.
std::optional<std::filesystem::path> journal_file(const std::string& named);

}  // namespace postured
