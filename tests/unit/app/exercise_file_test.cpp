#include "app/exercise_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "coach/exercise_plan.hpp"
#include "coach/guided_exercise.hpp"

namespace postured {
namespace {

// What the specification's table says: the dose to begin with and its range, phases, place.
struct Row {
  Amount duration_s, repetitions, hold_s;
  std::string phases;  // A E R N
  Place place;
  std::vector<Trigger> triggers;
};

const std::map<std::string, Row> kTable{
    {"walk",
     {{300, 120, 1800}, {}, {}, "AERN", Place::walk, {Trigger::sit_limit, Trigger::flare_up}}},
    {"cat_cow", {{}, {5, 5, 10}, {}, "AERN", Place::floor, {Trigger::after_work, Trigger::stiff}}},
    {"childs_pose", {{}, {1, 1, 3}, {30, 30, 60}, "ERN", Place::floor, {Trigger::evening}}},
    {"pelvic_tilt", {{}, {5, 5, 30}, {5, 5, 5}, "AERN", Place::floor, {Trigger::morning}}},
    {"knee_to_chest", {{}, {2, 2, 3}, {5, 5, 10}, "AERN", Place::floor, {Trigger::stiff}}},
    {"glute_bridge", {{}, {5, 5, 30}, {5, 5, 5}, "RN", Place::floor, {Trigger::core_day}}},
    {"plank", {{}, {3, 3, 3}, {10, 10, 30}, "N", Place::floor, {Trigger::core_day}}},
    {"trunk_rotation", {{}, {2, 2, 3}, {5, 5, 10}, "ERN", Place::floor, {Trigger::morning}}},
    {"chin_tuck", {{}, {10, 10, 10}, {3, 3, 5}, "RN", Place::desk, {Trigger::long_lean}}},
    {"scap_squeeze", {{}, {5, 5, 10}, {5, 5, 5}, "ERN", Place::desk, {Trigger::lean_episode}}},
    {"thoracic_ext", {{}, {5, 5, 10}, {3, 3, 10}, "RN", Place::desk, {Trigger::after_long_lean}}},
    {"stand_back_ext",
     {{}, {5, 3, 5}, {3, 3, 10}, "ERN", Place::standing, {Trigger::sit_bout_end}}},
    {"hip_flexor", {{}, {2, 2, 2}, {20, 20, 30}, "RN", Place::partly, {Trigger::long_sitting}}},
    {"seated_cat_cow", {{}, {5, 5, 8}, {}, "ERN", Place::desk, {Trigger::static_posture}}},
    {"seated_twist", {{}, {1, 1, 5}, {10, 10, 20}, "RN", Place::desk, {Trigger::static_posture}}},
    {"seated_march", {{30, 30, 30}, {}, {}, "ERN", Place::desk, {Trigger::no_walk}}},
    {"breathing",
     {{120, 60, 300}, {}, {}, "AERN", Place::desk, {Trigger::stress, Trigger::acute_pain}}},
};

std::string letters(const Exercise& e) {
  std::string text;
  for (const Phase phase : kPhases) {
    if (e.use_in(phase) != nullptr) text += "AERN"[static_cast<std::size_t>(phase)];
  }
  return text;
}

TEST(BuiltInExercises, AreTheTableOfTheSpecification) {
  const ExerciseLibrary& library = built_in_exercises();
  for (const auto& [id, row] : kTable) {
    const Exercise* e = library.find(id);
    ASSERT_NE(e, nullptr) << id;
    EXPECT_EQ(e->duration_s, row.duration_s) << id;
    EXPECT_EQ(e->repetitions, row.repetitions) << id;
    EXPECT_EQ(e->hold_s, row.hold_s) << id;
    EXPECT_EQ(letters(*e), row.phases) << id;
    EXPECT_EQ(e->place, row.place) << id;
    EXPECT_EQ(e->triggers, row.triggers) << id;
    EXPECT_FALSE(e->steps.empty() || e->dose.empty() || e->not_if.empty() || e->source.empty())
        << id;
    EXPECT_FALSE(e->hidden) << id;
  }
  // Beside the table: classes that count as core, of which postured knows no steps.
  std::set<std::string> others;
  for (const Exercise& e : library.exercises) {
    if (!kTable.contains(e.id)) others.insert(e.id);
  }
  EXPECT_EQ(others, (std::set<std::string>{"yoga", "pilates"}));
  EXPECT_EQ(library.find("cat_cow")->use_in(Phase::acute)->how, "in a small range");
  EXPECT_EQ(library.find("pelvic_tilt")->use_in(Phase::acute)->how, "gently");
  EXPECT_EQ(library.find("stand_back_ext")->use_in(Phase::easing)->how, "if it eases");
  EXPECT_EQ(library.find("chin_tuck")->gap_min, 60);
  EXPECT_EQ(library.find("knee_to_chest")->sides.size(), 3U);
}

TEST(BuiltInExercises, NoCoreExerciseIsAllowedWhileAFlareUpIsFresh) {
  const ExerciseLibrary& library = built_in_exercises();
  const HurtLately nothing_hurt = [](const std::string&) { return false; };
  const auto ids = [&](Phase phase) {
    std::set<std::string> all;
    for (const Exercise& e : library.exercises) {
      if (allowed(e, phase, nothing_hurt)) all.insert(e.id);
    }
    for (const Routine& r : library.routines) {
      if (allowed(r, library, phase, nothing_hurt)) all.insert(r.id);
    }
    return all;
  };
  EXPECT_EQ(ids(Phase::acute), (std::set<std::string>{"walk", "cat_cow", "pelvic_tilt",
                                                      "knee_to_chest", "breathing", "reset_30s"}));
  for (const char* core : {"plank", "glute_bridge", "yoga", "pilates", "core_10_15"}) {
    EXPECT_FALSE(ids(Phase::easing).contains(core)) << core;
  }
  EXPECT_TRUE(ids(Phase::recovery).contains("glute_bridge"));
  EXPECT_FALSE(ids(Phase::recovery).contains("plank"));
  EXPECT_EQ(ids(Phase::normal).size(), library.exercises.size() + library.routines.size());
}

TEST(BuiltInExercises, RoutinesHaveTheirPartsAndAboutTheirLength) {
  const ExerciseLibrary& library = built_in_exercises();
  using Parts = std::vector<Routine::Part>;
  const auto parts = [&](const char* id) { return library.find_routine(id)->parts; };
  EXPECT_EQ(parts("reset_30s"), (Parts{{"scap_squeeze", 5}, {"breathing", 10}}));
  EXPECT_EQ(
      parts("desk_2min"),
      (Parts{
          {"chin_tuck", 10}, {"scap_squeeze", 5}, {"seated_cat_cow", 5}, {"stand_back_ext", 5}}));
  EXPECT_EQ(parts("core_10_15"),
            (Parts{{"pelvic_tilt", 10}, {"glute_bridge", 0}, {"plank", 0}, {"cat_cow", 0}}));
  const auto length_s = [&](const char* id) {
    const Routine& r = *library.find_routine(id);
    return duration_s(make_guide(r.parts, r.rounds, library, {}));
  };
  EXPECT_LT(length_s("reset_30s"), 60);
  EXPECT_LT(length_s("desk_2min"), 190);
  EXPECT_GE(length_s("core_10_15"), 600);
  EXPECT_LE(length_s("core_10_15"), 900);
}

TEST(BuiltInExercises, EveryScreenHasItsCareAndTheStopRule) {
  const ExerciseLibrary& library = built_in_exercises();
  for (const Exercise& e : library.exercises) {
    for (const Trigger trigger : e.triggers) {
      const ExerciseOffer offer = make_offer(trigger, e.id, library);
      EXPECT_NE(offer.body.find(e.not_if), std::string::npos) << e.id;
      EXPECT_NE(offer.body.find(kStopRule), std::string::npos) << e.id;
      const std::string asking = offer.summary + " " + offer.body.substr(0, offer.body.find('\n'));
      EXPECT_LE(std::count(asking.begin(), asking.end(), ' ') + 1, 12) << asking;
      for (const char* word : {"bad", "treat", "cure", "prevent", "diagnos", "must"}) {
        EXPECT_EQ(asking.find(word), std::string::npos) << asking;
      }
    }
  }
}

TEST(ExerciseFile, OverridesSayOnlyWhatIsDifferent) {
  const auto merged = merge_exercises(built_in_exercises(),
                                      "[exercises.plank]\nhold_s = 15\n"
                                      "[exercises.childs_pose]\nhidden = true\n"
                                      "[exercises.cat_cow]\nphases = { normal = \"\" }\n",
                                      "own.toml");
  EXPECT_TRUE(merged.errors.empty()) << merged.errors.front();
  EXPECT_EQ(merged.library.find("plank")->hold_s, (Amount{15, 10, 30}));
  EXPECT_EQ(merged.library.find("plank")->name, "Plank");
  EXPECT_TRUE(merged.library.find("childs_pose")->hidden);
  EXPECT_EQ(letters(*merged.library.find("cat_cow")), "N");
  EXPECT_EQ(merged.library.exercises.size(), built_in_exercises().exercises.size());
}

TEST(ExerciseFile, NewOnesAreAdded) {
  const auto merged = merge_exercises(
      built_in_exercises(),
      "[exercises.doorway]\nname = \"Doorway stretch\"\nsteps = [\"Lean in.\"]\nhold_s = 20\n"
      "repetitions = 2\ntriggers = [\"after_long_lean\"]\nplace = \"desk\"\n"
      "[routines.mine]\nname = \"Mine\"\nparts = [\"doorway\", \"chin_tuck x 5\"]\n",
      "own.toml");
  ASSERT_TRUE(merged.errors.empty()) << merged.errors.front();
  EXPECT_EQ(letters(*merged.library.find("doorway")), "N") << "not in a flare-up unless it says so";
  EXPECT_EQ(merged.library.find_routine("mine")->parts.size(), 2U);
}

TEST(ExerciseFile, WhatIsWrongIsToldWithItsLineAndLeftOut) {
  const std::map<std::string, std::string> wrong{
      {"[exercises.plank]\nhold = 3", "own.toml:2: plank: hold is not known here; there are name,"},
      {"[exercises.plank]\nhold_s = -3", "own.toml:2: plank: hold_s is a number up to 300"},
      {"[exercises.plank]\nrepetitions = 2.5", "own.toml:2: plank: repetitions is a whole number"},
      {"[exercises.plank]\nphases = { acute = \"\" }",
       "own.toml:2: plank: it is not known to suit"},
      {"[exercises.plank]\ntriggers = [\"monday\"]", "own.toml:2: plank: triggers is a list of"},
      {"[exercises.plank]\nplace = \"roof\"", "own.toml:2: plank: place is one of desk,"},
      {"[exercises.plank]\nsteps = \"x\"", "own.toml:2: plank: steps is a list of"},
      {"[exercises.mine]\nname = \"Mine\"", "own.toml:1: mine: a new exercise needs a name and"},
      {"[exercises.mine]\nname=\"M\"\nsteps=[\"a\"]", "own.toml:1: mine: it needs either"},
      {"[exercises.Plank]\nhidden = true", "own.toml:1: Plank: a name in a-z"},
      {"[exercises]\nplank = 3", "own.toml:2: plank: a name in a-z"},
      {"[routines.r]\nname=\"R\"\nparts=[\"swim\"]", "own.toml:1: r: there is no exercise swim"},
      {"[exercise.plank]\nhidden = true", "own.toml:1: exercise: only [exercises.NAME]"},
      {"[exercises.plank\n", "own.toml:1: "},
  };
  for (const auto& [text, error] : wrong) {
    const auto merged = merge_exercises(built_in_exercises(), text + "\n", "own.toml");
    ASSERT_EQ(merged.errors.size(), 1U) << text;
    EXPECT_EQ(merged.errors[0].substr(0, error.size()), error);
    EXPECT_EQ(merged.library.exercises, built_in_exercises().exercises) << text;
    EXPECT_EQ(merged.library.routines, built_in_exercises().routines) << text;
  }
}

TEST(ExerciseFile, OneMistakeDoesNotTakeTheOthers) {
  const auto merged = merge_exercises(
      built_in_exercises(), "[exercises.plank]\nhold = 3\n[exercises.walk]\nhidden = true\n", "f");
  EXPECT_EQ(merged.errors.size(), 1U);
  EXPECT_TRUE(merged.library.find("walk")->hidden);
}

TEST(ExerciseFile, AMissingFileIsNoneAndAnUnreadableOneIsTold) {
  EXPECT_TRUE(load_exercises("/nonexistent/exercises.toml").errors.empty());
  const auto unreadable = load_exercises("/");
  EXPECT_EQ(unreadable.errors.size(), 1U);
  EXPECT_EQ(unreadable.library.exercises, built_in_exercises().exercises);
}

TEST(ExerciseFile, TheShippedFileIsWhatIsBuiltIn) {
  std::ifstream in(POSTURED_SOURCE_DIR "/config/exercises.toml");
  std::stringstream text;
  text << in.rdbuf();
  const auto read = merge_exercises({}, text.str(), "exercises.toml");
  ASSERT_TRUE(read.errors.empty()) << read.errors.front();
  EXPECT_EQ(read.library.exercises, built_in_exercises().exercises);
  EXPECT_EQ(read.library.routines, built_in_exercises().routines);
}

}  // namespace
}  // namespace postured
