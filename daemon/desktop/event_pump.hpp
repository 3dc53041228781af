// Runs an sd-event loop on the reactor: one descriptor is waited for, nothing is polled, and no
// loop of our own is needed.
//
// sd-bus changes what it waits for (queues, timeouts) whenever it is used, and tells sd-event only
// when that loop is prepared. So whoever uses a bus outside of its callbacks calls schedule()
// afterwards, and the pump looks at it before the reactor sleeps.
#pragma once

#include <utility>

// Boost 1.74 needs <utility> first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "desktop/lifetime.hpp"
#include "desktop/sd_handles.hpp"

namespace postured {

class EventPump {
 public:
  // Throws std::system_error when the kernel has no descriptors left.
  explicit EventPump(boost::asio::io_context& io);

  sd_event* event() { return event_.get(); }
  void schedule();

 private:
  void process();
  void arm();

  // A flood of messages must not starve the sensor: after so many, other handlers have their turn.
  static constexpr int kDispatchesPerTurn = 32;

  boost::asio::io_context& io_;
  EventHandle event_;
  boost::asio::posix::stream_descriptor descriptor_;
  bool scheduled_ = false;
  bool armed_ = false;
  Lifetime lifetime_;
};

}  // namespace postured
