// The board's serial line as a host sees it: a pty behind a symbolic link, with the line's faults.
// Like a USB bridge it forgets what is sent while nobody has the port open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace postured::emulator {

class PtyLine {
 public:
  explicit PtyLine(std::string link) : link_(std::move(link)) {}
  ~PtyLine() { unplug(); }
  PtyLine(const PtyLine&) = delete;
  PtyLine& operator=(const PtyLine&) = delete;

  void plug();    // a pty with another name behind the same link. Throws std::runtime_error
  void unplug();  // idempotent
  bool plugged() const { return master_ >= 0; }
  bool host_listens() const;

  // Waits for room, so that a slow host loses nothing; what a host does not take within 5 s, or
  // while nobody listens, is gone. Returns how many bytes went out.
  std::size_t send(std::span<const std::uint8_t> bytes);
  std::vector<std::uint8_t> receive();  // what has come, at once

  double corrupted_share = 0;  // of the bytes sent, one bit each
  std::uint64_t corrupted_bytes() const { return corrupted_; }

 private:
  std::string link_;
  int master_ = -1;
  bool was_plugged_ = false;
  std::mt19937_64 random_{1};
  std::uint64_t corrupted_ = 0;
};

}  // namespace postured::emulator
