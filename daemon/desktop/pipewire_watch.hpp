// Microphone, camera and screen sharing, as PipeWire sees them. A client that only looks: it joins
// no stream, and is woken when a stream begins, ends or stops.
#pragma once

#include <utility>

// Boost 1.74 needs <utility> first.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "coach/desktop_context.hpp"
#include "desktop/lifetime.hpp"
#include "desktop/pipewire_graph.hpp"
#include "desktop/source_health.hpp"

namespace postured {

class PipewireWatch {
 public:
  static constexpr std::chrono::seconds kTryAgain{30};

  // `changed` runs on the reactor when quiet() may have changed.
  PipewireWatch(boost::asio::io_context& io, std::function<void()> changed,
                std::chrono::milliseconds try_again = kTryAgain);
  PipewireWatch(const PipewireWatch&) = delete;
  PipewireWatch& operator=(const PipewireWatch&) = delete;

  std::set<Quiet> quiet() const { return quiet_; }
  SourceHealth health() const;

 private:
  void connect();
  void greet();
  void read();
  void handle(const pipewire::Message& message);
  void on_core(const pipewire::Message& message);
  void on_registry(const pipewire::Message& message);
  void on_node(const pipewire::Message& message);
  void send(const pipewire::Writer& fields, std::uint32_t object, std::uint8_t opcode);
  void write();
  void lost(const std::string& why);
  void update();

  std::function<void()> changed_;
  std::chrono::milliseconds try_again_;
  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::steady_timer again_;
  std::array<char, 16384> incoming_;
  pipewire::Stream stream_;
  std::string outgoing_, being_written_;
  std::uint32_t sequence_ = 0;
  int connection_ = 0;  // handlers of an earlier one are not heard

  // Our names for the nodes (the protocol wants them dense), and the server's.
  std::map<std::uint32_t, std::uint32_t> global_of_;
  std::vector<std::uint32_t> free_ids_;
  std::uint32_t next_id_ = 0;
  pipewire::Graph graph_;
  std::set<Quiet> quiet_;
  bool answered_ = false;
  std::string trouble_ = "it was not asked yet";
  Lifetime lifetime_;
};

}  // namespace postured
