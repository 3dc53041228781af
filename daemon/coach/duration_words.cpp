#include "coach/duration_words.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

std::string in_words(double duration_s) {
  const bool minutes = duration_s >= 55;
  const long n = std::max(1L, std::lround(minutes ? duration_s / 60 : duration_s));
  return std::to_string(n) + (minutes ? " minute" : " second") + (n == 1 ? "" : "s");
}

std::string briefly(double duration_s) {
  const long min = std::max(1L, std::lround(duration_s / 60));
  if (min < 60) return std::to_string(min) + " min";
  const std::string hours = std::to_string(min / 60) + " h";
  return min % 60 == 0 ? hours : hours + " " + std::to_string(min % 60) + " min";
}

}  // namespace postured
