#include "app/settings_file.hpp"

#include <toml++/toml.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace postured {
namespace {

constexpr std::uintmax_t kLargestSettings_bytes = 1 << 20;

std::string at_line(const std::string& name, const toml::source_region& where) {
  return name + ":" + std::to_string(where.begin.line) + ": ";
}

void read_value(const std::string& key, const toml::node& node, const std::string& name,
                SettingsResult& result) {
  SettingValue value;
  if (const auto flag = node.value_exact<bool>()) {
    value = *flag;
  } else if (node.is_number()) {
    value = node.value<double>().value();
  } else if (const auto text = node.value_exact<std::string>()) {
    value = *text;
  } else {
    result.errors.push_back(at_line(name, node.source()) + key +
                            ": a list, a date or a table cannot stand here");
    return;
  }
  const std::string problem = set_setting(result.settings, key, value);
  if (!problem.empty()) {
    result.errors.push_back(at_line(name, node.source()) + key + ": " + problem);
  }
}

void read_table(const std::string& prefix, const toml::table& table, const std::string& name,
                SettingsResult& result) {
  for (const auto& [key, node] : table) {
    const std::string path =
        prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      read_table(path, *inner, name, result);
    } else {
      read_value(path, node, name, result);
    }
  }
}

}  // namespace

SettingsResult parse_settings(std::string_view text, const std::string& name) {
  SettingsResult result;
  try {
    read_table("", toml::parse(text), name, result);
  } catch (const toml::parse_error& error) {
    result.errors.push_back(at_line(name, error.source()) + std::string(error.description()));
  }
  if (!result.errors.empty()) result.settings = Settings{};
  return result;
}

SettingsResult load_settings(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  SettingsResult result;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestSettings_bytes) {
    result.errors.push_back(file.string() + ": larger than 1 MiB: this is not a settings file");
    return result;
  }
  std::ifstream in(file);
  std::stringstream text;
  // An empty file sets failbit on the output, not badbit on the input.
  if (!error && in) text << in.rdbuf();
  if (error || !in || in.bad()) {
    result.errors.push_back(file.string() + ": cannot be read (" + std::strerror(errno) +
                            "): make it a file that you may read, or remove it");
    return result;
  }
  return parse_settings(text.str(), file.string());
}

}  // namespace postured
