// A capture file played at its own pace, as if its sensor were there.
#pragma once

#include "link/paced_source.hpp"
#include "sensor/capture.hpp"

namespace postured {

class CaptureSource final : public PacedSource {
 public:
  CaptureSource(boost::asio::io_context& io, Clock& clock, Capture capture, std::string name)
      : PacedSource(io, clock, std::move(name)), capture_(std::move(capture)) {}
  SensorKind kind() const override { return capture_.header.kind; }

 private:
  void rewind() override { next_ = 0; }
  bool produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) override;
  // The captured bytes say what they say.
  void reopen(std::vector<std::uint8_t>& /*bytes*/) override {}

  Capture capture_;
  std::size_t next_ = 0;
};

}  // namespace postured
