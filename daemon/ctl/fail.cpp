#include <iostream>

#include "ctl/commands.hpp"

namespace postured {

int fail(std::string_view command, const std::string& sentence) {
  std::cerr << "posturectl " << command << ": " << sentence << '\n';
  return kExitFailed;
}

}  // namespace postured
