#include "pipeline/capture_replay.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace postured {
namespace {

// Numbers apart by blanks, exact.
void append(std::string& text, double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  if (!text.empty()) text += ' ';
  text.append(digits.data(), end);
}

void append(std::string& text, const Mat3& matrix) {
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) append(text, matrix(row, column));
  }
}

// Takes numbers off a text; `good` turns false when there is none.
class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}
  double next() {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    double value = 0;
    const char* const last = text_.data() + text_.size();
    const auto [end, error] = std::from_chars(text_.data(), last, value);
    good = good && error == std::errc() && std::isfinite(value);
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return good ? value : 0;
  }
  Mat3 matrix() {
    Mat3 out;
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 3; ++column) out(row, column) = next();
    }
    return out;
  }
  bool good = true;

 private:
  std::string_view text_;
};

bool is_rotation(const Mat3& matrix) {
  constexpr double kSlack = 1e-6;
  return (matrix * matrix.transpose() - Mat3::Identity()).norm() < kSlack &&
         matrix.determinant() > 0;
}

std::optional<AccelerometerCalibration> accelerometer_of(const CaptureHeader& header) {
  NumberReader reader(header.accelerometer);
  AccelerometerCalibration calibration;
  for (int i = 0; i < 3; ++i) calibration.bias_m_s2[i] = reader.next();
  calibration.correction = reader.matrix();
  calibration.bias_sigma_m_s2 = reader.next();
  calibration.scale_sigma = reader.next();
  if (!reader.good) return std::nullopt;
  return calibration;
}

std::string version_of(const DeviceInfo& info) {
  if (info.protocol_major == 0) return "";
  return std::to_string(info.firmware_major) + "." + std::to_string(info.firmware_minor) + "." +
         std::to_string(info.firmware_patch);
}

}  // namespace

void describe_start(const Sensing& sensing, BootTime now, CaptureHeader& header) {
  header.kind = sensing.kind();
  header.csv = sensing.decoder_options().csv;
  header.phase = now - std::chrono::floor<std::chrono::seconds>(now);
  if (const auto& info = sensing.device()) {
    header.serial = info->serial;
    header.board = info->board;
    header.firmware = version_of(*info);
  }
  if (const auto& mounting = sensing.mounting()) {
    header.mounting.clear();
    append(header.mounting, mounting->segment_from_sensor);
    append(header.mounting, mounting->axis_known ? 1 : 0);
    append(header.mounting, mounting->from_standing ? 1 : 0);
    append(header.mounting, mounting->sit_ref_deg);
  }
  if (const auto& calibration = sensing.accelerometer_calibration()) {
    header.accelerometer.clear();
    for (int i = 0; i < 3; ++i) append(header.accelerometer, calibration->bias_m_s2[i]);
    append(header.accelerometer, calibration->correction);
    append(header.accelerometer, calibration->bias_sigma_m_s2);
    append(header.accelerometer, calibration->scale_sigma);
  }
}

std::optional<Mounting> mounting_of(const CaptureHeader& header) {
  NumberReader reader(header.mounting);
  Mounting mounting;
  mounting.segment_from_sensor = reader.matrix();
  mounting.axis_known = reader.next() != 0;
  mounting.from_standing = reader.next() != 0;
  mounting.sit_ref_deg = reader.next();
  if (!reader.good || !is_rotation(mounting.segment_from_sensor)) return std::nullopt;
  return mounting;
}

void play_capture(const Capture& capture, Sensing& sensing) {
  sensing.set_decoder_options({capture.header.csv});
  if (const auto calibration = accelerometer_of(capture.header)) {
    sensing.set_accelerometer_calibration(calibration);
  }
  if (!capture.has_events) sensing.on_link_opened(capture.header.kind);
  BootTime beat{};
  for (const CaptureRecord& record : capture.records) {
    for (; !capture.has_events && beat <= record.arrival; beat += std::chrono::seconds(1)) {
      sensing.tick(beat);
    }
    switch (record.event) {
      case CaptureEvent::bytes:
        sensing.on_bytes(record.arrival, record.bytes);
        break;
      case CaptureEvent::beat:
        sensing.tick(record.arrival);
        break;
      case CaptureEvent::opened:
        sensing.on_link_opened(sensor_kind_from({reinterpret_cast<const char*>(record.bytes.data()),
                                                 record.bytes.size()})
                                   .value_or(capture.header.kind));
        break;
      case CaptureEvent::lost:
        sensing.on_link_lost();
        break;
    }
  }
  sensing.finish();
}

}  // namespace postured
