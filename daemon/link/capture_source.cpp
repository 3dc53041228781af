#include "link/capture_source.hpp"

namespace postured {

bool CaptureSource::produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) {
  while (next_ < capture_.records.size() &&
         capture_.records[next_].arrival.time_since_epoch() <= elapsed) {
    const CaptureRecord& record = capture_.records[next_++];
    bytes.insert(bytes.end(), record.bytes.begin(), record.bytes.end());
  }
  return next_ < capture_.records.size();
}

}  // namespace postured
