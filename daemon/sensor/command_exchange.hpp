// One command to a sensor of ours and its answer: sent, sent again while there is none, told by its
// sequence number from the answers to others. No clock: the edge waits kAnswerTime and says so.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sensor/sensor_events.hpp"

namespace postured {

struct CommandOutcome {
  enum class Kind { done, refused, no_answer } kind = Kind::no_answer;
  std::uint8_t result = 0;  // of the ACK, when refused

  bool operator==(const CommandOutcome&) const = default;
};
// "done", or why not, as a sentence for people.
std::string to_string(const CommandOutcome& outcome);

class CommandExchange {
 public:
  // "Commands may be repeated without harm: a host that has no answer after 200 ms sends the same
  // frame again, three times in all" (sensor-firmware/PROTOCOL.md).
  static constexpr std::chrono::milliseconds kAnswerTime{200};
  static constexpr int kTries = 3;

  // Makes the command with that sequence number, as the functions of commands.hpp do.
  using Encode = std::function<std::vector<std::uint8_t>(std::uint8_t sequence)>;

  // Returns what to write; nothing while another command is under way.
  std::vector<std::uint8_t> begin(const Encode& encode);
  // An answer came. The outcome, if it is the one that is waited for.
  std::optional<CommandOutcome> on_answer(const CommandAnswer& answer);
  // No answer within kAnswerTime: what to write again, or nothing and the outcome is no_answer.
  std::vector<std::uint8_t> on_silence();
  // The link was lost, or there is no one to tell any more.
  void cancel() { frame_.clear(); }

  bool under_way() const { return !frame_.empty(); }

 private:
  std::uint8_t next_sequence_ = 1;  // 0 is that of the requests that want no answer
  std::uint8_t sequence_ = 0, type_ = 0;
  int tries_ = 0;
  std::vector<std::uint8_t> frame_;  // empty: none under way
};

}  // namespace postured
