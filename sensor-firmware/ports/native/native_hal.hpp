// The hardware interface as a program: time is simulated and only moves when the firmware waits or
// uses the bus, so that hours run in seconds and each run is the same.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/hal.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {

// What is outside the board.
class World {
 public:
  virtual ~World() = default;
  // Until now_us. Sets edge_us to the last rising edge of the data-ready wire since the last call;
  // false = none.
  virtual bool advance(std::uint64_t now_us, std::uint64_t& edge_us) = 0;
  virtual bool i2c_start(std::uint8_t address, bool reading) = 0;  // false = no answer
  virtual bool i2c_write(std::uint8_t byte) = 0;
  virtual std::uint8_t i2c_read() = 0;
  virtual void i2c_stop() = 0;
};

class NativeHal final : public Hal {
 public:
  explicit NativeHal(World& world) : world_(world) {}

  // What a test sets.
  std::uint64_t now_us = 0;
  bool button = false;
  std::uint16_t battery = 0;
  bool bus_stuck = false;  // SDA held low; i2c_recover() frees it
  bool bus_dead = false;   // and not even that
  bool line_open = true;   // the host reads
  bool store_works = true;
  std::uint8_t cause = PW_RESET_POWER_ON;
  std::deque<std::uint8_t> to_clip;
  std::uint64_t lost_byte_at_us = ~0ULL;  // one that wakes the clip from a nap

  // What a test looks at.
  std::vector<std::uint8_t> from_clip;
  bool led = false, motor = false;
  std::uint64_t motor_on_us = 0;  // in all
  unsigned recoveries = 0, reboots = 0, feeds = 0, naps = 0;
  std::uint64_t longest_unfed_us = 0;
  std::array<std::uint8_t, 16> store = erased();

  std::uint32_t micros() override { return static_cast<std::uint32_t>(now_us); }

  bool i2c_write(std::uint8_t address, const std::uint8_t* bytes, std::uint8_t count) override {
    if (!bus_answers()) return false;
    bool ok = world_.i2c_start(address, false);
    pass(kByte_us);
    for (std::uint8_t i = 0; ok && i < count; ++i) {
      ok = world_.i2c_write(bytes[i]);
      pass(kByte_us);
    }
    world_.i2c_stop();
    return ok;
  }

  bool i2c_read(std::uint8_t address, std::uint8_t reg, std::uint8_t* bytes,
                std::uint8_t count) override {
    if (!bus_answers()) return false;
    bool ok = world_.i2c_start(address, false);
    pass(kByte_us);
    ok = ok && world_.i2c_write(reg);
    pass(kByte_us);
    ok = ok && world_.i2c_start(address, true);
    pass(kByte_us);
    for (std::uint8_t i = 0; ok && i < count; ++i) {
      bytes[i] = world_.i2c_read();
      pass(kByte_us);
    }
    world_.i2c_stop();
    return ok;
  }

  void i2c_recover() override {
    ++recoveries;
    pass(100);
    bus_stuck = false;
  }

  bool take_data_ready(std::uint32_t& t_us) override {
    const bool seen = edge_seen_;
    t_us = static_cast<std::uint32_t>(edge_us_);
    edge_seen_ = false;
    return seen;
  }

  // 115200 baud behind a buffer of 64 bytes, as on an AVR.
  std::uint16_t serial_room() override {
    if (!line_open) return 0;
    const std::uint64_t sent = (now_us - line_since_us_) / kCharacter_us;
    line_queue_ -= sent < line_queue_ ? sent : line_queue_;
    line_since_us_ += sent * kCharacter_us;
    return static_cast<std::uint16_t>(kLineBuffer - line_queue_);
  }
  void serial_write(const std::uint8_t* bytes, std::uint16_t count) override {
    line_queue_ += count;
    if (line_queue_ > kLineBuffer) overrun = true;
    from_clip.insert(from_clip.end(), bytes, bytes + count);
  }
  int serial_read() override {
    if (to_clip.empty()) return -1;
    const int byte = to_clip.front();
    to_clip.pop_front();
    return byte;
  }

  bool button_pressed() override { return button; }
  void set_led(bool on) override { led = on; }
  void set_motor(bool on) override {
    if (motor && !on) motor_on_us += now_us - motor_since_us_;
    if (!motor && on) motor_since_us_ = now_us;
    motor = on;
  }
  std::uint16_t battery_mv() override { return battery; }

  bool store_read(std::uint8_t at, std::uint8_t* bytes, std::uint8_t count) override {
    for (std::uint8_t i = 0; i < count; ++i) bytes[i] = store.at(at + i);
    return store_works;
  }
  bool store_write(std::uint8_t at, const std::uint8_t* bytes, std::uint8_t count) override {
    if (!store_works) return false;
    for (std::uint8_t i = 0; i < count; ++i) store.at(at + i) = bytes[i];
    return true;
  }
  void unique_id(std::uint8_t id[8]) override {
    for (std::uint8_t i = 0; i < 8; ++i) id[i] = static_cast<std::uint8_t>(0xC0 + i);
  }
  std::uint16_t entropy() override { return 0x5EED; }

  std::uint8_t reset_cause() override { return cause; }
  void reboot() override { ++reboots; }
  void feed_watchdog() override {
    if (now_us - fed_us_ > longest_unfed_us) longest_unfed_us = now_us - fed_us_;
    fed_us_ = now_us;
    ++feeds;
  }

  // An edge or a byte ends it early, as an interrupt does.
  void idle(std::uint32_t us) override {
    pass(20);  // the turn itself
    const std::uint64_t until_us = now_us + us;
    while (now_us < until_us && !edge_seen_ && to_clip.empty()) pass(200);
  }
  void nap(std::uint16_t ms) override {
    ++naps;
    const std::uint64_t until_us = now_us + 1000ULL * ms;
    if (lost_byte_at_us >= now_us && lost_byte_at_us < until_us) {
      pass(lost_byte_at_us - now_us);
    } else if (to_clip.empty()) {
      pass(until_us - now_us);
    }
  }

  bool overrun = false;  // more was written than there was room for

  void pass(std::uint64_t us) {
    now_us += us;
    std::uint64_t edge_us;
    if (!world_.advance(now_us, edge_us)) return;
    edge_seen_ = true;
    edge_us_ = edge_us;
  }

 private:
  static constexpr std::uint64_t kByte_us = 23;  // 9 clocks at 400 kHz
  static constexpr std::uint64_t kCharacter_us = 87, kLineBuffer = 64;
  static constexpr std::uint64_t kBusTimeout_us = 5000;

  static std::array<std::uint8_t, 16> erased() {
    std::array<std::uint8_t, 16> bytes;
    bytes.fill(0xFF);
    return bytes;
  }
  bool bus_answers() {
    if (!bus_stuck && !bus_dead) return true;
    pass(kBusTimeout_us);
    return false;
  }

  World& world_;
  bool edge_seen_ = false;
  std::uint64_t edge_us_ = 0, fed_us_ = 0, motor_since_us_ = 0;
  std::uint64_t line_queue_ = 0, line_since_us_ = 0;
};

}  // namespace posture_clip
