// Real recordings of people, where they are present.
#pragma once

#include <string>
#include <vector>

#include "sensor/recording.hpp"

namespace postured {

inline constexpr const char* kNoActivityData =
    "no recordings: set POSTURED_DATA to a folder with activity/hapt and activity/dsads_torso";

// Paths of the *.csv.gz files of one set ("hapt", "dsads_torso", "" = all), sorted; empty when the
// data is absent.
std::vector<std::string> activity_files(const std::string& set);

// The unpacked text of a gzip file; "" when it cannot be read.
std::string read_gzip(const std::string& path);

}  // namespace postured
