#include "journal/writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace postured {
namespace {

// Rows in one transaction: one fdatasync for all of them.
constexpr std::size_t kBatch = 256;
// Once nothing is left to do, days may pass until there is again.
constexpr std::chrono::hours kRetainAgain{1};

}  // namespace

JournalWriter::JournalWriter(JournalStore store, std::filesystem::path file, WriterParams params)
    : file_(std::move(file)),
      params_(params),
      store_(std::move(store)),
      retention_(params.retention),
      retained_at_(std::chrono::steady_clock::now()) {
  thread_ = std::thread([this] { run(); });
}

JournalWriter::~JournalWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (const auto& [job, done] : jobs_) done(false, "The journal was closed before.");
}

void JournalWriter::submit(JournalRecord record) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(record));
    drop_oldest_beyond_capacity();
    state_.queued = queue_.size() + in_turn_;
  }
  wake_.notify_all();
}

bool JournalWriter::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto settled = [this] { return state_.written + state_.dropped; };
  const std::uint64_t target = settled() + queue_.size() + in_turn_;
  try_now_ = true;
  wake_.notify_all();
  return drained_.wait_for(lock, limit, [&] { return settled() >= target; });
}

WriterState JournalWriter::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

bool JournalWriter::alive(std::chrono::milliseconds limit) const {
  const std::lock_guard lock(mutex_);
  return !busy_ || std::chrono::steady_clock::now() - turn_started_ <= limit;
}

void JournalWriter::run() {
  std::chrono::milliseconds retry{0};  // 0: no trouble
  std::unique_lock lock(mutex_);
  for (;;) {
    if (retry.count() > 0) {
      wake_.wait_for(lock, retry, [this] { return stopping_ || try_now_; });
    } else {
      const auto idle =
          retained_ ? params_.check_file : std::min(params_.check_file, params_.retain_every);
      wake_.wait_for(lock, idle,
                     [this] { return stopping_ || try_now_ || !queue_.empty() || !jobs_.empty(); });
    }
    const bool last_turn = stopping_;
    try_now_ = false;
    std::vector<JournalRecord> batch = take_batch();
    busy_ = true;
    turn_started_ = std::chrono::steady_clock::now();
    lock.unlock();
    const Outcome outcome = write(batch);
    lock.lock();
    busy_ = false;
    settle(std::move(batch), outcome);
    drained_.notify_all();

    if (outcome.trouble.empty()) {
      retry = std::chrono::milliseconds(0);
      if (last_turn && queue_.empty()) return;
      if (queue_.empty()) tend(lock);
    } else {
      if (last_turn) return;
      retry = std::min(params_.longest_retry, std::max(params_.first_retry, retry * 2));
    }
  }
}

void JournalWriter::set_retention(const RetentionParams& retention) {
  const std::lock_guard lock(mutex_);
  retention_ = retention;
  retained_ = false;
}

void JournalWriter::start(const JournalJob& job, JobDone done) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.emplace_back(RunningJob(job), std::move(done));
    try_now_ = true;
  }
  wake_.notify_all();
}

// Under the mutex, after a turn that left nothing in the queue: one step of what tends the file.
void JournalWriter::tend(std::unique_lock<std::mutex>& lock) {
  if (stopping_) return;
  if (!jobs_.empty()) {
    work_on_job(lock);
    try_now_ = try_now_ || !jobs_.empty();
    return;
  }
  const auto pause = retained_ ? std::chrono::milliseconds(kRetainAgain) : params_.retain_every;
  if (std::chrono::steady_clock::now() - retained_at_ >= pause) retain(lock);
}

void JournalWriter::work_on_job(std::unique_lock<std::mutex>& lock) {
  auto [job, done] = std::move(jobs_.front());
  jobs_.pop_front();
  busy_ = true;
  turn_started_ = std::chrono::steady_clock::now();
  lock.unlock();
  bool over = true;
  try {
    over = job.step(*store_);  // the turn before found it well
    if (over) done(true, job.sentence());
  } catch (const std::exception& error) {
    done(false, error.what());
  }
  lock.lock();
  busy_ = false;
  if (!over) jobs_.emplace_front(std::move(job), std::move(done));
}

void JournalWriter::retain(std::unique_lock<std::mutex>& lock) {
  const RetentionParams retention = retention_;
  busy_ = true;
  turn_started_ = std::chrono::steady_clock::now();
  lock.unlock();
  RetentionStep step;
  std::string trouble;
  try {
    if (store_) {
      store_->maintain([&](SQLite::Database& database) {
        step = retain_some(database, retention, params_.retain_rows);
      });
    }
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  lock.lock();
  busy_ = false;
  retained_ = step.done && retention == retention_;
  retained_at_ = std::chrono::steady_clock::now();
  if (!trouble.empty()) state_.notice = trouble;
}

// Under the mutex.
std::vector<JournalRecord> JournalWriter::take_batch() {
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(kBatch, queue_.size()));
  std::vector<JournalRecord> batch(std::make_move_iterator(queue_.begin()),
                                   std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  in_turn_ = batch.size();
  return batch;
}

// Under the mutex. What was not stored goes back to the head of the queue.
void JournalWriter::settle(std::vector<JournalRecord> batch, const Outcome& outcome) {
  const auto done = static_cast<std::ptrdiff_t>(outcome.written + outcome.rejected);
  queue_.insert(queue_.begin(), std::make_move_iterator(batch.begin() + done),
                std::make_move_iterator(batch.end()));
  in_turn_ = 0;
  state_.written += outcome.written;
  state_.dropped += outcome.rejected;
  drop_oldest_beyond_capacity();
  state_.queued = queue_.size();
  state_.trouble = outcome.trouble;
  if (!outcome.notice.empty()) state_.notice = outcome.notice;
}

// Under the mutex. Rows of the turn under way are older still; should they come back, it is they
// that go (settle()).
void JournalWriter::drop_oldest_beyond_capacity() {
  while (queue_.size() > params_.capacity) {
    queue_.pop_front();
    ++state_.dropped;
  }
}

JournalWriter::Outcome JournalWriter::write(std::span<const JournalRecord> batch) {
  Outcome outcome;
  try {
    make_sure_of_file(outcome);
    try {
      store_->append(batch);
      outcome.written = batch.size();
    } catch (const JournalError& error) {
      if (error.kind != JournalError::Kind::rejected) throw;
      write_one_by_one(batch, outcome);
    }
  } catch (const JournalError& error) {
    outcome.trouble = error.what();
    // After a full disk or a lock the connection works on; after anything else only a new one
    // does.
    const bool same_connection =
        error.kind == JournalError::Kind::full || error.kind == JournalError::Kind::locked;
    if (!same_connection) store_.reset();
  } catch (const std::exception& error) {
    outcome.trouble = std::string("The journal cannot be written: ") + error.what();
    store_.reset();
  }
  return outcome;
}

// One row that its table refuses must not hold up the others.
void JournalWriter::write_one_by_one(std::span<const JournalRecord> batch, Outcome& outcome) {
  for (const JournalRecord& record : batch) {
    try {
      store_->append({&record, 1});
      ++outcome.written;
    } catch (const JournalError& error) {
      if (error.kind != JournalError::Kind::rejected) throw;
      ++outcome.rejected;
      outcome.notice = error.what();
    }
  }
}

// SQLite does not notice when its file is unlinked or replaced: rows would vanish.
void JournalWriter::make_sure_of_file(Outcome& outcome) {
  if (store_ && store_->still_there()) return;
  if (store_) {
    outcome.notice = "The journal " + file_.string() +
                     " was removed or replaced while it was in use; it was opened anew.";
  }
  store_.reset();  // gives the lock back first
  store_.emplace(file_, JournalStore::Access::write);
  store_->close_orphans();
  if (const auto aside = store_->moved_aside()) {
    outcome.notice = "The journal was damaged. It was moved to " + aside->string() +
                     " and a new one was begun; 'sqlite3 FILE .recover' reads what is left.";
  }
}

}  // namespace postured
