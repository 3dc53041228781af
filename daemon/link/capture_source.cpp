#include "link/capture_source.hpp"

namespace postured {

bool CaptureSource::produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) {
  const auto now = BootTime(elapsed + capture_.header.phase);
  while (next_ < capture_.records.size() && capture_.records[next_].arrival <= now) {
    const CaptureRecord& record = capture_.records[next_++];
    if (record.event != CaptureEvent::bytes) continue;  // the daemon has its own
    bytes.insert(bytes.end(), record.bytes.begin(), record.bytes.end());
  }
  return next_ < capture_.records.size();
}

}  // namespace postured
