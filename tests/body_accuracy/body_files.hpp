// Finds and reads recordings.
#pragma once

#include <string>
#include <vector>

#include "sensor/recording.hpp"

namespace postured::test {

struct RecordingsRead {
  std::vector<Recording>
      recordings;  // with a set and a name, if need be the folder's and the file's
  std::vector<std::string> problems;  // a sentence for each file that was left out
};
// Of files, and of all .csv and .csv.gz in folders and below, in order of their names.
RecordingsRead read_recordings(const std::vector<std::string>& paths);

}  // namespace postured::test
