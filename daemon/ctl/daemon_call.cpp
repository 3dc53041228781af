#include "ctl/daemon_call.hpp"

#include "ctl/commands.hpp"

namespace postured {

int call_daemon(const std::string& command, const std::function<void(ControlClient&)>& work) {
  try {
    ControlClient daemon;
    work(daemon);
    return kExitDone;
  } catch (const ControlFailure& failure) {
    return fail(command, failure.what());
  }
}

}  // namespace postured
