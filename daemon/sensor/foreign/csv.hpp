// Any sensor that prints lines of numbers: which column is what is told by the settings
// [sensor.csv]. Commas, semicolons, tabs or blanks separate; a prefix up to ':' or '=' and lines
// that begin with '#' are left out; a line with another number of columns is counted as bad.
#pragma once

#include <array>

#include "sensor/foreign/accel_scale.hpp"
#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

struct Numbers;

// Where each quantity is in a line.
struct CsvColumns {
  std::size_t count = 0;
  std::optional<std::size_t> time;
  double time_us = 0;  // of one unit of the time column
  std::array<std::size_t, 3> accel{};
  std::optional<std::array<std::size_t, 3>> gyro;
};
struct CsvColumnsResult {
  CsvColumns columns;
  std::string error;  // "" or what is wrong and what is allowed
};
// "t_ms,ax,ay,az,gx,gy,gz,-": t_s, t_ms or t_us at most once, ax ay az, all or none of gx gy gz,
// and "-" for what is of no use, in any order.
CsvColumnsResult parse_csv_columns(std::string_view text);

class CsvDecoder final : public ForeignDecoder {
 public:
  CsvDecoder(SensorSink& sink, const CsvOptions& options);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

 private:
  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_line(std::string_view line);
  void on_numbers(const Numbers& numbers);

  FrameScanner scanner_;
  CsvOptions options_;
  CsvColumnsResult columns_;
  AccelScale scale_;
  std::uint64_t bad_lines_in_a_row_ = 0;
};

}  // namespace postured
