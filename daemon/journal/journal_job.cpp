#include "journal/journal_job.hpp"

namespace postured {
namespace {

std::string forgotten(const RowCounts& counts) {
  if (counts.empty()) return "There was nothing on those days.";
  std::string text = "Forgotten: " + std::to_string(total(counts)) + " rows (";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    text += (i > 0 ? ", " : "") + counts[i].first + " " + std::to_string(counts[i].second);
  }
  return text + ").";
}

}  // namespace

RunningJob::RunningJob(const JournalJob& job) {
  if (const auto* compact = std::get_if<CompactJob>(&job)) {
    work_.emplace<Compaction>(compact->params);
  } else {
    work_ = std::get<ForgetJob>(job);
  }
}

bool RunningJob::step(JournalStore& store) {
  bool done = true;
  store.maintain([&](SQLite::Database& database) {
    if (const auto* forgetting = std::get_if<ForgetJob>(&work_)) {
      sentence_ = forgotten(forget(database, forgetting->range));
      return;
    }
    auto& compaction = std::get<Compaction>(work_);
    done = compaction.step(database);
    if (done) sentence_ = compaction.sentence();
  });
  return done;
}

}  // namespace postured
