// A recording of a real person (sensor/recording.hpp) played in real time, encoded as our firmware
// would send it.
#pragma once

#include "link/paced_source.hpp"
#include "sensor/clip_encoder.hpp"
#include "sensor/recording.hpp"

namespace postured {

// The encoding that fits a recording: its rate, ten frames a second, and the smallest full scale
// that holds its readings.
ClipEncoderParams encoder_for(const Recording& recording);

class RecordingSource final : public PacedSource {
 public:
  RecordingSource(boost::asio::io_context& io, Clock& clock, Recording recording, std::string name);

 private:
  void rewind() override;
  bool produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) override;
  void reopen(std::vector<std::uint8_t>& bytes) override { encoder_.hello(bytes); }

  Recording recording_;
  ClipEncoder encoder_;
  std::size_t next_ = 0;
  std::int64_t status_s_ = 0;
};

}  // namespace postured
