#include <iostream>

#include "ctl/commands.hpp"

namespace postured {
namespace {

void tell(std::string_view command, const std::string& sentence) {
  std::cerr << "posturectl " << command << ": " << sentence << '\n';
}

}  // namespace

int fail(std::string_view command, const std::string& sentence) {
  tell(command, sentence);
  return kExitFailed;
}

int wrong_usage(std::string_view command, const std::string& sentence) {
  tell(command, sentence);
  return kExitUsage;
}

}  // namespace postured
