#include "ctl/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace postured {

Screen screen_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

}  // namespace postured
