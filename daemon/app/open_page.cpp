#include "app/open_page.hpp"

#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

namespace postured {
namespace {

// Its exit code; -1: it could not be run.
int run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawnp(&child, arguments.front(), nullptr, nullptr, arguments.data(), environ) != 0) {
    return -1;
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

std::string open_page(const std::filesystem::path& page) {
  const std::string file = page.string();
  // INVOCATION_ID: systemd started us, so its manager is there.
  if (::getenv("INVOCATION_ID") != nullptr &&
      run_program({"systemd-run", "--user", "--collect", "--quiet", "--", "xdg-open", file}) == 0) {
    return {};
  }
  if (run_program({"xdg-open", file}) == 0) return {};
  return "The page could not be opened (is xdg-utils installed?). Open it in a browser: " + file;
}

}  // namespace postured
