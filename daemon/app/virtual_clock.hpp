// A clock that a test moves through a Unix stream socket, so that a working day, a night of
// daylight saving or three days of suspend run through the real daemon in seconds. Time stands
// still otherwise.
//
// One command a line, one answer a line, in order; every command but `quit` is answered with
// "at <boot time in us>" or "error <why>":
//   advance <us> [after_bytes <n>]   fires all timers in order, each at its due time. Everything
//                                    the reactor has to do runs between two beats. With
//                                    after_bytes, waits first until <n> bytes in all came from the
//                                    sensor; after 10 s of real time: "error timeout ..."
//   wall <utc ms>                    sets (steps) the wall clock; boot time stays
//   suspend <us>                     boot and wall time jump; a timer that missed beats fires once
//   quit                             calls on_quit, which ends the daemon
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "link/asio.hpp"
#include "link/clock.hpp"

namespace postured {

class VirtualClock final : public Clock {
 public:
  // Time starts at boot time 0 and `utc`. An empty path: no socket, driven by execute() alone.
  // error() says why the socket could not be made. `patience` limits after_bytes, in real time.
  VirtualClock(boost::asio::io_context& io, const std::string& socket_path, UtcTime utc,
               std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~VirtualClock() override;
  VirtualClock(const VirtualClock&) = delete;
  VirtualClock& operator=(const VirtualClock&) = delete;

  Now now() const override;
  std::unique_ptr<Timer> every(std::chrono::microseconds period,
                               std::function<void()> handler) override;

  // The daemon reports what came from the sensor, for after_bytes.
  void count_bytes(std::size_t n);
  std::function<void()> on_quit = [] {};
  const std::string& error() const { return error_; }

  // One command; `answer` gets the line (without newline) when it is done. One at a time.
  void execute(std::string_view command, std::function<void(const std::string&)> answer);

 private:
  struct Beat {
    std::chrono::microseconds period;
    BootTime due;
    std::function<void()> handler;
  };
  class Handle;
  struct Connection;

  void accept();
  void read(const std::shared_ptr<Connection>& connection);
  void next_line(const std::shared_ptr<Connection>& connection);
  void advance_to(BootTime target);
  void step();
  void finish(const std::string& answer);

  boost::asio::io_context& io_;
  std::string socket_path_;
  std::string error_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer patience_timer_;
  std::chrono::milliseconds patience_;
  BootTime boot_{};
  UtcTime::duration utc_ahead_;          // utc = boot time + this
  std::map<std::uint64_t, Beat> beats_;  // in order of creation
  std::uint64_t next_id_ = 0;
  std::uint64_t bytes_ = 0, awaited_bytes_ = 0;
  bool waiting_for_bytes_ = false;
  BootTime target_{};
  std::function<void(const std::string&)> answer_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace postured
