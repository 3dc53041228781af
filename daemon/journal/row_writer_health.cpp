// Pain, flare-ups and care -> rows.
#include "journal/row.hpp"
#include "journal/row_writer.hpp"

namespace postured {
namespace {

constexpr const char* kPain = R"(
INSERT INTO pain (at_utc_ms, utc_offset_s, nrs, site, note) VALUES (?,?,?,?,?)
ON CONFLICT (at_utc_ms) DO UPDATE SET nrs = excluded.nrs, site = excluded.site,
  note = excluded.note)";

constexpr const char* kFlareUp = R"(
INSERT INTO flare_up (onset_utc_ms, utc_offset_s, ended_utc_ms, ended_utc_offset_s)
VALUES (?,?,?,?)
ON CONFLICT (onset_utc_ms) DO UPDATE SET ended_utc_ms = excluded.ended_utc_ms,
  ended_utc_offset_s = excluded.ended_utc_offset_s)";

constexpr const char* kFlarePhase = R"(
INSERT INTO flare_phase (onset_utc_ms, at_utc_ms, utc_offset_s, phase, reason) VALUES (?,?,?,?,?)
ON CONFLICT (at_utc_ms, phase) DO UPDATE SET reason = excluded.reason)";

constexpr const char* kFlareScreen = R"(
INSERT INTO flare_screen (onset_utc_ms, at_utc_ms, utc_offset_s, outcome, ticked)
VALUES (?,?,?,?,?)
ON CONFLICT (at_utc_ms) DO UPDATE SET outcome = excluded.outcome, ticked = excluded.ticked)";

constexpr const char* kCareAction = R"(
INSERT INTO care_action (start_utc_ms, utc_offset_s, kind, duration_s) VALUES (?,?,?,?)
ON CONFLICT (start_utc_ms, kind) DO UPDATE SET duration_s = excluded.duration_s)";

}  // namespace

void RowWriter::write(const PainEntry& entry) {
  Row row(prepared(pain_, kPain));
  row.add(entry.at).add(entry.nrs).text(entry.site).text(entry.note, kSentenceBytes).store();
}

void RowWriter::write(const FlareUp& flare_up) {
  Row row(prepared(flare_up_, kFlareUp));
  row.add(flare_up.onset);
  if (flare_up.ended) {
    row.add(*flare_up.ended).store();
  } else {
    row.null().null().store();
  }
}

void RowWriter::write(const FlarePhaseRecord& record) {
  Row row(prepared(flare_phase_, kFlarePhase));
  row.add(std::int64_t{record.onset.utc.time_since_epoch().count()}).add(record.at);
  row.text(record.phase).text(record.reason, kSentenceBytes).store();
}

void RowWriter::write(const FlareScreenRecord& record) {
  Row row(prepared(flare_screen_, kFlareScreen));
  row.add(std::int64_t{record.onset.utc.time_since_epoch().count()}).add(record.at);
  row.text(record.outcome).text(record.ticked, kSentenceBytes).store();
}

void RowWriter::write(const CareAction& action) {
  Row row(prepared(care_action_, kCareAction));
  row.add(action.start).text(action.kind).add(action.duration_s).store();
}

}  // namespace postured
