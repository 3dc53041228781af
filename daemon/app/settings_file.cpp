#include "app/settings_file.hpp"

#include <toml++/toml.h>

#include "app/text_file.hpp"

namespace postured {
namespace {

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
  const TextFile read = read_text_file(file, "a settings file");
  if (read.text) return parse_settings(*read.text, file.string());
  SettingsResult result;
  if (!read.problem.empty()) result.errors.push_back(read.problem);
  return result;
}

}  // namespace postured
