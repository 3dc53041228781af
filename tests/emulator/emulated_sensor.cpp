#include "emulator/emulated_sensor.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <sstream>
#include <stdexcept>

namespace postured::emulator {
namespace {

constexpr std::uint64_t kSlice_us = 10'000;  // commands of the host and the button wait so long
constexpr std::uint64_t kBeat_us = 100'000;  // the daemon's clock moves in steps of this

std::unique_ptr<virtual_imu::VirtualChip> make_named_chip(const SensorParams& params,
                                                          virtual_imu::Motion motion) {
  virtual_imu::ChipParams chip;
  chip.seed = params.seed;
  // What is usual for these parts: zero-g and zero-rate offsets, an oscillator 0.3 % off.
  chip.accel_bias_g = {0.02, -0.03, 0.025};
  chip.gyro_bias_dps = {1.2, -0.8, 1.5};
  chip.oscillator_ppm = -3000;
  auto made = virtual_imu::make_chip(params.chip, std::move(motion), chip);
  if (!made) throw std::runtime_error("there is no chip " + params.chip);
  return made;
}

std::ofstream open_file(const std::string& path) {
  std::ofstream file;
  if (!path.empty()) file.open(path);
  if (!path.empty() && !file) throw std::runtime_error("cannot write " + path);
  return file;
}

std::vector<std::uint8_t> from_hex(const std::string& hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

}  // namespace

EmulatedSensor::EmulatedSensor(const SensorParams& params)
    : params_(params),
      truth_(open_file(params.truth)),
      trace_(open_file(params.trace)),
      wearer_(params.seed, params.wearer_begins_s, params.truth.empty() ? nullptr : &truth_),
      chip_(make_named_chip(params, [this](std::uint64_t t_us) { return wearer_.at(t_us); })),
      board_(params.board, *chip_),
      line_(params.link) {
  line_.plug();
}

std::string EmulatedSensor::execute(const std::string& line) {
  std::istringstream in(line);
  std::string command;
  in >> command;
  if (command == "quit") return "";
  if (command == "figures") return figures();
  if (command == "motor") {
    return (board_.motor() ? "on " : "off ") + std::to_string(board_.figures().motor_edges);
  }
  double number = 0;
  std::string word, on_or_off;
  bool understood = true;
  if (command == "play" && in >> number) {
    play(number);
  } else if (command == "press" && in >> number) {
    press(number);
  } else if (command == "stuck" && in >> number) {
    board_.hold_data_line(static_cast<int>(number));
  } else if (command == "corrupt" && in >> number) {
    line_.corrupted_share = number;
  } else if (command == "send" && in >> word) {
    board_.receive(from_hex(word));
  } else if (command == "fault" && in >> word >> on_or_off) {
    understood = (on_or_off == "on" || on_or_off == "off") && set_fault(word, on_or_off == "on");
  } else {
    understood = happen(command);
  }
  trace_.flush();
  return understood ? at() : "error: " + line;
}

// What takes no argument. False: no such thing.
bool EmulatedSensor::happen(const std::string& what) {
  if (what == "brown_out") {
    chip_->brown_out();
  } else if (what == "overflow") {
    chip_->overflow_fifo();
  } else if (what == "hang") {
    board_.hang();
  } else if (what == "reset") {
    board_.reset(false);
  } else if (what == "unplug") {
    line_.unplug();
  } else if (what == "plug") {
    chip_->brown_out();
    board_.reset(true);
    line_.plug();
  } else {
    return what == "at";
  }
  return true;
}

void EmulatedSensor::press(double seconds) {
  board_.set_button(true);
  release_button_us_ = now_us() + static_cast<std::uint64_t>(seconds * 1e6);
}

bool EmulatedSensor::set_fault(const std::string& name, bool on) {
  virtual_imu::Faults& faults = chip_->faults;
  if (name == "absent") {
    // Its wires come back with its supply.
    if (faults.absent && !on) chip_->brown_out();
    faults.absent = on;
  } else if (name == "frozen") {
    faults.frozen = on;
  } else if (name == "interrupt_lost") {
    faults.interrupt_lost = on;
  } else if (name == "self_test_fails") {
    faults.self_test_fails = on;
  } else {
    return false;
  }
  return true;
}

void EmulatedSensor::play(double seconds) {
  // The daemon makes the socket; it may start after us.
  if (!clock_ && !params_.clock.empty()) clock_ = std::make_unique<ClockDriver>(params_.clock);
  const auto end = target_us_ + static_cast<std::uint64_t>(std::llround(seconds * 1e6));
  while (target_us_ < end) {
    const std::uint64_t beat_us = std::min(kBeat_us, end - target_us_);
    run_until(target_us_ + beat_us);
    if (!clock_) continue;
    clock_->tell("advance " + std::to_string(beat_us) + " after_bytes " + std::to_string(written_));
  }
}

void EmulatedSensor::run_until(std::uint64_t t_us) {
  while (target_us_ < t_us) {
    target_us_ = std::min(t_us, target_us_ + kSlice_us);
    const std::vector<std::uint8_t> heard = line_.receive();
    if (!heard.empty()) trace('>', heard);
    board_.receive(heard);
    follow_wearer();
    board_.run_until(target_us_);
    const std::vector<std::uint8_t> sent = board_.take_sent();
    if (sent.empty()) continue;
    trace('<', sent);
    written_ += line_.send(sent);
  }
}

void EmulatedSensor::follow_wearer() {
  if (release_button_us_ && now_us() >= *release_button_us_) {
    board_.set_button(false);
    release_button_us_.reset();
  }
  if (const auto press_s = wearer_.take_press_s(); press_s && !release_button_us_) press(*press_s);
}

void EmulatedSensor::trace(char direction, std::span<const std::uint8_t> bytes) {
  if (!trace_.is_open()) return;
  trace_ << now_us() << ' ' << direction << ' ' << std::hex << std::setfill('0');
  for (const unsigned byte : bytes) trace_ << std::setw(2) << byte;
  trace_ << std::dec << '\n';
}

std::string EmulatedSensor::at() const {
  char text[32];
  std::snprintf(text, sizeof text, "at %.6f", static_cast<double>(now_us()) * 1e-6);
  return text;
}

std::string EmulatedSensor::figures() const {
  const BoardFigures f = board_.figures();
  std::ostringstream json;
  json << "{\"ram\": " << f.ram_bytes << ", \"static\": " << f.static_bytes
       << ", \"stack\": " << f.deepest_stack_bytes << ", \"awake_share\": " << f.awake_share
       << ", \"bus_share\": " << f.bus_share << ", \"resets\": " << f.resets
       << ", \"samples\": " << chip_->samples() << ", \"fifo_lost\": " << chip_->fifo_overflows()
       << ", \"written\": " << written_ << ", \"corrupted\": " << line_.corrupted_bytes() << "}";
  return json.str();
}

}  // namespace postured::emulator
