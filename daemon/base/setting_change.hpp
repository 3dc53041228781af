// Which settings were in force when: the journal keeps each change, so that days can be played
// again by the rules they were lived by, and by others.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.hpp"
#include "base/time.hpp"

namespace postured {

struct SettingChange {
  WallTime at{};
  std::string name;                  // "lean.threshold_deg"
  std::string old_value, new_value;  // as setting_text() writes them

  bool operator==(const SettingChange&) const = default;
};

// "20", "0.5", "true", "belt".
std::string setting_text(const SettingValue& value);
// Sets one value from text, as a person types it. Returns an empty string, or what is wrong and
// what is allowed.
std::string set_setting_from_text(Settings& settings, std::string_view key, std::string_view text);

// Every setting that differs, in the order of the table.
std::vector<SettingChange> setting_changes(const Settings& before, const Settings& after,
                                           const WallTime& at);
// The settings at `t`: the defaults, then every change until then, in order. Names that this
// version does not know, and values that it does not allow, are left out.
Settings settings_at(std::span<const SettingChange> changes, UtcTime t);

}  // namespace postured
