// The one writer thread behind a bounded queue: the reactor never waits for a disk. When the disk
// is full or slow, rows wait in the queue and then are dropped oldest first, counted and said so.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "journal/journal_job.hpp"
#include "journal/store.hpp"

namespace postured {

struct WriterParams {
  std::size_t capacity = 10'000;  // hours of rows
  // After a failure: the first wait, doubled each time up to the longest.
  std::chrono::milliseconds first_retry{1'000}, longest_retry{60'000};
  // How often an idle writer looks whether the file is still in its place. It also looks before
  // each write.
  std::chrono::milliseconds check_file{60'000};
  RetentionParams retention{};
  // How often an idle writer looks for what is too old to be kept, and how many minutes it then
  // takes on at once: a few milliseconds.
  std::chrono::milliseconds retain_every{10'000};
  int retain_rows = 60;
};

// Called on the writer's thread with what was done, or why it was not, as a sentence.
using JobDone = std::function<void(bool well, const std::string& sentence)>;

struct WriterState {
  // submitted = written + dropped + queued. dropped counts rows that found no room and rows that
  // no table takes.
  std::uint64_t written = 0, dropped = 0, queued = 0;
  std::string trouble;  // "" or why rows are not being stored right now
  std::string notice;   // "" or the last thing that happened to the file: "... was moved aside"
};

class JournalWriter {
 public:
  // Takes over the store. `file` is used to reopen after trouble.
  JournalWriter(JournalStore store, std::filesystem::path file, WriterParams params = {});
  // Tries once more to write what is queued, then joins.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void submit(JournalRecord record);  // never blocks on the disk
  // Tries at once, and blocks until everything submitted so far is stored or dropped (true), or the
  // time is over.
  bool flush(std::chrono::milliseconds limit);
  WriterState state() const;
  // True when the thread finished a turn within `limit` or has nothing to do: feeds the watchdog.
  bool alive(std::chrono::milliseconds limit) const;

  void set_retention(const RetentionParams& retention);
  // Begins once everything submitted before is stored, and waits while the file cannot be written.
  // `done` is called exactly once, at the latest when the writer ends.
  void start(const JournalJob& job, JobDone done);

 private:
  struct Outcome {
    std::uint64_t written = 0, rejected = 0;
    std::string trouble;  // not empty: the rest was not stored
    std::string notice;
  };

  void run();
  void tend(std::unique_lock<std::mutex>& lock);
  void work_on_job(std::unique_lock<std::mutex>& lock);
  void retain(std::unique_lock<std::mutex>& lock);
  std::vector<JournalRecord> take_batch();
  void settle(std::vector<JournalRecord> batch, const Outcome& outcome);
  void drop_oldest_beyond_capacity();
  Outcome write(std::span<const JournalRecord> batch);
  void write_one_by_one(std::span<const JournalRecord> batch, Outcome& outcome);
  void make_sure_of_file(Outcome& outcome);

  const std::filesystem::path file_;
  const WriterParams params_;
  std::optional<JournalStore> store_;  // the thread's own; none while it cannot be opened

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_, drained_;
  std::deque<JournalRecord> queue_;
  WriterState state_;
  std::chrono::steady_clock::time_point turn_started_{};
  std::deque<std::pair<RunningJob, JobDone>> jobs_;
  RetentionParams retention_;
  bool retained_ = false;  // nothing was left to do
  std::chrono::steady_clock::time_point retained_at_{};
  std::size_t in_turn_ = 0;  // rows taken from the queue by the turn under way
  bool busy_ = false, stopping_ = false, try_now_ = false;

  std::thread thread_;  // last: everything else is there when it starts
};

}  // namespace postured
