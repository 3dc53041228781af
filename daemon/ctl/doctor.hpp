// What posturectl doctor looks at. A check is a small function over what was seen (DoctorView) and
// a row in the table of doctor_checks(); it decides nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desktop/control_state.hpp"
#include "desktop/control_wire.hpp"

namespace postured {

// Everything that checks go by, gathered once. Nothing is started for it.
struct DoctorView {
  std::filesystem::path settings_file, journal_file;
  bool settings_there = false;
  std::vector<std::string> settings_errors;
  bool journal_there = false;
  std::string journal_error;  // "": it could be read
  std::string bus_error;      // "": there is a session bus
  std::string daemon_error;   // "": postured answers
  std::optional<ControlState> daemon;
  std::vector<ControlDict> sources;  // DesktopSources()
  // Who shows notifications.
  struct Server {
    bool there = false, activatable = false;  // running; started by the first notification
    std::string name, error;
    std::set<std::string> capabilities;
  } server;
};

// Paths: "" is the user's own.
DoctorView look_around(const std::string& settings_file, const std::string& journal_file);

enum class Level {
  ok,
  warn,     // postured is of use without it
  problem,  // postured does not do its work
};
std::string_view to_string(Level level);

struct Finding {
  Level level = Level::ok;
  std::string sentence;  // what is so
  std::string mend;      // what the person can do; "": nothing need be done
};

struct Check {
  const char* name;
  // nullopt: it cannot be said, because of a problem that another check names.
  std::optional<Finding> (*look)(const DoctorView& view);
};
std::span<const Check> doctor_checks();

}  // namespace postured
