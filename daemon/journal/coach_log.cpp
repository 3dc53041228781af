#include "journal/coach_log.hpp"

#include <string>

#include "journal/columns.hpp"

namespace postured {
namespace {

std::vector<Correction> read_corrections(SQLite::Database& database, const char* column,
                                         Span span) {
  if (!has_table(database, "correction")) return {};
  const auto read = [](Columns& c) {
    Correction correction;
    correction.at = c.wall();
    correction.from = {UtcTime(std::chrono::milliseconds(c.whole())), correction.at.utc_offset};
    correction.duration_s = c.real();
    correction.body = body_state_from_string(c.text());
    return correction;
  };
  const std::string when(column);
  const std::string sql =
      "SELECT at_utc_ms, utc_offset_s, from_utc_ms, duration_s, body FROM correction WHERE " +
      when + " >= ? AND " + when + " < ? ORDER BY id";
  return read_span<Correction>(database, sql.c_str(), span, read);
}

}  // namespace

std::vector<PromptEvent> read_latest_prompts(SQLite::Database& database, int n) {
  // By row, not by time: a clock set back must not show an answer before its prompt.
  SQLite::Statement statement(
      database,
      "SELECT prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason FROM prompt_event "
      "WHERE prompt_id IN (SELECT DISTINCT prompt_id FROM prompt_event ORDER BY prompt_id DESC "
      "LIMIT ?) ORDER BY id");
  statement.bind(1, n);
  std::vector<PromptEvent> events;
  while (statement.executeStep()) {
    Columns columns(statement);
    events.push_back(prompt_event(columns));
  }
  return events;
}

std::vector<Correction> read_corrections_about(SQLite::Database& database, Span span) {
  return read_corrections(database, "from_utc_ms", span);
}

std::vector<Correction> read_corrections_said(SQLite::Database& database, Span span) {
  return read_corrections(database, "at_utc_ms", span);
}

std::vector<QuietSpan> read_quiet_spans(SQLite::Database& database, Span span) {
  if (!has_table(database, "quiet_span")) return {};
  const auto read = [](Columns& c) {
    QuietSpan quiet;
    quiet.start = c.wall();
    quiet.duration_s = c.real();
    quiet.reason = c.text();
    return quiet;
  };
  return read_span<QuietSpan>(
      database,
      "SELECT start_utc_ms, utc_offset_s, duration_s, reason FROM quiet_span "
      "WHERE start_utc_ms + 1000 * duration_s > ? AND start_utc_ms < ? ORDER BY start_utc_ms, id",
      span, read);
}

std::vector<SettingChange> read_setting_changes(SQLite::Database& database) {
  if (!has_table(database, "setting_change")) return {};
  SQLite::Statement statement(database,
                              "SELECT at_utc_ms, utc_offset_s, name, old_value, new_value "
                              "FROM setting_change ORDER BY id");
  std::vector<SettingChange> changes;
  while (statement.executeStep()) {
    Columns c(statement);
    SettingChange change;
    change.at = c.wall();
    change.name = c.text();
    change.old_value = c.text();
    change.new_value = c.text();
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<Drink> read_drinks(SQLite::Database& database, Span span) {
  if (!has_table(database, "drink")) return {};
  const auto read = [](Columns& c) {
    Drink drink;
    drink.at = c.wall();
    drink.volume_ml = c.count();
    return drink;
  };
  return read_span<Drink>(database,
                          "SELECT at_utc_ms, utc_offset_s, volume_ml FROM drink "
                          "WHERE at_utc_ms >= ? AND at_utc_ms < ? ORDER BY at_utc_ms",
                          span, read);
}

std::vector<ExerciseSession> read_exercise_sessions(SQLite::Database& database, Span span) {
  if (!has_table(database, "exercise_session")) return {};
  const auto read = [](Columns& c) {
    ExerciseSession session;
    session.start = c.wall();
    session.exercise = c.text();
    session.duration_s = c.real();
    session.outcome = exercise_outcome_from_string(c.text()).value_or(ExerciseOutcome::stopped);
    session.prompt_id = c.whole();  // NULL reads as 0
    return session;
  };
  return read_span<ExerciseSession>(
      database,
      "SELECT start_utc_ms, utc_offset_s, exercise, duration_s, outcome, prompt_id "
      "FROM exercise_session WHERE start_utc_ms >= ? AND start_utc_ms < ? ORDER BY start_utc_ms",
      span, read);
}

}  // namespace postured
