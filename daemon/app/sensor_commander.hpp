// Sends a command to a sensor of ours and waits for its answer, in real time: CommandExchange with
// a timer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <span>

#include "sensor/command_exchange.hpp"

namespace postured {

class SensorCommander {
 public:
  using Write = std::function<void(std::span<const std::uint8_t>)>;
  using Done = std::function<void(const CommandOutcome&)>;

  explicit SensorCommander(boost::asio::io_context& io) : timer_(io) {}

  bool busy() const { return exchange_.under_way(); }
  // Not while busy. `done` is called once, later.
  void send(const CommandExchange::Encode& encode, Write write, Done done);
  void on_answer(const CommandAnswer& answer);
  void on_link_lost();  // what is under way gets no answer

 private:
  void wait();
  void finish(const CommandOutcome& outcome);

  CommandExchange exchange_;
  boost::asio::steady_timer timer_;
  Write write_;
  Done done_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace postured
