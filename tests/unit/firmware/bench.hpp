// A clip on the bench: the firmware on the native board, a virtual chip on its bus, and the
// daemon's own decoder at the other end of the line.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clip.hpp"
#include "imu/bmi270.hpp"
#include "native/native_hal.hpp"
#include "virtual_imu/virtual_chip.hpp"

namespace postured::firmware_test {

using virtual_imu::ChipParams;
using virtual_imu::Motion;
using virtual_imu::TrueMotion;
using virtual_imu::VirtualChip;

// In place of Bosch's file, which is not ours to ship.
inline posture_clip::ImuDrivers all_drivers() {
  static const std::vector<std::uint8_t> bytes = [] {
    std::vector<std::uint8_t> out(8192, 0x5A);
    out[0] = 0xC8;  // how all of Bosch's files begin
    out[1] = 0x2E;
    return out;
  }();
  static posture_clip::Bmi270 bmi270({bytes.data(), 8192});
  static std::vector<posture_clip::Imu*> list = [] {
    const posture_clip::ImuDrivers compiled = posture_clip::imu_drivers();
    std::vector<posture_clip::Imu*> out(compiled.list, compiled.list + compiled.count);
    out.insert(out.end() - 1, &bmi270);
    return out;
  }();
  return {list.data(), static_cast<std::uint8_t>(list.size())};
}

inline Motion upright() {
  return [](std::uint64_t) { return TrueMotion{}; };
}

class Bench : public posture_clip::World {
 public:
  explicit Bench(const std::string& chip_name = "mpu6050", Motion motion = upright(),
                 const ChipParams& params = {}, posture_clip::Board board = all_fitted())
      : chip(virtual_imu::make_chip(chip_name, std::move(motion), params)),
        hal(*this),
        clip(std::make_unique<posture_clip::Clip>(hal, board, all_drivers())) {}

  static posture_clip::Board all_fitted() { return {"native", true, true, true, true, 3500, 600}; }

  void begin() { clip->begin(); }
  // Runs until `seconds` have passed and decodes what came.
  void run(double seconds) {
    const auto until_us = hal.now_us + static_cast<std::uint64_t>(seconds * 1e6);
    while (hal.now_us < until_us) clip->step();
    receive();
  }

  void send(std::uint8_t type, const std::vector<std::uint8_t>& payload = {}) {
    std::uint8_t frame[PW_MAX_FRAME];
    const std::size_t size =
        pw_encode_frame(type, ++sequence, payload.data(), payload.size(), frame, sizeof frame);
    hal.to_clip.insert(hal.to_clip.end(), frame, frame + size);
  }
  // Sends and returns the result of its ACK.
  std::optional<std::uint8_t> ask(std::uint8_t type, const std::vector<std::uint8_t>& payload = {},
                                  double seconds = 0.2) {
    send(type, payload);
    run(seconds);
    for (auto it = frames.rbegin(); it != frames.rend(); ++it) {
      if (it->type == PW_ACK && it->payload[0] == sequence && it->payload[1] == type) {
        return it->payload[2];
      }
    }
    return std::nullopt;
  }

  struct Received {
    std::uint64_t at_us;
    std::uint8_t type;
    std::vector<std::uint8_t> payload;
  };
  std::vector<Received> of(std::uint8_t type) const {
    std::vector<Received> out;
    for (const Received& frame : frames) {
      if (frame.type == type) out.push_back(frame);
    }
    return out;
  }
  pw_hello hello() const {
    pw_hello out{};
    const auto all = of(PW_HELLO);
    if (!all.empty()) pw_get_hello(all.back().payload.data(), all.back().payload.size(), &out);
    return out;
  }
  pw_status status() const {
    pw_status out{};
    const auto all = of(PW_STATUS);
    if (!all.empty()) pw_get_status(all.back().payload.data(), all.back().payload.size(), &out);
    return out;
  }

  struct TimedSample {
    std::uint32_t t_us, number;  // of the frame's newest less its place
    pw_imu_sample raw;
    std::uint8_t flags;
    bool newest;
  };
  std::vector<TimedSample> samples() const {
    std::vector<TimedSample> out;
    for (const Received& frame : of(PW_IMU)) {
      pw_imu_header header;
      if (!pw_get_imu_header(frame.payload.data(), frame.payload.size(), &header)) continue;
      for (unsigned i = 0; i < header.count; ++i) {
        TimedSample sample{header.t_us,
                           header.sample_no - (header.count - 1U - i),
                           {},
                           header.flags,
                           i + 1U == header.count};
        pw_get_imu_sample(
            frame.payload.data() + PW_IMU_HEADER_SIZE + i * std::size_t{PW_IMU_SAMPLE_SIZE},
            &sample.raw);
        out.push_back(sample);
      }
    }
    return out;
  }
  void forget() { frames.clear(); }

  // World.
  bool advance(std::uint64_t now_us, std::uint64_t& edge_us) override {
    bool edge = false;
    while (chip->next_event_us() <= now_us) {
      const std::uint64_t event_us = chip->next_event_us();
      chip->advance(event_us);
      edge = rising(event_us, edge_us) || edge;
    }
    chip->advance(now_us);
    return rising(now_us, edge_us) || edge;
  }
  bool i2c_start(std::uint8_t address, bool reading) override {
    selected_ = address == chip->address();
    return selected_ && chip->start(reading);
  }
  bool i2c_write(std::uint8_t byte) override { return selected_ && chip->write(byte); }
  std::uint8_t i2c_read() override {
    const std::uint8_t byte = chip->read();
    return damage ? damage(byte) : byte;
  }
  void i2c_stop() override {
    if (selected_) chip->stop();
  }

  std::unique_ptr<VirtualChip> chip;
  posture_clip::NativeHal hal;
  std::unique_ptr<posture_clip::Clip> clip;
  std::vector<Received> frames;
  std::uint64_t bad_frames = 0;
  std::uint8_t sequence = 0;
  std::function<std::uint8_t(std::uint8_t)> damage;  // of what the chip answers

 private:
  void receive() {
    for (const std::uint8_t byte : hal.from_clip) {
      if (byte != 0) {
        partial_.push_back(byte);
        continue;
      }
      pw_frame frame;
      if (partial_.empty()) continue;
      if (pw_decode_frame(partial_.data(), partial_.size(), &frame) == PW_OK) {
        frames.push_back(
            {hal.now_us, frame.type, {frame.payload, frame.payload + frame.payload_size}});
      } else {
        ++bad_frames;
      }
      partial_.clear();
    }
    hal.from_clip.clear();
  }
  bool rising(std::uint64_t at_us, std::uint64_t& edge_us) {
    const bool high = chip->interrupt();
    const bool edge = high && !was_high_;
    was_high_ = high;
    if (edge) edge_us = at_us;
    return edge;
  }

  bool selected_ = false, was_high_ = false;
  std::vector<std::uint8_t> partial_;
};

}  // namespace postured::firmware_test
