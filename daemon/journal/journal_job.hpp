// What tends the whole file, done by whoever may write to it: the writer thread while the daemon
// runs, posturectl otherwise.
#pragma once

#include <string>
#include <variant>

#include "journal/compaction.hpp"
#include "journal/forget.hpp"
#include "journal/store.hpp"

namespace postured {

struct ForgetJob {
  DayRange range;
};
struct CompactJob {
  RetentionParams params;
};
using JournalJob = std::variant<ForgetJob, CompactJob>;

class RunningJob {
 public:
  explicit RunningJob(const JournalJob& job);

  // Does a part (well under a second on an ordinary disk, but for a whole VACUUM); true when all
  // is done. Throws JournalError.
  bool step(JournalStore& store);
  // What was done. Once done.
  const std::string& sentence() const { return sentence_; }

 private:
  std::variant<ForgetJob, Compaction> work_;
  std::string sentence_;
};

}  // namespace postured
