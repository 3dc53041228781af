// When the desktop would rather not be spoken to: do-not-disturb, microphone, camera, a shared
// screen. Merges the sources and says when their sum changes. (A window that fills the screen is
// known to who follows the windows: X11Watch, WaylandWatch.)
//
// A source that is absent, does not answer or ends gives no reason for quiet, and comes back by
// itself; `sources()` says so. Nothing here blocks, and nothing is asked more often than every 30
// s.
#pragma once

#include "desktop/bus.hpp"

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "coach/desktop_context.hpp"
#include "desktop/source_health.hpp"

namespace postured {

class QuietWatch {
 public:
  // `changed` gets all reasons that hold, each time they change (it begins with none). It runs on
  // the reactor, never within the constructor.
  QuietWatch(Bus& session_bus, boost::asio::io_context& io,
             std::function<void(const std::set<Quiet>&)> changed);
  QuietWatch(const QuietWatch&) = delete;
  QuietWatch& operator=(const QuietWatch&) = delete;
  ~QuietWatch();

  std::vector<SourceHealth> sources() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace postured
