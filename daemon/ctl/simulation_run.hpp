// Plays simulated working days through the whole core into a journal.
//
// bytes: behaviour -> kinematics -> chip -> wire bytes -> sensing -> coaching -> journal.
// seconds: the signal is skipped; behaviour -> posture seconds -> coaching -> journal.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "journal/store.hpp"
#include "pipeline/coaching.hpp"
#include "simulation/characters.hpp"

namespace postured {

struct SimulationPlan {
  int days = 7;  // calendar days; nobody works on Saturday and Sunday
  std::uint64_t seed = 1;
  std::chrono::local_days first_day{};
  bool bytes = true;                   // false: seconds
  std::optional<Character> character;  // nullopt: an average person without a desktop
  Settings settings;
  std::ostream* truth = nullptr;  // one JSON object a second; bytes only
};

class SimulationRun {
 public:
  SimulationRun(SimulationPlan plan, JournalStore& journal);

  // `progress` is told each day that begins. Throws JournalError.
  void run(const std::function<void(std::chrono::local_days)>& progress);
  std::int64_t samples() const { return samples_; }
  std::int64_t seconds() const { return seconds_; }

 private:
  CoachingOutputs outputs();
  void play_bytes(const std::function<void(std::chrono::local_days)>& progress);
  void play_seconds(const std::function<void(std::chrono::local_days)>& progress);
  template <class Wearer, class EachSecond>
  void play_days(Wearer& wearer, EachSecond&& each_second,
                 const std::function<void(std::chrono::local_days)>& progress);
  BehaviourParams behaviour() const;
  // Simulated time, in seconds since the first midnight, as the core sees it.
  Now at(std::int64_t t_s);
  void store(JournalRecord record);
  void write_pending();

  SimulationPlan plan_;
  JournalStore& journal_;
  UtcTime midnight_;
  std::vector<JournalRecord> pending_;
  std::vector<PromptKind> seen_;  // popups of this second
  PromptId shown_ = 0;
  std::int64_t samples_ = 0, seconds_ = 0;
  std::int64_t offset_hour_ = -1;  // the UTC offset is looked up once an hour
  std::chrono::seconds offset_{0};
};

}  // namespace postured
