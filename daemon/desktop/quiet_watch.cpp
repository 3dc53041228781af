#include "desktop/quiet_watch.hpp"

#include <utility>

#include "desktop/do_not_disturb.hpp"
#include "desktop/pipewire_watch.hpp"

namespace postured {

struct QuietWatch::Parts {
  Parts(Bus& bus, boost::asio::io_context& io, std::function<void(const std::set<Quiet>&)> tell)
      : changed(std::move(tell)),
        do_not_disturb(bus, io, [this] { merge(); }),
        pipewire(io, [this] { merge(); }) {}

  void merge() {
    std::set<Quiet> now = pipewire.quiet();
    if (do_not_disturb.on()) now.insert(Quiet::do_not_disturb);
    if (now == last) return;
    last = now;
    if (changed) changed(now);
  }

  std::function<void(const std::set<Quiet>&)> changed;
  DoNotDisturb do_not_disturb;
  PipewireWatch pipewire;
  std::set<Quiet> last;
};

QuietWatch::QuietWatch(Bus& session_bus, boost::asio::io_context& io,
                       std::function<void(const std::set<Quiet>&)> changed)
    : parts_(std::make_unique<Parts>(session_bus, io, std::move(changed))) {}

QuietWatch::~QuietWatch() = default;

std::vector<SourceHealth> QuietWatch::sources() const {
  return {parts_->do_not_disturb.health(), parts_->pipewire.health()};
}

}  // namespace postured
