// A worn clip in one piece: wearer, virtual IMU, board with the firmware, serial line. Moves along
// its own time, in step with a daemon's virtual clock or in real time.
#pragma once

#include <fstream>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "emulator/avr_board.hpp"
#include "emulator/pty_line.hpp"
#include "emulator/worn_motion.hpp"
#include "tools/clock_driver.hpp"
#include "virtual_imu/virtual_chip.hpp"

namespace postured::emulator {

struct SensorParams {
  BoardParams board;
  std::string link;   // becomes a symbolic link to the pty
  std::string clock;  // socket of the daemon's virtual clock; "" = time is the caller's
  std::string truth;  // file for the wearer's truth; "" = none
  std::string trace;  // file for what the board sends and hears, "<us> < <hex>" and "<us> > <hex>"
  std::string chip = "mpu6050";
  std::uint64_t seed = 1;
  double wearer_begins_s = 1;
};

class EmulatedSensor {
 public:
  explicit EmulatedSensor(const SensorParams& params);

  // One command, one line of answer; "" = quit.
  //   play S                     S seconds, as fast as they go           -> "at SECONDS"
  //   press S                    the button is held for S seconds
  //   motor                      -> "on" or "off", and its switchings so far
  //   fault absent|frozen|interrupt_lost|self_test_fails on|off
  //   brown_out | overflow       of the IMU: registers as after power on; its FIFO overflows
  //   stuck CLOCKS               SDA is held low until the master has clocked SCL so often
  //   corrupt SHARE              of the bytes to the host
  //   hang | reset               the program stands still; the reset pin
  //   send HEX                   bytes to the board, as if from the host
  //   unplug | plug              USB: the board loses its supply, too
  //   at                         nothing
  //   figures                    -> JSON
  //   quit
  // Where nothing else is said the answer is "at SECONDS", the board's time.
  std::string execute(const std::string& line);

  // Up to the board's time `t_us`.
  void run_until(std::uint64_t t_us);
  std::uint64_t now_us() const { return board_.now_us(); }

 private:
  void exchange();
  void follow_wearer();
  void play(double seconds);
  void trace(char direction, std::span<const std::uint8_t> bytes);
  bool set_fault(const std::string& name, bool on);
  bool happen(const std::string& what);
  void press(double seconds);
  std::string at() const;
  std::string figures() const;

  SensorParams params_;
  std::ofstream truth_, trace_;
  WornMotion wearer_;
  std::unique_ptr<virtual_imu::VirtualChip> chip_;
  AvrBoard board_;
  PtyLine line_;
  std::unique_ptr<ClockDriver> clock_;
  std::uint64_t target_us_ = 0, written_ = 0;
  std::optional<std::uint64_t> release_button_us_;
};

}  // namespace postured::emulator
