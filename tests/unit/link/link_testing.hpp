// Pseudo-terminals, a reactor with a deadline, a clock moved by hand, and frames to send.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/line_speed.hpp"
#include "link/asio.hpp"
#include "link/byte_source.hpp"
#include "link/clock.hpp"
#include "sensor/clip_encoder.hpp"

namespace postured::test {

using Bytes = std::vector<std::uint8_t>;

// The sensor's side of a serial line; destroyed = unplugged.
class Pty {
 public:
  Pty() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    EXPECT_GE(master_, 0);
    EXPECT_EQ(grantpt(master_), 0);
    EXPECT_EQ(unlockpt(master_), 0);
    char name[64];
    EXPECT_EQ(ptsname_r(master_, name, sizeof name), 0);
    path_ = name;
    // Raw from the start: otherwise what is written before the port is opened is echoed back.
    termios settings{};
    EXPECT_EQ(tcgetattr(master_, &settings), 0);
    cfmakeraw(&settings);
    EXPECT_EQ(tcsetattr(master_, TCSANOW, &settings), 0);
  }
  ~Pty() { unplug(); }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  void unplug() {
    if (master_ >= 0) ::close(master_);
    master_ = -1;
  }
  const std::string& path() const { return path_; }
  // A line speed of its own: what is sent while the other side has set another arrives as noise.
  void set_baud(int baud) { baud_ = baud; }
  int line_baud() const { return line_speed_of(master_); }
  // How many bytes the line took.
  std::size_t send(const Bytes& clean) const {
    const Bytes bytes = baud_ == 0 ? clean : as_received(clean, baud_, line_baud());
    const ssize_t n = ::write(master_, bytes.data(), bytes.size());
    return n < 0 ? 0 : static_cast<std::size_t>(n);
  }
  void send(const std::string& text) const { send(Bytes(text.begin(), text.end())); }
  std::string received() const {
    char buffer[256];
    const ssize_t n = ::read(master_, buffer, sizeof buffer);
    return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : "";
  }

 private:
  int master_;
  int baud_ = 0;  // 0: any
  std::string path_;
};

// Runs the reactor until `done` or the deadline; says which.
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& done,
                      std::chrono::milliseconds limit = std::chrono::seconds(3)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done() && std::chrono::steady_clock::now() < end) {
    io.restart();
    io.run_for(std::chrono::milliseconds(5));
  }
  return done();
}

inline void run_for(boost::asio::io_context& io, std::chrono::milliseconds time) {
  run_until(
      io, [] { return false; }, time);
}

// What a source told its listener.
struct Log {
  std::vector<std::string> opened, lost;
  std::vector<SensorKind> kinds;  // of each opening
  Bytes bytes;
  std::size_t largest_chunk = 0;

  SourceHandlers handlers() {
    return {[this](const std::string& name, SensorKind kind) {
              opened.push_back(name);
              kinds.push_back(kind);
            },
            [this](std::span<const std::uint8_t> chunk) {
              bytes.insert(bytes.end(), chunk.begin(), chunk.end());
              largest_chunk = std::max(largest_chunk, chunk.size());
            },
            [this](const std::string& why) { lost.push_back(why); }};
  }
};

// A directory of its own, removed at the end.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "postured_test.XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string operator/(const std::string& file) const { return (path_ / file).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// Time as the test says. advance() fires what is due, in order.
class ManualClock final : public Clock {
 public:
  Now now() const override { return {boot_, {UtcTime(std::chrono::hours(24)), {}}}; }
  std::unique_ptr<Timer> every(std::chrono::microseconds period,
                               std::function<void()> handler) override {
    auto beat = std::make_shared<Beat>(Beat{period, boot_ + period, std::move(handler)});
    beats_.push_back(beat);
    return std::make_unique<Handle>(beat);
  }
  void advance(std::chrono::microseconds by) {
    const BootTime end = boot_ + by;
    while (true) {
      std::shared_ptr<Beat> first;
      for (const auto& weak : beats_) {
        const auto beat = weak.lock();
        if (beat && beat->due <= end && (!first || beat->due < first->due)) first = beat;
      }
      if (!first) break;
      boot_ = std::max(boot_, first->due);
      first->due = boot_ + first->period;
      const auto handler = first->handler;
      first.reset();
      handler();
    }
    boot_ = end;
  }
  void suspend(std::chrono::microseconds by) { boot_ += by; }

 private:
  struct Beat {
    std::chrono::microseconds period;
    BootTime due;
    std::function<void()> handler;
  };
  struct Handle final : Timer {
    explicit Handle(std::shared_ptr<Beat> b) : beat(std::move(b)) {}
    std::shared_ptr<Beat> beat;
  };
  BootTime boot_{std::chrono::seconds(100)};
  std::list<std::weak_ptr<Beat>> beats_;
};

inline std::string gzip(const std::string& text) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  std::string in = text;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

// HELLO and n samples of a sensor lying flat.
inline Bytes good_frames(int samples = 20) {
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  for (int i = 0; i < samples; ++i) {
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::milliseconds(10 * i));
    sample.accel_m_s2 = Vec3(0, 0, kGravity_m_s2);
    encoder.sample(sample, bytes);
  }
  encoder.flush(bytes);
  return bytes;
}

}  // namespace postured::test
