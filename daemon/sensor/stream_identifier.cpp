#include "sensor/stream_identifier.hpp"

#include <algorithm>

namespace postured {
namespace {

constexpr std::uint64_t kEnoughBytes = 32;
constexpr double kTextShare = 0.95;

bool is_printable(std::uint8_t byte) {
  return (byte >= ' ' && byte <= '~') || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

void StreamIdentifier::feed(std::span<const std::uint8_t> bytes) {
  bytes_ += bytes.size();
  printable_ += static_cast<std::uint64_t>(std::count_if(bytes.begin(), bytes.end(), is_printable));
  if (verdict_) return;
  ours_.feed(bytes, [this](const Frame&) { verdict_ = SensorKind::postured; });
}

bool StreamIdentifier::heard_text() const {
  return bytes_ >= kEnoughBytes &&
         static_cast<double>(printable_) >= kTextShare * static_cast<double>(bytes_);
}

}  // namespace postured
