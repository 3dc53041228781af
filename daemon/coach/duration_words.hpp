// Durations as people say them.
#pragma once

#include <string>

namespace postured {

std::string in_words(double duration_s);  // "30 minutes", "1 minute", "45 seconds"
std::string briefly(double duration_s);   // "1 h 20 min", "5 min"

}  // namespace postured
