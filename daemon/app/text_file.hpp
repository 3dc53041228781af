// A small text file that a person writes, read whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace postured {

struct TextFile {
  std::optional<std::string> text;  // nullopt: it is missing, or `problem` says what is wrong
  std::string problem;              // "FILE: larger than 1 MiB: this is not ...", or empty
};

// `what` names it in the problem: "a settings file".
TextFile read_text_file(const std::filesystem::path& file, const std::string& what);

}  // namespace postured
