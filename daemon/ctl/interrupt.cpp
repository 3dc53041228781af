#include "ctl/interrupt.hpp"

#include <csignal>

namespace postured {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void remember(int /*signal*/) { g_interrupted = 1; }

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
}

bool interrupted() { return g_interrupted != 0; }

}  // namespace postured
