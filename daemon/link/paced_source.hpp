// What the sources without hardware share: they produce bytes at the pace of the daemon's clock, so
// that virtual time drives them too.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "link/asio.hpp"
#include "link/byte_source.hpp"
#include "link/clock.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

class PacedSource : public ByteSource {
 public:
  // Opens from the reactor, soon after. Starting again begins anew.
  void start(SourceHandlers handlers) final;
  void stop() final;
  void write(std::span<const std::uint8_t> /*bytes*/) final {}  // nobody reads commands
  std::string describe() const final { return name_; }
  bool can_be_handled() const final { return false; }
  // Of the sensor whose bytes are played.
  virtual SensorKind kind() const { return SensorKind::postured; }

 protected:
  PacedSource(boost::asio::io_context& io, Clock& clock, std::string name)
      : io_(io), clock_(clock), name_(std::move(name)) {}

  virtual void rewind() = 0;
  // Appends the bytes of everything up to `elapsed` since the start. Returns false at the end.
  virtual bool produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) = 0;
  // The link was down: appends what a sensor says when it is opened again.
  virtual void reopen(std::vector<std::uint8_t>& bytes) = 0;

 private:
  void open();
  void beat();

  boost::asio::io_context& io_;
  Clock& clock_;
  std::string name_;
  SourceHandlers handlers_;
  std::unique_ptr<Clock::Timer> timer_;
  std::chrono::microseconds elapsed_{0};
  BootTime last_beat_{};
  std::vector<std::uint8_t> bytes_;
  // Renewed by start() and dropped by stop(): a beat under way finds its own expired.
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
