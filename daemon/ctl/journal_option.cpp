#include "ctl/journal_option.hpp"

#include "app/paths.hpp"

namespace postured {

std::optional<std::filesystem::path> journal_file(const std::string& named) {
  if (!named.empty()) return named;
  const auto paths = user_paths();
  if (!paths) return std::nullopt;
  return paths->journal_file;
}

}  // namespace postured
