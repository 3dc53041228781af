#include "coach/back_off.hpp"

#include <algorithm>

#include "base/calendar.hpp"
#include "coach/prompt_reasons.hpp"

namespace postured {

void BackOff::ended(Record& record, bool acted_on) {
  record.acted_on.push_back(acted_on);
  if (record.acted_on.size() > kOver) record.acted_on.pop_front();
  record.since_growth += 1;
  if (acted_on) record.in_a_row = 0;
  if (record.since_growth < kOver) return;
  const auto acted = std::count(record.acted_on.begin(), record.acted_on.end(), true);
  if (static_cast<double>(acted) >= kLeastRate * static_cast<double>(kOver)) return;
  record.stretch = std::min(kLargest, record.stretch * kGrowth);
  record.since_growth = 0;
}

void BackOff::left(Record& record, const Now& at) {
  record.in_a_row += 1;
  if (record.in_a_row < kInARow) return;
  record.silent_until = at.boot + from_seconds(kSilent_s);
  record.in_a_row = 0;
}

void BackOff::follow(const PromptEvent& event, const Now& at) {
  Record& record = records_[event.kind];
  const auto skip = [&] {
    const auto today = local_day(at.wall);
    if (record.skipped_on != today) record.skipped = 0;
    record.skipped_on = today;
    record.skipped += 1;
  };
  switch (event.state) {
    case PromptState::shown:
    case PromptState::withheld:
      record.withheld = event.state == PromptState::withheld;
      break;
    case PromptState::complied:
    case PromptState::done:
      if (!record.withheld) ended(record, true);
      break;
    case PromptState::snoozed:
      skip();
      left(record, at);
      break;
    case PromptState::dismissed:
      if (event.reason == kNotTodayReason) record.not_today = local_day(at.wall);
      skip();
      ended(record, false);
      left(record, at);
      break;
    case PromptState::expired:
      if (record.withheld || tells_nothing(event.reason)) break;
      ended(record, false);
      left(record, at);
      break;
    case PromptState::cancelled:
      if (event.reason == kNotTodayReason) record.not_today = local_day(at.wall);
      break;
    case PromptState::scheduled:
    case PromptState::held:
      break;
  }
}

std::optional<std::string> BackOff::refusal(PromptKind kind, const Now& now) const {
  const auto record = records_.find(kind);
  if (record == records_.end()) return std::nullopt;
  if (not_today(kind, now)) return std::string(kNotTodayReason);
  const auto& until = record->second.silent_until;
  if (!until || now.boot >= *until) return std::nullopt;
  return "silent for an hour: three in a row were left";
}

double BackOff::stretch(PromptKind kind) const {
  const auto record = records_.find(kind);
  return record == records_.end() ? 1 : record->second.stretch;
}

int BackOff::skipped_today(PromptKind kind, const Now& now) const {
  const auto record = records_.find(kind);
  if (record == records_.end() || record->second.skipped_on != local_day(now.wall)) return 0;
  return record->second.skipped;
}

bool BackOff::not_today(PromptKind kind, const Now& now) const {
  const auto record = records_.find(kind);
  return record != records_.end() && record->second.not_today == local_day(now.wall);
}

}  // namespace postured
