#include "link/port_reader.hpp"

#include <unistd.h>

#include <cerrno>

namespace postured {
namespace {

using namespace std::chrono_literals;

// A sensor at 400 Hz sends 6 kB/s. A device that floods is read at no more than 4 MiB/s, so that it
// costs a few per cent of a core; the rest waits in the kernel, which stops the sender.
constexpr auto kWindow = 100ms;
constexpr std::size_t kMaxWindowBytes = 4 * 1024 * 1024 / 10;

}  // namespace

SerialPortError PortReader::open(const std::string& path, Handlers handlers) {
  close();
  if (SerialPortError error = port_.open(path)) return error;
  handlers_ = std::move(handlers);
  decoder_ = FrameDecoder{};
  speaks_protocol_ = false;
  bytes_ = 0;
  window_start_ = std::chrono::steady_clock::now();
  window_bytes_ = 0;
  opening_ = std::make_shared<const bool>(true);
  read();
  return {};
}

void PortReader::close() {
  boost::system::error_code ignored;
  opening_.reset();
  pause_.cancel(ignored);
  port_.close();
}

void PortReader::write(std::span<const std::uint8_t> bytes) {
  if (!port_.is_open()) return;
  [[maybe_unused]] const ssize_t written =
      ::write(port_.stream().native_handle(), bytes.data(), bytes.size());
}

void PortReader::read() {
  port_.stream().async_read_some(boost::asio::buffer(buffer_),
                                 [this, opening = std::weak_ptr(opening_)](
                                     const boost::system::error_code& error, std::size_t count) {
                                   if (!opening.expired()) on_read(error, count);
                                 });
}

void PortReader::on_read(const boost::system::error_code& error, std::size_t count) {
  if (error) {
    const std::string name = port_.name();
    const Handlers handlers = handlers_;
    close();
    // Unplugging shows as end of file or as an input/output error, depending on the driver.
    const bool unplugged = error == boost::asio::error::eof || error.value() == EIO ||
                           error.value() == ENXIO || error.value() == ENODEV;
    handlers.on_lost(name + (unplugged ? " was unplugged" : " failed: " + error.message()));
    return;
  }
  const std::weak_ptr opening = opening_;
  const std::span<const std::uint8_t> chunk(buffer_.data(), count);
  bytes_ += count;
  if (!speaks_protocol_) decoder_.feed(chunk, [this](const Frame&) { speaks_protocol_ = true; });
  const auto on_bytes = handlers_.on_bytes;
  on_bytes(chunk);
  if (opening.expired()) return;

  const auto now = std::chrono::steady_clock::now();
  if (now - window_start_ >= kWindow) {
    window_start_ = now;
    window_bytes_ = 0;
  }
  window_bytes_ += count;
  if (window_bytes_ < kMaxWindowBytes) {
    read();
    return;
  }
  pause_.expires_at(window_start_ + kWindow);
  pause_.async_wait([this, opening](const boost::system::error_code& cancelled) {
    if (!cancelled && !opening.expired()) read();
  });
}

}  // namespace postured
