// The simulated wearer as a source: a person who clips the sensor on, calibrates and starts to work
// at once, switches it off when the working day is over, and comes back 24 h after that beginning.
#pragma once

#include <memory>
#include <vector>

#include "link/paced_source.hpp"
#include "simulation/wearer.hpp"

namespace postured {

class SimulatedSource final : public PacedSource {
 public:
  SimulatedSource(boost::asio::io_context& io, Clock& clock, WearerParams params);

  void prompt_shown(PromptKind kind) override;

 private:
  void rewind() override;
  bool produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) override;
  void reopen(std::vector<std::uint8_t>& bytes) override;

  void begin_day(double t_s);

  WearerParams params_;
  std::unique_ptr<Wearer> wearer_;
  double day_began_s_ = 0;
  std::vector<std::uint8_t> hello_;  // the frame that opened the day's stream; empty before
};

}  // namespace postured
