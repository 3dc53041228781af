#include "app/virtual_clock.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <sstream>
#include <utility>
#include <vector>

#include "app/local_time.hpp"

namespace postured {
namespace {

namespace asio = boost::asio;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::size_t kLongestLine = 256;
// Ten years: beyond it a command is a mistake.
constexpr std::int64_t kLongestAdvance_us = 10LL * 366 * 86400 * 1'000'000;

bool parse(const std::string& text, std::int64_t max, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= max;
}

BootTime next_beat(BootTime now, microseconds period) {
  return BootTime((now.time_since_epoch() / period + 1) * period);
}

}  // namespace

// Timers may outlive the clock.
class VirtualClock::Handle final : public Clock::Timer {
 public:
  Handle(VirtualClock& clock, std::uint64_t id) : clock_(clock), id_(id), alive_(clock.alive_) {}
  ~Handle() override {
    if (!alive_.expired()) clock_.beats_.erase(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

 private:
  VirtualClock& clock_;
  std::uint64_t id_;
  std::weak_ptr<const bool> alive_;
};

struct VirtualClock::Connection {
  explicit Connection(asio::local::stream_protocol::socket s) : socket(std::move(s)) {}
  asio::local::stream_protocol::socket socket;
  asio::streambuf input{kLongestLine};
  std::string output;
};

VirtualClock::VirtualClock(asio::io_context& io, const std::string& socket_path, UtcTime utc,
                           milliseconds patience)
    : io_(io),
      socket_path_(socket_path),
      acceptor_(io),
      patience_timer_(io),
      patience_(patience),
      utc_ahead_(utc.time_since_epoch()) {
  if (socket_path_.empty()) return;
  try {
    const asio::local::stream_protocol::endpoint endpoint(socket_path_);
    acceptor_.open();
    acceptor_.bind(endpoint);
    acceptor_.listen();
    accept();
  } catch (const std::exception& failed) {
    error_ = "the virtual clock cannot listen at " + socket_path_ + ": " + failed.what();
    socket_path_.clear();  // not ours to remove
  }
}

VirtualClock::~VirtualClock() {
  if (!socket_path_.empty()) ::unlink(socket_path_.c_str());
}

Now VirtualClock::now() const {
  const UtcTime utc(utc_ahead_ + std::chrono::floor<milliseconds>(boot_.time_since_epoch()));
  return {boot_, wall_time(utc)};
}

std::unique_ptr<Clock::Timer> VirtualClock::every(microseconds period,
                                                  std::function<void()> handler) {
  const microseconds p = std::max(period, microseconds(1));
  const std::uint64_t id = next_id_++;
  beats_.emplace(id, Beat{p, next_beat(boot_, p), std::move(handler)});
  return std::make_unique<Handle>(*this, id);
}

void VirtualClock::count_bytes(std::size_t n) {
  bytes_ += n;
  if (!waiting_for_bytes_ || bytes_ < awaited_bytes_) return;
  waiting_for_bytes_ = false;
  patience_timer_.cancel();
  advance_to(target_);
}

void VirtualClock::execute(std::string_view command,
                           std::function<void(const std::string&)> answer) {
  answer_ = std::move(answer);
  std::istringstream words{std::string(command)};
  std::vector<std::string> word;
  for (std::string w; words >> w;) word.push_back(w);

  std::int64_t value = 0;
  if (word.size() == 1 && word[0] == "quit") {
    on_quit();
    finish("at " + std::to_string(boot_.time_since_epoch().count()));
  } else if (word.size() == 2 && word[0] == "wall" && parse(word[1], kLongestAdvance_us, value)) {
    utc_ahead_ = milliseconds(value) - std::chrono::floor<milliseconds>(boot_.time_since_epoch());
    advance_to(boot_);
  } else if (word.size() == 2 && word[0] == "suspend" &&
             parse(word[1], kLongestAdvance_us, value)) {
    boot_ += microseconds(value);
    advance_to(boot_);
  } else if (word.size() == 2 && word[0] == "advance" &&
             parse(word[1], kLongestAdvance_us, value)) {
    advance_to(boot_ + microseconds(value));
  } else if (std::int64_t bytes = 0;
             word.size() == 4 && word[0] == "advance" && word[2] == "after_bytes" &&
             parse(word[1], kLongestAdvance_us, value) && parse(word[3], INT64_MAX, bytes)) {
    target_ = boot_ + microseconds(value);
    awaited_bytes_ = static_cast<std::uint64_t>(bytes);
    waiting_for_bytes_ = true;
    patience_timer_.expires_after(patience_);
    patience_timer_.async_wait([this, alive = std::weak_ptr(alive_)](
                                   const boost::system::error_code& cancelled) {
      if (cancelled || alive.expired() || !waiting_for_bytes_) return;
      waiting_for_bytes_ = false;
      finish("error timeout: " + std::to_string(bytes_) + " of " + std::to_string(awaited_bytes_) +
             " bytes came within " + std::to_string(patience_.count()) + " ms");
    });
    count_bytes(0);  // they may be there already
  } else {
    finish(
        "error unknown command: use advance US [after_bytes N], wall UTC_MS, suspend US or quit");
  }
}

void VirtualClock::advance_to(BootTime target) {
  target_ = target;
  asio::post(io_, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) step();
  });
}

// One beat, then back to the reactor: what a beat has caused runs before the next.
void VirtualClock::step() {
  const auto first =
      std::min_element(beats_.begin(), beats_.end(),
                       [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
  if (first == beats_.end() || first->second.due > target_) {
    boot_ = target_;
    finish("at " + std::to_string(boot_.time_since_epoch().count()));
    return;
  }
  Beat& beat = first->second;
  boot_ = std::max(boot_, beat.due);  // later than due after a suspend
  beat.due = next_beat(boot_, beat.period);
  // A copy: the handler may destroy the timer, or the clock.
  const std::weak_ptr alive = alive_;
  const std::function<void()> handler = beat.handler;
  handler();
  if (!alive.expired()) advance_to(target_);
}

void VirtualClock::finish(const std::string& answer) {
  const auto deliver = std::exchange(answer_, nullptr);
  if (deliver) deliver(answer);
}

void VirtualClock::accept() {
  acceptor_.async_accept(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error,
                                            asio::local::stream_protocol::socket socket) {
        if (error || alive.expired()) return;
        read(std::make_shared<Connection>(std::move(socket)));
      });
}

// One client at a time: the next one is accepted when this one has gone.
void VirtualClock::read(const std::shared_ptr<Connection>& connection) {
  asio::async_read_until(connection->socket, connection->input, '\n',
                         [this, connection, alive = std::weak_ptr(alive_)](
                             const boost::system::error_code& error, std::size_t) {
                           if (alive.expired()) return;
                           if (error) {
                             accept();
                           } else {
                             next_line(connection);
                           }
                         });
}

void VirtualClock::next_line(const std::shared_ptr<Connection>& connection) {
  std::istream input(&connection->input);
  std::string line;
  std::getline(input, line);
  execute(line, [this, connection, alive = std::weak_ptr(alive_)](const std::string& answer) {
    connection->output = answer + "\n";
    asio::async_write(connection->socket, asio::buffer(connection->output),
                      [this, connection, alive](const boost::system::error_code&, std::size_t) {
                        if (!alive.expired()) read(connection);
                      });
  });
}

}  // namespace postured
