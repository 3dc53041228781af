#include "link/port_listener.hpp"

#include "sensor/commands.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

// More than the largest frame: what is kept while the sensor is being recognised.
constexpr std::size_t kHeardBytes = 4096;
// HELLO comes every 10 s unasked (sensor-firmware/PROTOCOL.md).
constexpr auto kIntroduction = 10500ms;
constexpr auto kAnswer = 350ms;
constexpr int kQuestions = 3;

struct NobodyListens final : SensorSink {
  void on_sample(const ImuSample&) override {}
  void on_break(const StreamBreak&) override {}
  void on_info(const DeviceInfo&) override {}
  void on_status(const DeviceStatus&) override {}
  void on_button(const ButtonPress&) override {}
};

}  // namespace

struct PortListener::Ear {
  explicit Ear(SensorKind kind) : decoder(make_decoder(kind, nobody)) {}
  NobodyListens nobody;
  std::unique_ptr<SensorDecoder> decoder;
};

PortListener::PortListener(boost::asio::io_context& io, PortInfo port, const Options& options)
    : port_(std::move(port)),
      options_(options),
      hunt_(options_.wish, options_.seen, options_.times),
      reader_(std::make_unique<PortReader>(io, options_.gather)),
      timer_(io) {}

PortListener::~PortListener() = default;

SerialPortError PortListener::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  SerialPortError error =
      reader_->open(port_.path,
                    {[this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                     [this](const std::string& why) {
                       timer_.cancel();
                       const auto on_lost = handlers_.on_lost;
                       on_lost(why);
                     }},
                    hunt_.baud());
  if (!error) listen();
  return error;
}

void PortListener::listen() {
  timer_.expires_after(hunt_.listen());
  timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (cancelled || alive.expired() || hunt_.verdict()) return;
        while (hunt_.next()) {
          if (reader_->set_baud(hunt_.baud())) continue;  // not every adapter does every speed
          heard_.clear();
          listen();
          return;
        }
        reader_->close();
        const auto on_nothing = handlers_.on_nothing;
        on_nothing(hunt_.why_not());
      });
}

void PortListener::on_bytes(std::span<const std::uint8_t> bytes) {
  heard_.insert(heard_.end(), bytes.begin(), bytes.end());
  if (heard_.size() > 2 * kHeardBytes) heard_.erase(heard_.begin(), heard_.end() - kHeardBytes);
  if (ear_) {
    ear_->decoder->feed({}, bytes);
    if (ear_->decoder->info()) finish();
    return;
  }
  hunt_.feed(bytes);
  if (hunt_.verdict()) on_verdict();
}

void PortListener::on_verdict() {
  timer_.cancel();
  const bool introduces_itself = *hunt_.verdict() == SensorKind::postured;
  ear_ = std::make_unique<Ear>(*hunt_.verdict());
  ear_->decoder->feed({}, heard_);
  if (options_.introduction == Introduction::none || !introduces_itself || ear_->decoder->info()) {
    finish();
  } else {
    ask();
  }
}

void PortListener::ask() {
  const bool asks = options_.introduction == Introduction::asked;
  if (questions_++ == (asks ? kQuestions : 1)) {
    finish();
    return;
  }
  if (asks) reader_->write(hello_request(0));
  timer_.expires_after(asks ? kAnswer : kIntroduction);
  timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !alive.expired()) ask();
      });
}

void PortListener::finish() {
  timer_.cancel();
  HeardSensor heard;
  heard.port = port_;
  heard.kind = *hunt_.verdict();
  heard.baud = hunt_.baud();
  heard.info = ear_->decoder->info();
  heard.bytes = std::move(heard_);
  heard.reader = std::move(reader_);
  const auto on_heard = handlers_.on_heard;
  on_heard(std::move(heard));
}

}  // namespace postured
