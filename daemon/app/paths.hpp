// Where things live, by the XDG base directory specification. Relative XDG values are ignored, as
// it demands; without HOME the password database is asked.
#pragma once

#include <filesystem>
#include <optional>

namespace postured {

struct Paths {
  std::filesystem::path settings_file;  // $XDG_CONFIG_HOME/postured/postured.toml
  std::filesystem::path state_dir;      // $XDG_STATE_HOME/postured
  std::filesystem::path journal_file;   // state_dir/journal.db
  std::filesystem::path captures_dir;   // state_dir/captures
  std::filesystem::path reports_dir;    // state_dir/reports
};

// nullopt when neither HOME nor the password database names a home directory.
std::optional<Paths> user_paths();

// Creates the directory and its parents with mode 0700. False with errno set when that fails.
bool make_private_dir(const std::filesystem::path& dir);

}  // namespace postured
