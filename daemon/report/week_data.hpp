// What a weekly report is made from: the journal's rows of one ISO week, in order of time.
#pragma once

#include <vector>

#include "base/calendar.hpp"
#include "coach/prompt.hpp"
#include "pipeline/gap.hpp"
#include "posture/bouts.hpp"
#include "posture/correction.hpp"
#include "posture/episodes.hpp"
#include "posture/minute.hpp"

namespace postured {

struct CalibrationRow {
  WallTime at{};
  std::string kind, placement;  // "full", "standing" or "zero"; "chest"
  double explained_variance = 0;
};

struct WeekData {
  IsoWeek week;
  std::vector<Minute> minutes;  // without their seconds
  std::vector<Bout> bouts;
  std::vector<Episode> episodes;
  std::vector<Gap> gaps;
  std::vector<PromptEvent> prompts;
  std::vector<CalibrationRow> calibrations;
  std::vector<Correction> corrections;  // not applied yet: report/corrections.hpp
};

}  // namespace postured
