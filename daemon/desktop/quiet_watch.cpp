#include "desktop/quiet_watch.hpp"

#include <utility>

namespace postured {

struct QuietWatch::Parts {
  std::function<void(const std::set<Quiet>&)> changed;
};

QuietWatch::QuietWatch(Bus&, boost::asio::io_context&,
                       std::function<void(const std::set<Quiet>&)> changed)
    : parts_(std::make_unique<Parts>(Parts{std::move(changed)})) {}

QuietWatch::~QuietWatch() = default;

std::vector<SourceHealth> QuietWatch::sources() const { return {}; }

}  // namespace postured
