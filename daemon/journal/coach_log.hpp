// What the coach's log holds beside its prompts: rows -> records, in order of time. A journal of an
// earlier version has none of it. Throws SQLite::Exception.
#pragma once

#include <vector>

#include "journal/row_reader.hpp"

namespace postured {

std::vector<PromptEvent> read_latest_prompts(SQLite::Database& database, int n);
// Those that begin in the span, or that were said in it.
std::vector<Correction> read_corrections_about(SQLite::Database& database, Span span);
std::vector<Correction> read_corrections_said(SQLite::Database& database, Span span);
// Those that reach into the span.
std::vector<QuietSpan> read_quiet_spans(SQLite::Database& database, Span span);
std::vector<SettingChange> read_setting_changes(SQLite::Database& database);
std::vector<Drink> read_drinks(SQLite::Database& database, Span span);
std::vector<ExerciseSession> read_exercise_sessions(SQLite::Database& database, Span span);

}  // namespace postured
