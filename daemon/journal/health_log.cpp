#include "journal/health_log.hpp"

#include "journal/columns.hpp"

namespace postured {

std::vector<PainEntry> read_pain(SQLite::Database& database, Span span) {
  if (!has_table(database, "pain")) return {};
  const auto read = [](Columns& c) {
    PainEntry entry;
    entry.at = c.wall();
    entry.nrs = c.count();
    entry.site = c.text();
    entry.note = c.text();
    return entry;
  };
  return read_span<PainEntry>(database,
                              "SELECT at_utc_ms, utc_offset_s, nrs, site, note FROM pain "
                              "WHERE at_utc_ms >= ? AND at_utc_ms < ? ORDER BY at_utc_ms",
                              span, read);
}

std::vector<FlareUp> read_flare_ups(SQLite::Database& database, Span span) {
  if (!has_table(database, "flare_up")) return {};
  const auto read = [](Columns& c) {
    FlareUp flare_up;
    flare_up.onset = c.wall();
    const bool over = c.whole() != 0;
    const WallTime ended = c.wall();
    if (over) flare_up.ended = ended;
    return flare_up;
  };
  return read_span<FlareUp>(
      database,
      "SELECT onset_utc_ms, utc_offset_s, ended_utc_ms IS NOT NULL, ended_utc_ms, "
      "ended_utc_offset_s FROM flare_up WHERE coalesce(ended_utc_ms, 9223372036854775807) > ? "
      "AND onset_utc_ms < ? ORDER BY onset_utc_ms",
      span, read);
}

}  // namespace postured
