// The one writer thread behind a bounded queue: the reactor never waits for a disk. When the disk
// is full or slow, rows wait in the queue and then are dropped oldest first, counted and said so.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "journal/store.hpp"

namespace postured {

struct WriterState {
  std::uint64_t written = 0, dropped = 0, queued = 0;
  std::string trouble;  // "" or why rows are not being stored right now
};

class JournalWriter {
 public:
  // Takes over the store. `file` is used to reopen after trouble.
  JournalWriter(JournalStore store, std::filesystem::path file);
  // Writes what is queued, then joins.
  ~JournalWriter();

  void submit(JournalRecord record);  // never blocks on the disk
  // Blocks until everything submitted so far is stored or dropped, or the time is over.
  bool flush(std::chrono::milliseconds limit);
  WriterState state() const;
  // True when the thread finished a turn within `limit` or has nothing to do: feeds the watchdog.
  bool alive(std::chrono::milliseconds limit) const;

 private:
  void run();
  void reopen();

  static constexpr std::size_t kCapacity = 10'000;  // hours of rows
  JournalStore store_;
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::condition_variable wake_, drained_;
  std::deque<JournalRecord> queue_;
  WriterState state_;
  std::chrono::steady_clock::time_point turn_started_{};
  bool busy_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace postured
