#include <sys/stat.h>

#include <cmath>
#include <limits>

#include "journal/store.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using StoreTest = JournalTest;
using Kind = JournalError::Kind;

constexpr IsoWeek kWeek{2026, 47};

TEST_F(StoreTest, ReturnsAMinuteAsItWasStored) {
  const Minute stored = make_minute(wall(9h, 1h));
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{stored});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.minutes.size(), 1U);
  const Minute& read = week.minutes[0];
  EXPECT_EQ(read.start, stored.start);
  EXPECT_EQ(read.recorded_s, stored.recorded_s);
  EXPECT_EQ(read.valid_s, stored.valid_s);
  EXPECT_EQ(read.sitting_s, stored.sitting_s);
  EXPECT_EQ(read.standing_s, stored.standing_s);
  EXPECT_EQ(read.walking_s, stored.walking_s);
  EXPECT_EQ(read.lying_s, stored.lying_s);
  EXPECT_EQ(read.slouched_s, stored.slouched_s);
  EXPECT_EQ(read.judged_s, stored.judged_s);
  EXPECT_EQ(read.zone_s, stored.zone_s);
  EXPECT_TRUE(read.seconds.empty());
}

TEST_F(StoreTest, ReturnsDeepBendsAsTheyWereStoredAndOnce) {
  const Bend bend{wall(9h, 1h), 4, 72.5, -41};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{bend, bend, Bend{wall(11h), 3, 66, 5}});
  const std::vector<Bend> read = store.bends(wall(9h).utc, wall(11h).utc);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].start, bend.start);
  EXPECT_EQ(read[0].duration_s, bend.duration_s);
  EXPECT_EQ(read[0].peak_deg, bend.peak_deg);
  EXPECT_EQ(read[0].turn_deg, bend.turn_deg);
}

TEST_F(StoreTest, ReturnsBoutsEpisodesAndGapsAsTheyWereStored) {
  const Bout bout = make_bout(wall(10h, 1h), 1234.5, BoutEnd::not_worn);
  const Episode episode{
      Episode::Kind::side_lean, BootTime(77us), wall(11h, 1h), 95.25, 31, 12.5, BoutEnd::gap};
  const Gap gap{wall(12h, 1h), 33.5, "suspend"};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{bout, episode, gap});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.bouts.size(), 1U);
  EXPECT_GT(week.bouts[0].id, 0);
  EXPECT_EQ(week.bouts[0].body, bout.body);
  EXPECT_EQ(week.bouts[0].boot_start, bout.boot_start);
  EXPECT_EQ(week.bouts[0].start, bout.start);
  EXPECT_EQ(week.bouts[0].duration_s, bout.duration_s);
  EXPECT_EQ(week.bouts[0].confidence, bout.confidence);
  EXPECT_EQ(week.bouts[0].ended_by, bout.ended_by);
  ASSERT_EQ(week.episodes.size(), 1U);
  EXPECT_EQ(week.episodes[0].kind, episode.kind);
  EXPECT_EQ(week.episodes[0].boot_start, episode.boot_start);
  EXPECT_EQ(week.episodes[0].start, episode.start);
  EXPECT_EQ(week.episodes[0].duration_s, episode.duration_s);
  EXPECT_EQ(week.episodes[0].peak_deg, episode.peak_deg);
  EXPECT_EQ(week.episodes[0].dose_deg_min, episode.dose_deg_min);
  EXPECT_EQ(week.episodes[0].ended_by, episode.ended_by);
  ASSERT_EQ(week.gaps.size(), 1U);
  EXPECT_EQ(week.gaps[0].start, gap.start);
  EXPECT_EQ(week.gaps[0].duration_s, gap.duration_s);
  EXPECT_EQ(week.gaps[0].reason, gap.reason);
}

TEST_F(StoreTest, KnowsEveryTokenOfEveryEnumeration) {
  std::vector<JournalRecord> records;
  int minute = 0;
  for (const BodyState body :
       {BodyState::sitting, BodyState::standing, BodyState::walking, BodyState::lying}) {
    for (const BoutEnd end : {BoutEnd::open, BoutEnd::movement, BoutEnd::gap, BoutEnd::not_worn,
                              BoutEnd::shutdown, BoutEnd::crash}) {
      Bout bout = make_bout(wall(std::chrono::minutes(++minute)), 60, end);
      bout.body = body;
      records.emplace_back(bout);
    }
  }
  const std::size_t bouts = records.size();
  for (const PromptKind kind : {PromptKind::stand, PromptKind::lean}) {
    for (const PromptState state :
         {PromptState::scheduled, PromptState::held, PromptState::shown, PromptState::complied,
          PromptState::done, PromptState::snoozed, PromptState::dismissed, PromptState::expired,
          PromptState::cancelled}) {
      records.emplace_back(
          PromptEvent{++minute, kind, state, wall(std::chrono::minutes(minute)), 0, ""});
    }
  }
  JournalStore store = open_to_write();
  store.append(records);
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.bouts.size(), bouts);
  ASSERT_EQ(week.prompts.size(), records.size() - bouts);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i < bouts) {
      EXPECT_EQ(week.bouts[i].body, std::get<Bout>(records[i]).body);
      EXPECT_EQ(week.bouts[i].ended_by, std::get<Bout>(records[i]).ended_by);
    } else {
      EXPECT_EQ(week.prompts[i - bouts].kind, std::get<PromptEvent>(records[i]).kind);
      EXPECT_EQ(week.prompts[i - bouts].state, std::get<PromptEvent>(records[i]).state);
    }
  }
}

TEST_F(StoreTest, KeepsPromptEventsInTheOrderTheyHappenedAlthoughTheClockWasSetBack) {
  const PromptEvent shown{42, PromptKind::lean,         PromptState::shown, wall(10h),
                          0,  "leaned forward for 60 s"};
  const PromptEvent done{42, PromptKind::lean, PromptState::done, wall(9h), 12.5, ""};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{shown, done});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.prompts.size(), 2U);
  EXPECT_EQ(week.prompts[0].state, PromptState::shown);
  EXPECT_EQ(week.prompts[0].id, 42);
  EXPECT_EQ(week.prompts[0].at, shown.at);
  EXPECT_EQ(week.prompts[0].reason, shown.reason);
  EXPECT_EQ(week.prompts[1].state, PromptState::done);
  EXPECT_EQ(week.prompts[1].latency_s, 12.5);
}

TEST_F(StoreTest, ReturnsTheLatestCalibrationOfAPlacement) {
  CalibrationRecord full;
  full.at = wall(9h, 1h);
  full.placement = "chest";
  full.sensor_serial = "00112233445566FF";
  full.mounting.segment_from_sensor << 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9;
  full.mounting.axis_known = true;
  full.mounting.sit_ref_deg = 7.25;
  full.quality = {0.97, -1.5};
  CalibrationRecord zero = full;
  zero.kind = CalibrationKind::zero;
  zero.at = wall(8h, 1h);  // stored later, though the clock says earlier
  zero.mounting.sit_ref_deg = 9;
  JournalStore store = open_to_write();
  EXPECT_FALSE(store.latest_calibration("chest"));
  store.append(std::vector<JournalRecord>{full});
  const auto read = store.latest_calibration("chest");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at, full.at);
  EXPECT_EQ(read->kind, CalibrationKind::full);
  EXPECT_EQ(read->placement, "chest");
  EXPECT_EQ(read->sensor_serial, full.sensor_serial);
  EXPECT_EQ(read->mounting.segment_from_sensor, full.mounting.segment_from_sensor);
  EXPECT_TRUE(read->mounting.axis_known);
  EXPECT_EQ(read->mounting.sit_ref_deg, 7.25);
  EXPECT_EQ(read->quality.explained_variance, 0.97);
  EXPECT_EQ(read->quality.return_error_deg, -1.5);
  store.append(std::vector<JournalRecord>{zero});
  ASSERT_TRUE(store.latest_calibration("chest"));
  EXPECT_EQ(store.latest_calibration("chest")->kind, CalibrationKind::zero);
  EXPECT_FALSE(store.latest_calibration("belt"));
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.calibrations.size(), 2U);
  EXPECT_EQ(week.calibrations[0].kind, "zero");
  EXPECT_EQ(week.calibrations[1].explained_variance, 0.97);
}

TEST_F(StoreTest, UpdatesAnOpenBoutInPlace) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{make_bout(wall(9h), 60, BoutEnd::open)});
  store.append(std::vector<JournalRecord>{make_bout(wall(9h), 120, BoutEnd::open)});
  store.append(std::vector<JournalRecord>{make_bout(wall(9h), 150, BoutEnd::movement)});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.bouts.size(), 1U);
  EXPECT_EQ(week.bouts[0].duration_s, 150);
  EXPECT_EQ(week.bouts[0].ended_by, BoutEnd::movement);
}

TEST_F(StoreTest, UpdatesAMinuteThatIsStoredAgain) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{make_minute(wall(9h), 40)});
  store.append(std::vector<JournalRecord>{make_minute(wall(9h), 55)});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.minutes.size(), 1U);
  EXPECT_EQ(week.minutes[0].valid_s, 55);
}

PostureSecond second_at(WallTime minute, int second, BodyState body) {
  PostureSecond s;
  s.wall = {minute.utc + std::chrono::seconds(second), minute.utc_offset};
  s.valid = true;
  s.reason = Unknown::none;
  s.lean_deg = 5;
  s.side_deg = 1;
  s.inclination_deg = 9;
  s.axis_known = true;
  s.body = body;
  s.lean_state = LeanState::upright;
  return s;
}

Minute built_from(WallTime minute, int from_s, int to_s, BodyState body) {
  Minute built;
  MinuteBuilder builder([&built](const Minute& m) { built = m; });
  for (int s = from_s; s < to_s; ++s) builder.update(second_at(minute, s, body));
  builder.flush();
  return built;
}

TEST_F(StoreTest, JoinsTheTwoPartsOfAMinuteInterruptedByARestart) {
  const WallTime minute = wall(9h, 1h);
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{built_from(minute, 0, 20, BodyState::sitting)});
  store.append(std::vector<JournalRecord>{built_from(minute, 30, 60, BodyState::standing)});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.minutes.size(), 1U);
  EXPECT_EQ(week.minutes[0].recorded_s, 50);
  EXPECT_EQ(week.minutes[0].valid_s, 50);
  EXPECT_EQ(week.minutes[0].sitting_s, 20);
  EXPECT_EQ(week.minutes[0].standing_s, 30);
  EXPECT_EQ(store.seconds(minute.utc, minute.utc + 60s).size(), 50U);
}

TEST_F(StoreTest, ReturnsTheSecondsOfASpanHalfOpen) {
  const WallTime minute = wall(9h, 1h);
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{built_from(minute, 0, 60, BodyState::sitting)});
  const auto seconds = store.seconds(minute.utc + 10s, minute.utc + 15s);
  ASSERT_EQ(seconds.size(), 5U);
  EXPECT_EQ(seconds.front().wall.utc, minute.utc + 10s);
  EXPECT_EQ(seconds.back().wall.utc, minute.utc + 14s);
  EXPECT_EQ(seconds[0].body, BodyState::sitting);
  EXPECT_NEAR(seconds[0].lean_deg, 5, 0.126);
  EXPECT_TRUE(store.seconds(minute.utc + 60s, minute.utc + 120s).empty());
}

TEST_F(StoreTest, ClosesBoutsLeftOpenByACrash) {
  {
    JournalStore store = open_to_write();
    store.append(std::vector<JournalRecord>{make_bout(wall(9h), 600, BoutEnd::open),
                                            make_bout(wall(10h), 300, BoutEnd::gap)});
  }
  JournalStore store = open_to_write();
  EXPECT_EQ(store.close_orphans(), 1);
  EXPECT_EQ(store.close_orphans(), 0);
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.bouts.size(), 2U);
  EXPECT_EQ(week.bouts[0].ended_by, BoutEnd::crash);
  EXPECT_EQ(week.bouts[0].duration_s, 600);
  EXPECT_EQ(week.bouts[1].ended_by, BoutEnd::gap);
}

TEST_F(StoreTest, CountsAReconnectedSensorOnce) {
  SensorRecord sensor;
  sensor.at = wall(9h);
  sensor.info.serial = std::string(500, 'x');
  sensor.info.board = std::string("bo\0ard", 6);
  JournalStore store = open_to_write();
  for (int i = 0; i < 50; ++i) store.append(std::vector<JournalRecord>{sensor});
  EXPECT_LT(std::filesystem::file_size(file_), 200'000U);
}

TEST_F(StoreTest, CutsLongTextAtAWholeCharacter) {
  Gap gap{wall(9h), 1, ""};
  for (int i = 0; i < 60; ++i) gap.reason += "a\u00e9";  // 3 bytes each: 64 falls within a letter
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{gap});
  const WeekData week = store.week(kWeek);
  ASSERT_EQ(week.gaps.size(), 1U);
  EXPECT_EQ(week.gaps[0].reason, gap.reason.substr(0, 64));
}

TEST_F(StoreTest, RefusesARecordThatBreaksARuleAndStoresNothingOfItsTransaction) {
  JournalStore store = open_to_write();
  Bout bad = make_bout(wall(9h), std::numeric_limits<double>::quiet_NaN());
  const std::vector<JournalRecord> mixed{make_bout(wall(8h), 60), bad};
  EXPECT_EQ(kind_thrown([&] { store.append(mixed); }), static_cast<int>(Kind::rejected));
  bad.duration_s = -1;
  EXPECT_EQ(kind_thrown([&] { store.append(std::vector<JournalRecord>{bad}); }),
            static_cast<int>(Kind::rejected));
  bad.duration_s = 1;
  bad.body = BodyState::unknown;
  EXPECT_EQ(kind_thrown([&] { store.append(std::vector<JournalRecord>{bad}); }),
            static_cast<int>(Kind::rejected));
  EXPECT_TRUE(store.week(kWeek).bouts.empty());
  store.append(std::vector<JournalRecord>{make_bout(wall(8h), 60)});
  EXPECT_EQ(store.week(kWeek).bouts.size(), 1U);
}

TEST_F(StoreTest, SortsRowsIntoWeeksByTheirOwnOffset) {
  // The last and first instants of 2026-W47 on clocks 14 h east, at UTC and 11 h west.
  JournalStore store = open_to_write();
  std::vector<JournalRecord> records;
  int inside = 0;
  for (const std::chrono::seconds offset :
       {std::chrono::seconds(14h), 0s, -std::chrono::seconds(11h)}) {
    const auto local_monday = kMonday - offset;
    for (const auto& [instant, within] :
         {std::pair{local_monday - 1ms, false}, std::pair{local_monday, true},
          std::pair{local_monday + 7 * 24h - 1ms, true},
          std::pair{local_monday + 7 * 24h, false}}) {
      records.emplace_back(Gap{{instant, offset}, 1, within ? "in" : "out"});
      inside += within ? 1 : 0;
    }
  }
  store.append(records);
  const WeekData week = store.week(kWeek);
  EXPECT_EQ(static_cast<int>(week.gaps.size()), inside);
  for (const Gap& gap : week.gaps) EXPECT_EQ(gap.reason, "in");
  EXPECT_EQ(week.week, kWeek);
  for (std::size_t i = 1; i < week.gaps.size(); ++i) {
    EXPECT_LE(week.gaps[i - 1].start.utc, week.gaps[i].start.utc);
  }
}

TEST_F(StoreTest, KeepsTheHourThatDaylightSavingRepeats) {
  // Berlin, 2026-10-25: 02:30 exists twice, first at +2 h, then at +1 h. Both are Sunday of W43.
  const UtcTime first{std::chrono::sys_days{std::chrono::year(2026) / 10 / 25} + 30min};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{make_minute({first, 2h}), make_minute({first + 1h, 1h})});
  const WeekData week = store.week({2026, 43});
  ASSERT_EQ(week.minutes.size(), 2U);
  EXPECT_EQ(local_time_of_day(week.minutes[0].start), local_time_of_day(week.minutes[1].start));
}

TEST_F(StoreTest, NamesTheNewestWeek) {
  JournalStore store = open_to_write();
  EXPECT_FALSE(store.latest_week());
  store.append(std::vector<JournalRecord>{make_minute(wall(9h)), make_minute(wall(-7 * 24h))});
  EXPECT_EQ(store.latest_week(), kWeek);
}

TEST_F(StoreTest, KeepsTheFilePrivateWhateverTheUmask) {
  const mode_t before = ::umask(0);
  const std::filesystem::path file = directory_ / "new" / "deep" / "journal.db";
  {
    JournalStore store(file, JournalStore::Access::write);
    store.append(std::vector<JournalRecord>{make_minute(wall(9h))});
    ::umask(before);
    const auto mode = [](const std::filesystem::path& path) {
      struct stat status {};
      EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
      return status.st_mode & 07777U;
    };
    EXPECT_EQ(mode(file), 0600U);
    EXPECT_EQ(mode(file.string() + "-wal"), 0600U);
    EXPECT_EQ(mode(file.string() + "-shm"), 0600U);
    EXPECT_EQ(mode(file.string() + ".lock"), 0600U);
    EXPECT_EQ(mode(file.parent_path()), 0700U);
    EXPECT_EQ(mode(file.parent_path().parent_path()), 0700U);
  }
}

TEST_F(StoreTest, RefusesASecondWriterAtOnceAndLetsReadersIn) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{make_minute(wall(9h))});
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::locked));
  EXPECT_EQ(in_child([&] { return kind_on_open(); }), static_cast<int>(Kind::locked));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_EQ(open_to_read().week(kWeek).minutes.size(), 1U);
  store.append(std::vector<JournalRecord>{make_minute(wall(10h))});
  EXPECT_EQ(store.week(kWeek).minutes.size(), 2U);
}

TEST_F(StoreTest, NoticesThatItsFileWasUnlinkedOrReplaced) {
  JournalStore store = open_to_write();
  EXPECT_TRUE(store.still_there());
  std::filesystem::rename(file_, directory_ / "elsewhere");
  EXPECT_FALSE(store.still_there());
  write_bytes(file_, "another file");
  EXPECT_FALSE(store.still_there());
}

}  // namespace
}  // namespace postured::testing
