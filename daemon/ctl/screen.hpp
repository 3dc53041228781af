// How much fits on the terminal.
#pragma once

namespace postured {

struct Screen {
  int columns = 80, rows = 24;
};

// Of the terminal on standard output; 80 x 24 where it does not say.
Screen screen_size();

}  // namespace postured
