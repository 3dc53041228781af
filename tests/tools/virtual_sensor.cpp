// A sensor on a pty, for tests of the real daemon: plays a recording or a simulated wearer as wire
// bytes and moves the daemon's virtual clock along with them.
//
//   virtual_sensor LINK CLOCK_SOCKET [LOWER_LINK]
// LINK becomes a symbolic link to the pty; LOWER_LINK to that of a second clip, which the simulated
// wearer wears at the belt. Commands on stdin, each answered by one line:
//   recording FILE          the next seconds come from this recording
//   simulated SEED MINUTES  ... from a simulated wearer whose sitting bouts last so long
//   handled SEED            ... from one who first turns the clip in the hand for a minute
//   see KIND                the simulated wearer sees a prompt, and does what it says in a minute
//   play N                  N seconds with data        -> "at SECONDS"
//   idle N                  N seconds without data     -> "at SECONDS"
//   suspend N               N seconds of suspend       -> "at SECONDS"
//   unplug | plug           closes the pty | makes a new one behind the same link
//   unplug lower | plug lower   the same with the second clip's
//   quit
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "link/file_reader.hpp"
#include "link/recording_source.hpp"
#include "sensor/recording.hpp"
#include "simulation/wearer.hpp"
#include "tools/clock_driver.hpp"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

[[noreturn]] void die(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

class Pty {
 public:
  explicit Pty(std::string link) : link_(std::move(link)) {}
  ~Pty() { unplug(); }

  void plug() {
    unplug();
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) die("pty");
    const char* name = ::ptsname(master_);
    // Raw from the start: nothing may be echoed back before the daemon configures it.
    const int slave = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios settings{};
    if (slave < 0 || ::tcgetattr(slave, &settings) != 0) die(name);
    ::cfmakeraw(&settings);
    ::tcsetattr(slave, TCSANOW, &settings);
    ::close(slave);
    ::unlink(link_.c_str());
    if (::symlink(name, link_.c_str()) != 0) die(link_);
  }
  void unplug() {
    if (master_ >= 0) ::close(master_);
    master_ = -1;
    ::unlink(link_.c_str());
  }
  bool plugged() const { return master_ >= 0; }
  void write(const Bytes& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t n = ::write(master_, bytes.data() + done, bytes.size() - done);
      if (n <= 0) die("writing to the pty");
      done += static_cast<std::size_t>(n);
    }
  }

 private:
  std::string link_;
  int master_ = -1;
};

// Gives the bytes of one second after another.
class Player {
 public:
  virtual ~Player() = default;
  virtual Bytes next_second() = 0;
  virtual void see(PromptKind) {}
};

class RecordingPlayer : public Player {
 public:
  explicit RecordingPlayer(const std::string& file) {
    const FileResult read = read_file(file);
    if (!read.error.empty()) throw std::runtime_error(read.error);
    RecordingResult parsed = parse_recording(read.contents);
    if (!parsed.error.empty()) throw std::runtime_error(parsed.error);
    recording_ = std::move(parsed.recording);
    ClipEncoderParams params = encoder_for(recording_);
    params.serial = "00000000000000aa";
    encoder_ = ClipEncoder(params);
  }
  Bytes next_second() override {
    Bytes bytes;
    if (second_ == 0) encoder_.hello(bytes);
    ++second_;
    while (row_ < recording_.rows.size() && recording_.rows[row_].t_s < second_) {
      encoder_.sample(recording_.rows[row_++].sample, bytes);
    }
    encoder_.status(static_cast<std::uint32_t>(second_), bytes);
    return bytes;
  }

 private:
  Recording recording_;
  ClipEncoder encoder_;
  std::size_t row_ = 0;
  int second_ = 0;
};

class WearerPlayer : public Player {
 public:
  explicit WearerPlayer(const WearerParams& params) : wearer_(params) { wearer_.begin_day(); }
  Bytes next_second() override {
    Bytes bytes;
    wearer_.advance_to(++second_, bytes);
    return bytes;
  }
  void see(PromptKind kind) override { wearer_.see(kind); }

 private:
  Wearer wearer_;
  int second_ = 0;
};

class VirtualSensor {
 public:
  VirtualSensor(const std::string& link, const std::string& socket, const std::string& lower_link)
      : pty_(link), socket_(socket) {
    pty_.plug();
    if (lower_link.empty()) return;
    lower_pty_.emplace(lower_link);
    lower_pty_->plug();
  }

  // Returns the answer; "" ends the program.
  std::string execute(const std::string& line) {
    std::istringstream in(line);
    std::string command, file;
    double n = 0, minutes = 0;
    in >> command;
    if (command == "recording" && in >> file) {
      player_ = std::make_unique<RecordingPlayer>(file);
    } else if (command == "simulated" && in >> n >> minutes) {
      WearerParams params;
      params.seed = static_cast<std::uint64_t>(n);
      params.behaviour.natural_bout_min = minutes;
      params.behaviour.comply = 1;
      player_ = std::make_unique<WearerPlayer>(params);
      if (lower_pty_) {
        WearerParams lower = wearer_of_lower_clip(params);
        lower.clock_error_ppm = 50;
        lower.clock_start_s = 1000;
        lower_player_ = std::make_unique<WearerPlayer>(lower);
      }
    } else if (command == "handled" && in >> n) {
      WearerParams params;
      params.seed = static_cast<std::uint64_t>(n);
      params.behaviour.handles_sensor = true;
      player_ = std::make_unique<WearerPlayer>(params);
    } else if (command == "see" && player_ && in >> file) {
      player_->see(prompt_kind_from_string(file));
      if (lower_player_) lower_player_->see(prompt_kind_from_string(file));
    } else if (command == "play" && player_ && in >> n) {
      return play(static_cast<int>(n));
    } else if (command == "idle" && in >> n) {
      return at(tell("advance", n));
    } else if (command == "suspend" && in >> n) {
      return at(tell("suspend", n));
    } else if (command == "unplug") {
      named(in).unplug();
    } else if (command == "plug") {
      named(in).plug();
    } else if (command == "quit") {
      return "";
    } else {
      return "error: " + line;
    }
    return "ok";
  }

 private:
  // "lower", or nothing for the first clip.
  Pty& named(std::istream& in) {
    std::string which;
    return in >> which && which == "lower" && lower_pty_ ? *lower_pty_ : pty_;
  }
  // A clip that is unplugged is worn all the same.
  void play_second(Pty& pty, Player& player) {
    const Bytes bytes = player.next_second();
    if (!pty.plugged()) return;
    pty.write(bytes);
    written_ += bytes.size();
  }
  std::string play(int seconds) {
    std::int64_t boot_us = 0;
    for (int i = 0; i < seconds; ++i) {
      play_second(pty_, *player_);
      if (lower_player_) play_second(*lower_pty_, *lower_player_);
      boot_us = clock().tell("advance 1000000 after_bytes " + std::to_string(written_));
    }
    return at(boot_us);
  }
  std::int64_t tell(const char* command, double seconds) {
    return clock().tell(std::string(command) + " " +
                        std::to_string(static_cast<std::int64_t>(seconds * 1e6)));
  }
  static std::string at(std::int64_t boot_us) { return "at " + std::to_string(boot_us / 1000000); }
  // The daemon makes the socket; it may start after us.
  ClockDriver& clock() {
    if (!clock_) clock_ = std::make_unique<ClockDriver>(socket_);
    return *clock_;
  }

  Pty pty_;
  std::optional<Pty> lower_pty_;
  std::string socket_;
  std::unique_ptr<ClockDriver> clock_;
  std::unique_ptr<Player> player_, lower_player_;
  std::uint64_t written_ = 0;
};

}  // namespace
}  // namespace postured

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::cerr << "usage: virtual_sensor LINK CLOCK_SOCKET [LOWER_LINK]\n";
    return 2;
  }
  try {
    postured::VirtualSensor sensor(argv[1], argv[2], argc > 3 ? argv[3] : "");
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
      const std::string answer = sensor.execute(line);
      if (answer.empty()) break;
      std::cout << answer << std::endl;
    }
  } catch (const std::exception& error) {
    std::cout << "error: " << error.what() << std::endl;
    return 1;
  }
  return 0;
}
