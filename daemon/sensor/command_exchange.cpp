#include "sensor/command_exchange.hpp"

#include "sensor/frame_decoder.hpp"
#include "wire/posture_messages.h"

namespace postured {

std::string to_string(const CommandOutcome& outcome) {
  switch (outcome.kind) {
    case CommandOutcome::Kind::done:
      return "done";
    case CommandOutcome::Kind::no_answer:
      return "the sensor did not answer in 3 tries of 200 ms: is it streaming, and is its firmware "
             "one that takes commands?";
    case CommandOutcome::Kind::refused:
      break;
  }
  switch (outcome.result) {
    case PW_ACK_UNKNOWN:
      return "the sensor does not know this command: its firmware is older, or it has no such part";
    case PW_ACK_LENGTH:
      return "the sensor did not understand the command: its firmware expects another length";
    case PW_ACK_RANGE:
      return "the sensor refused: out of the range it can do";
    case PW_ACK_FAILED:
      return "the sensor tried and failed: its hardware did not do it";
    default:
      return "the sensor refused (result " + std::to_string(outcome.result) + ")";
  }
}

std::vector<std::uint8_t> CommandExchange::begin(const Encode& encode) {
  if (under_way()) return {};
  sequence_ = next_sequence_;
  next_sequence_ = static_cast<std::uint8_t>(next_sequence_ == 255 ? 1 : next_sequence_ + 1);
  frame_ = encode(sequence_);
  // The type stands inside of the frame; an answer names it.
  FrameDecoder decoder;
  decoder.feed(frame_, [this](const Frame& frame) { type_ = frame.type; });
  tries_ = 1;
  return frame_;
}

std::optional<CommandOutcome> CommandExchange::on_answer(const CommandAnswer& answer) {
  if (!under_way() || answer.sequence != sequence_ || answer.command != type_) return std::nullopt;
  frame_.clear();
  if (answer.result == PW_ACK_OK) return CommandOutcome{CommandOutcome::Kind::done, 0};
  return CommandOutcome{CommandOutcome::Kind::refused, answer.result};
}

std::vector<std::uint8_t> CommandExchange::on_silence() {
  if (tries_ < kTries) {
    ++tries_;
    return frame_;
  }
  frame_.clear();
  return {};
}

}  // namespace postured
