// The activity recording format: "# key: value" lines, a header line, then rows
// t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label. Recognised by content. Empty gyroscope fields mean
// there was no gyroscope; an empty label is unlabelled. Time stamps win over rate_hz.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sensor/sensor_events.hpp"

namespace postured {

struct Recording {
  struct Row {
    double t_s = 0;     // the file's own time axis
    ImuSample sample;   // sample.time = t_s in microseconds
    std::string label;  // "" = unlabelled
  };
  std::string set, name, location, note;  // "" where the file does not say
  double rate_hz = 0;     // median of the time stamps; of a single row what the file says, or 0
  std::vector<Row> rows;  // times strictly increase
  std::size_t skipped_rows = 0;  // not numbers, or time not increasing
};

// True when the text begins like such a recording (comments, then a header with t_s and ax_g).
bool looks_like_recording(std::string_view text);

struct RecordingResult {
  Recording recording;
  std::string error;  // "" or what is wrong, with the line number
};
RecordingResult parse_recording(std::string_view text);

}  // namespace postured
