#include "app/paths.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace postured {
namespace {

using std::filesystem::path;

std::optional<path> absolute_env(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || value[0] != '/') return std::nullopt;
  return path(value);
}

std::optional<path> home() {
  if (auto dir = absolute_env("HOME")) return dir;
  const passwd* entry = getpwuid(getuid());
  if (entry == nullptr || entry->pw_dir == nullptr || entry->pw_dir[0] != '/') return std::nullopt;
  return path(entry->pw_dir);
}

}  // namespace

std::optional<Paths> user_paths() {
  auto config = absolute_env("XDG_CONFIG_HOME");
  auto state = absolute_env("XDG_STATE_HOME");
  if (!config || !state) {
    const auto dir = home();
    if (!dir) return std::nullopt;
    if (!config) config = *dir / ".config";
    if (!state) state = *dir / ".local" / "state";
  }
  Paths paths;
  paths.settings_file = *config / "postured" / "postured.toml";
  paths.state_dir = *state / "postured";
  paths.journal_file = paths.state_dir / "journal.db";
  paths.captures_dir = paths.state_dir / "captures";
  paths.reports_dir = paths.state_dir / "reports";
  return paths;
}

bool make_private_dir(const path& dir) {
  if (dir.empty() || ::access(dir.c_str(), F_OK) == 0) return true;
  if (!make_private_dir(dir.parent_path())) return false;
  return ::mkdir(dir.c_str(), 0700) == 0 || errno == EEXIST;
}

}  // namespace postured
