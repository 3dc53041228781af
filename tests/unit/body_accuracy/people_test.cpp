// Body state on recordings of real people. Run with --gtest_filter='BodyOnRealPeople.*' to see the
// tables; body-accuracy prints them per person. The bounds are what was reached, less a margin.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "body_accuracy/body_files.hpp"
#include "body_accuracy/body_report.hpp"
#include "body_accuracy/body_run.hpp"

namespace postured::test {
namespace {

namespace fs = std::filesystem;

// Without optimisation (sanitizers) a few sessions show that it works.
#ifdef NDEBUG
constexpr std::size_t kMostSessions = 1000, kSeeds = 3;
#else
constexpr std::size_t kMostSessions = 1, kSeeds = 1;
#endif

std::optional<fs::path> folder(const std::string& set) {
  const char* data = std::getenv("POSTURED_DATA");
  const fs::path path =
      fs::path(data ? data : POSTURED_SOURCE_DIR "/../shared/data") / "activity" / set;
  return fs::is_directory(path) ? std::optional(path) : std::nullopt;
}

std::vector<Session> sessions_in(const fs::path& path) {
  std::vector<Session> sessions = sessions_of(read_recordings({path.string()}).recordings);
  if (sessions.size() > kMostSessions) sessions.resize(kMostSessions);
  return sessions;
}

struct Scores {
  BodyScore all;
  std::map<std::string, BodyScore> people;
};

// Of as many seeds as asked for, each with its own order and rotation; none: as recorded.
Scores run(const std::vector<Session>& sessions, std::size_t seeds) {
  Scores scores;
  for (std::size_t seed = seeds > 0 ? 1 : 0; seed <= seeds; ++seed) {
    RunOptions options;
    options.shuffle = seed;
    options.turn = seed;
    for (const PersonScore& person : score_people(sessions, options).people) {
      scores.all.add(person.score);
      scores.people[person.person].add(person.score);
    }
  }
  return scores;
}

TEST(BodyOnRealPeople, AtTheWaist) {
  const auto path = folder("hapt");
  if (!path) GTEST_SKIP() << "the recordings activity/hapt are not there (POSTURED_DATA)";
  const std::vector<Session> sessions = sessions_in(*path);
  const Scores recorded = run(sessions, 0), shuffled = run(sessions, kSeeds);
  print_pooled(std::cout, "waist, as recorded", recorded.all);
  print_pooled(std::cout, "waist, shuffled and turned", shuffled.all);
  for (const Scores* scores : {&recorded, &shuffled}) {
    EXPECT_GE(scores->all.f1(BodyState::walking), 0.97);
    EXPECT_GE(scores->all.f1(BodyState::lying), 0.97);
  }
  if (kMostSessions == 1) return;  // people differ: this is about all of them
  EXPECT_GE(recorded.all.seat_recall(), 0.955);
  EXPECT_GE(shuffled.all.seat_recall(), 0.95);
}

TEST(BodyOnRealPeople, AtTheChest) {
  const auto path = folder("dsads_torso");
  if (!path) GTEST_SKIP() << "the recordings activity/dsads_torso are not there (POSTURED_DATA)";
  const Scores scores = run(sessions_in(*path), kSeeds);
  print_pooled(std::cout, "chest, shuffled and turned", scores.all);
  EXPECT_GE(scores.all.f1(BodyState::walking), 0.97);
  EXPECT_GE(scores.all.f1(BodyState::lying), 0.97);
  EXPECT_LE(scores.all.seat_committed_error(), 0.12);
  for (const auto& [person, score] : scores.people) {
    EXPECT_GE(score.seat_commitment(), 0.4) << person;
  }
}

}  // namespace
}  // namespace postured::test
