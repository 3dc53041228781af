#include "ctl/fhir_export.hpp"

#include "report/fhir.hpp"

namespace postured {

std::string fhir_of(const JournalStore& journal, const WallTime& made_at,
                    const std::string& version) {
  std::vector<WeekFigures> weeks;
  const auto oldest = journal.oldest_minute(), newest = journal.newest_minute();
  if (oldest && newest) {
    const auto last = monday_of(iso_week(local_day(*newest)));
    for (auto monday = monday_of(iso_week(local_day(*oldest))); monday <= last;
         monday += std::chrono::days(7)) {
      weeks.push_back(week_figures(journal.week(iso_week(monday))));
    }
  }
  const auto pain = journal.pain(UtcTime::min(), UtcTime::max());
  return fhir_bundle(weeks, pain, made_at, version);
}

}  // namespace postured
