// In what unit are these accelerations? A sensor that is worn feels 1 g in the median, so the
// median of the length tells g, mg, m/s2 and raw counts apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/vector.hpp"

namespace postured {

class AccelScale {
 public:
  // Takes one acceleration in the unknown unit. False until enough were seen.
  bool add(const Vec3& reading);
  // m/s2 of one unit. 0: not known yet, or not to be told.
  double m_s2() const { return m_s2_; }
  // Whether readings are raw counts, whose scale was taken from gravity itself.
  bool counts() const { return counts_; }
  // "" or why the unit cannot be told, with the median.
  const std::string& problem() const { return problem_; }
  void reset() { *this = AccelScale(); }

 private:
  std::vector<double> lengths_;
  double m_s2_ = 0;
  bool counts_ = false;
  std::string problem_;
};

}  // namespace postured
