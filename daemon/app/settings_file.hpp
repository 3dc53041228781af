// postured.toml -> Settings. Every error says file, line, key and what is allowed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/settings.hpp"

namespace postured {

struct SettingsResult {
  Settings settings;                // defaults where the file is silent
  std::vector<std::string> errors;  // "postured.toml:12: lean.threshold_deg: 99 is outside ..."
};

// A missing file is the defaults; an unreadable one, a wrong one or one above 1 MiB is an error.
SettingsResult load_settings(const std::filesystem::path& file);
// The same from text; `name` stands in the errors.
SettingsResult parse_settings(std::string_view text, const std::string& name);

}  // namespace postured
