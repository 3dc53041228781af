// Pain and flare-ups: rows -> records, in order of time. A journal of an earlier version has none.
// Throws SQLite::Exception.
#pragma once

#include <vector>

#include "journal/row_reader.hpp"
#include "report/report_data.hpp"

namespace postured {

std::vector<PainEntry> read_pain(SQLite::Database& database, Span span);
// Those that reach into the span; one that has not ended reaches into all time after its onset.
std::vector<FlareUp> read_flare_ups(SQLite::Database& database, Span span);

}  // namespace postured
