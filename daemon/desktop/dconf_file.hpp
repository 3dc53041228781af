// Reads one switch out of a dconf database, the file where GNOME keeps its settings: no GLib, no
// child process. Pure: bytes in, value out.
//
// The format is GVDB (gvdb-format.h of GNOME/gvdb): a hash table whose items name a key by its last
// part and their parent, and point at a serialised GVariant.
#pragma once

#include <optional>
#include <string_view>

namespace postured {

struct DconfSwitch {
  bool readable = false;      // false: no database, damaged, or of the other byte order
  std::optional<bool> value;  // nullopt: not set (the schema's default holds), or no boolean
};

// `key` is a whole path: "/org/gnome/desktop/notifications/show-banners".
DconfSwitch read_dconf_switch(std::string_view file, std::string_view key);

}  // namespace postured
