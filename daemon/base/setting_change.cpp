#include "base/setting_change.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <type_traits>

namespace postured {
namespace {

const SettingSpec* find_spec(std::string_view key) {
  const auto specs = setting_specs();
  const auto spec = std::find_if(specs.begin(), specs.end(),
                                 [key](const SettingSpec& s) { return s.key == key; });
  return spec == specs.end() ? nullptr : &*spec;
}

// Text as a value of the kind that this setting has; text that is no such value stays text, and is
// then refused with what is allowed.
SettingValue value_from_text(const SettingSpec& spec, std::string_view text) {
  Settings any;
  const SettingField field = spec.field(any);
  if (std::holds_alternative<std::string*>(field)) return std::string(text);
  if (std::holds_alternative<bool*>(field)) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::string(text);
  }
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::string(text);
  return number;
}

}  // namespace

std::string setting_text(const SettingValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::array<char, 32> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), std::get<double>(value));
  return {digits.data(), end.ptr};
}

std::string set_setting_from_text(Settings& settings, std::string_view key, std::string_view text) {
  const SettingSpec* spec = find_spec(key);
  return set_setting(settings, key, spec ? value_from_text(*spec, text) : SettingValue(false));
}

std::vector<SettingChange> setting_changes(const Settings& before, const Settings& after,
                                           const WallTime& at) {
  std::vector<SettingChange> changes;
  for (const SettingSpec& spec : setting_specs()) {
    const SettingValue was = get_setting(before, spec), is = get_setting(after, spec);
    if (was == is) continue;
    changes.push_back({at, std::string(spec.key), setting_text(was), setting_text(is)});
  }
  return changes;
}

Settings settings_at(std::span<const SettingChange> changes, UtcTime t) {
  Settings settings;
  for (const SettingChange& change : changes) {
    if (change.at.utc > t) break;
    Settings next = settings;
    if (!set_setting_from_text(next, change.name, change.new_value).empty()) continue;
    // A threshold set by hand clears lean.personal; here that is a change of its own.
    if (change.name != "lean.personal") next.lean.personal = settings.lean.personal;
    settings = next;
  }
  return settings;
}

}  // namespace postured
