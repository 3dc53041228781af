// A private directory for each test, and records with every field filled.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "base/calendar.hpp"
#include "journal/store.hpp"

namespace postured::testing {

// 2026-11-16, the Monday of 2026-W47, 00:00 UTC.
inline constexpr UtcTime kMonday{std::chrono::sys_days{std::chrono::year(2026) / 11 / 16}};

inline WallTime wall(std::chrono::milliseconds after_monday, std::chrono::seconds offset = {}) {
  return {kMonday + after_monday, offset};
}

inline Minute make_minute(WallTime start, int valid_s = 50) {
  Minute minute;
  minute.start = start;
  minute.recorded_s = 60;
  minute.valid_s = valid_s;
  minute.sitting_s = valid_s - 10;
  minute.standing_s = 4;
  minute.walking_s = 3;
  minute.lying_s = 2;
  minute.slouched_s = 7;
  minute.judged_s = valid_s - 5;
  minute.zone_s = {1, minute.judged_s - 15, 2, 3, 4, 5};
  return minute;
}

inline Bout make_bout(WallTime start, double duration_s, BoutEnd ended_by = BoutEnd::movement) {
  Bout bout;
  bout.body = BodyState::sitting;
  bout.boot_start = BootTime(std::chrono::seconds(100)) + (start.utc - kMonday);
  bout.start = start;
  bout.duration_s = duration_s;
  bout.confidence = 0.75;
  bout.ended_by = ended_by;
  return bout;
}

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "postured-journal-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
    file_ = directory_ / "journal.db";
  }
  ~JournalTest() override {
    std::error_code ignored;
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(directory_, ignored);
  }

  JournalStore open_to_write() const { return {file_, JournalStore::Access::write}; }
  JournalStore open_to_read() const { return {file_, JournalStore::Access::read}; }

  static std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
  }
  std::size_t files_in_directory() const {
    const std::filesystem::directory_iterator all(directory_);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  // What kind of JournalError `action` throws; -1 for none.
  static int kind_thrown(const std::function<void()>& action) {
    try {
      action();
    } catch (const JournalError& error) {
      EXPECT_GT(std::string(error.what()).size(), 20U) << "a sentence is needed";
      return static_cast<int>(error.kind);
    }
    return -1;
  }
  int kind_on_open(JournalStore::Access access = JournalStore::Access::write) const {
    return kind_thrown([&] { JournalStore(file_, access); });
  }

  std::filesystem::path directory_, file_;
};

// Runs `body` in a child process; its exit code. The child is killed by nobody but itself.
inline int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
      code = 98;
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace postured::testing
