#include "link/simulated_source.hpp"

#include <algorithm>

namespace postured {
namespace {

constexpr double kDay_s = 86400;

// The first frame at or after `from`. Frames end with 0x00 and hold no other.
std::vector<std::uint8_t> first_frame(const std::vector<std::uint8_t>& bytes, std::size_t from) {
  const auto begin = std::find_if(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(),
                                  [](std::uint8_t b) { return b != 0; });
  const auto end = std::find(begin, bytes.end(), std::uint8_t{0});
  return {begin, end == bytes.end() ? end : end + 1};
}

}  // namespace

SimulatedSource::SimulatedSource(boost::asio::io_context& io, Clock& clock, WearerParams params)
    : PacedSource(io, clock,
                  params.kinematics.segment == Segment::pelvis ? "simulated wearer, lower clip"
                                                               : "simulated wearer"),
      params_(std::move(params)) {
  SimulatedSource::rewind();
}

void SimulatedSource::prompt_shown(PromptKind kind) { wearer_->see(kind); }

void SimulatedSource::rewind() {
  wearer_ = std::make_unique<Wearer>(params_);
  begin_day(0);
}

void SimulatedSource::begin_day(double t_s) {
  wearer_->begin_day();
  day_began_s_ = t_s;
  hello_.clear();
}

bool SimulatedSource::produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) {
  const double t_s = to_seconds(elapsed);
  if (wearer_->day_over() && t_s >= day_began_s_ + kDay_s) begin_day(t_s);
  const std::size_t before = bytes.size();
  wearer_->advance_to(t_s, bytes);
  if (hello_.empty()) hello_ = first_frame(bytes, before);
  return true;
}

void SimulatedSource::reopen(std::vector<std::uint8_t>& bytes) {
  bytes.insert(bytes.end(), hello_.begin(), hello_.end());
}

}  // namespace postured
