// The bytes of one kind of sensor -> its events (sensor_events.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sensor/frame_decoder.hpp"
#include "sensor/sample_assembler.hpp"
#include "sensor/sensor_events.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

class SensorDecoder {
 public:
  virtual ~SensorDecoder() = default;

  // Bytes that arrived at `arrival`. Any split of a stream into calls gives the same events, as far
  // as times of arrival do not count. Bad input is counted, never thrown.
  virtual void feed(BootTime arrival, std::span<const std::uint8_t> bytes) = 0;
  // Forgets what was partial; the next samples are a new epoch. Counts stay.
  virtual void on_link_lost() = 0;

  virtual DecoderCounts decoder_counts() const = 0;
  virtual AssemblerCounts assembler_counts() const = 0;
  // What sensor this is; before that its samples are not delivered.
  virtual const std::optional<DeviceInfo>& info() const = 0;
  // "" or why this sensor cannot be used, a sentence.
  virtual const std::string& refusal() const = 0;

  // A sensor that only answers when it is asked: how often to write what request() says. 0: never.
  virtual std::chrono::milliseconds request_period() const { return {}; }
  // What to write at `now`; may be empty.
  virtual std::vector<std::uint8_t> request(BootTime /*now*/) { return {}; }
};

// The settings [sensor.csv].
struct CsvOptions {
  std::string columns;      // foreign/csv.hpp
  double accel_per_g = 0;   // units of the acceleration columns in 1 g; 0: told from gravity itself
  double gyro_per_dps = 1;  // units of the turning rate columns in 1 deg/s

  bool operator==(const CsvOptions&) const = default;
};

// What a kind of sensor has to be told beforehand.
struct DecoderOptions {
  CsvOptions csv;

  bool operator==(const DecoderOptions&) const = default;
};

// `sink` must outlive the decoder.
std::unique_ptr<SensorDecoder> make_decoder(SensorKind kind, SensorSink& sink,
                                            const DecoderOptions& options = {});

}  // namespace postured
