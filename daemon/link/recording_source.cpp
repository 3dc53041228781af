#include "link/recording_source.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace postured {
namespace {

template <std::size_t N>
double smallest_holding(const std::array<double, N>& ranges, double value) {
  const auto found =
      std::find_if(ranges.begin(), ranges.end(), [value](double range) { return value < range; });
  return found == ranges.end() ? ranges.back() : *found;
}

}  // namespace

ClipEncoderParams encoder_for(const Recording& recording) {
  double accel_g = 0;
  double gyro_dps = 0;
  bool has_gyro = false;
  for (const Recording::Row& row : recording.rows) {
    accel_g = std::max(accel_g, row.sample.accel_m_s2.cwiseAbs().maxCoeff() / kGravity_m_s2);
    has_gyro = has_gyro || row.sample.has_gyro;
    gyro_dps = std::max(gyro_dps, row.sample.gyro_rad_s.cwiseAbs().maxCoeff() * kDegPerRad);
  }
  ClipEncoderParams params;
  params.has_gyro = has_gyro;
  params.rate_hz = recording.rate_hz > 0 ? recording.rate_hz : params.rate_hz;
  params.batch = std::clamp(static_cast<int>(std::lround(params.rate_hz / 10)), 1, 10);
  // The full scales of common chips.
  params.accel_range_g = smallest_holding(std::array{2.0, 4.0, 8.0, 16.0}, accel_g);
  params.gyro_range_dps = smallest_holding(std::array{250.0, 500.0, 1000.0, 2000.0}, gyro_dps);
  return params;
}

RecordingSource::RecordingSource(boost::asio::io_context& io, Clock& clock, Recording recording,
                                 std::string name)
    : PacedSource(io, clock, std::move(name)),
      recording_(std::move(recording)),
      encoder_(encoder_for(recording_)) {}

void RecordingSource::rewind() {
  encoder_ = ClipEncoder(encoder_for(recording_));
  next_ = 0;
  status_s_ = 0;
}

bool RecordingSource::produce(std::chrono::microseconds elapsed, std::vector<std::uint8_t>& bytes) {
  const std::vector<Recording::Row>& rows = recording_.rows;
  if (next_ == 0) encoder_.hello(bytes);
  const double period_s = recording_.rate_hz > 0 ? 1 / recording_.rate_hz : 0;
  while (next_ < rows.size() && rows[next_].sample.time - rows.front().sample.time <= elapsed) {
    if (next_ > 0 && period_s > 0) {
      // A hole in the recording is a hole in the sample numbers: samples were lost there.
      const double missing = (rows[next_].t_s - rows[next_ - 1].t_s) / period_s - 1;
      if (missing >= 0.5 && missing < 4e9) {
        encoder_.flush(bytes);
        encoder_.skip_samples(static_cast<std::uint32_t>(std::lround(missing)));
      }
    }
    encoder_.sample(rows[next_++].sample, bytes);
  }
  const auto second = std::chrono::floor<std::chrono::seconds>(elapsed).count();
  if (second > status_s_) {
    status_s_ = second;
    if (second % 10 == 0) encoder_.hello(bytes);  // like the firmware
    encoder_.status(static_cast<std::uint32_t>(second), bytes);
  }
  if (next_ < rows.size()) return true;
  encoder_.flush(bytes);
  return false;
}

}  // namespace postured
