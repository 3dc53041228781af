#include "link/paced_source.hpp"

namespace postured {
namespace {

constexpr auto kBeat = std::chrono::milliseconds(100);
// A longer pause between two beats is a suspend. What plays stands still meanwhile and goes on
// afterwards, like a sensor that lost its USB power: the link is lost and comes back.
constexpr auto kSuspend = std::chrono::seconds(5);

}  // namespace

void PacedSource::start(SourceHandlers handlers) {
  stop();
  handlers_ = std::move(handlers);
  started_ = std::make_shared<const bool>(true);
  boost::asio::post(io_, [this, started = std::weak_ptr(started_)] {
    if (!started.expired()) open();
  });
}

void PacedSource::stop() {
  started_.reset();
  timer_.reset();
}

void PacedSource::open() {
  rewind();
  elapsed_ = std::chrono::microseconds(0);
  last_beat_ = clock_.now().boot;
  timer_ = clock_.every(kBeat, [this] { beat(); });
  const auto on_open = handlers_.on_open;
  on_open(name_, kind());
}

void PacedSource::beat() {
  const SourceHandlers handlers = handlers_;  // stop() or a new start() may come from any of them
  const std::weak_ptr started = started_;
  const BootTime now = clock_.now().boot;
  const auto passed = now - last_beat_;
  last_beat_ = now;
  bytes_.clear();
  if (passed > kSuspend) {
    handlers.on_lost(name_ + " stood still while the computer slept");
    if (started.expired()) return;
    handlers.on_open(name_, kind());
    if (started.expired()) return;
    reopen(bytes_);
  } else {
    elapsed_ += passed;
  }
  const bool more = produce(elapsed_, bytes_);
  if (!bytes_.empty()) {
    handlers.on_bytes(bytes_);
    if (started.expired()) return;
  }
  if (more) return;
  stop();
  handlers.on_lost(name_ + " has ended");
}

}  // namespace postured
