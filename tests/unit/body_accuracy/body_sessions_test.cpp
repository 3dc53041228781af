#include "body_accuracy/body_sessions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "body_accuracy/body_run.hpp"

namespace postured::test {
namespace {

// Rows of `label` for `seconds`, appended.
void append(Recording& recording, const std::string& label, double seconds, const Vec3& up,
            bool has_gyro = true) {
  const auto n = static_cast<int>(seconds * recording.rate_hz + 0.5);
  const double start_s =
      recording.rows.empty() ? 0 : recording.rows.back().t_s + 1 / recording.rate_hz;
  for (int i = 0; i < n; ++i) {
    Recording::Row row;
    row.t_s = start_s + i / recording.rate_hz;
    row.label = label;
    row.sample.time = DeviceTime(from_seconds(row.t_s + 1e-7));
    // A living sensor: no two readings are alike.
    const double jitter = 0.01 * ((i * 7919) % 101 - 50) / 50;
    row.sample.accel_m_s2 = kGravity_m_s2 * up.normalized() + Vec3(jitter, -jitter, jitter);
    row.sample.has_gyro = has_gyro;
    if (has_gyro) row.sample.gyro_rad_s = Vec3(jitter, jitter, -jitter);
    recording.rows.push_back(row);
  }
}

Recording recording_of(const std::string& name, double rate_hz = 50) {
  Recording recording;
  recording.set = "made_up";
  recording.name = name;
  recording.location = "waist belt";
  recording.rate_hz = rate_hz;
  return recording;
}

Vec3 tilted(double deg) { return {std::sin(deg * kRadPerDeg), std::cos(deg * kRadPerDeg), 0}; }

double seconds_of(const std::vector<Piece>& pieces, const std::string& label, double rate_hz) {
  double n = 0;
  for (const Piece& piece : pieces) {
    for (const Recording::Row& row : piece.rows) n += row.label == label ? 1 : 0;
  }
  return n / rate_hz;
}

TEST(BodySessions, LabelsMeanBodiesAndTheRestIsNotScored) {
  EXPECT_EQ(body_of_label("sit"), BodyState::sitting);
  EXPECT_EQ(body_of_label("stand"), BodyState::standing);
  for (const char* label : {"walk", "walk_up", "stairs_down", "walk_treadmill_incline"}) {
    EXPECT_EQ(body_of_label(label), BodyState::walking) << label;
  }
  for (const char* label : {"lie", "lie_back", "lie_right"}) {
    EXPECT_EQ(body_of_label(label), BodyState::lying) << label;
  }
  for (const char* label : {"", "stand_to_sit", "lie_to_stand", "sit_to_lie", "run", "row",
                            "stand_in_elevator", "bike_vertical"}) {
    EXPECT_EQ(body_of_label(label), BodyState::unknown) << label;
  }
}

TEST(BodySessions, RecordingsOfOneActivityEachAreOneSession) {
  std::vector<Recording> recordings;
  for (const char* name : {"p1_sit", "p1_stand", "p2_sit"}) {
    recordings.push_back(recording_of(name));
    append(recordings.back(), std::string(name).substr(3), 2, tilted(0));
  }
  for (const char* name : {"u1_a", "u1_b"}) {
    recordings.push_back(recording_of(name));
    append(recordings.back(), "sit", 2, tilted(0));
    append(recordings.back(), "stand", 2, tilted(0));
  }
  const std::vector<Session> sessions = sessions_of(recordings);
  ASSERT_EQ(sessions.size(), 4U);
  EXPECT_EQ(sessions[0].person, "p1");
  EXPECT_EQ(sessions[0].recorded.size(), 2U);
  EXPECT_EQ(sessions[1].person, "p2");
  EXPECT_EQ(sessions[2].person, "u1");
  EXPECT_EQ(sessions[3].person, "u1");
}

TEST(BodySessions, AGapOfTimeSplitsARecording) {
  Recording recording = recording_of("u1");
  append(recording, "sit", 2, tilted(0));
  append(recording, "sit", 2, tilted(0));
  for (std::size_t i = 100; i < 200; ++i) recording.rows[i].t_s += 0.5;
  EXPECT_EQ(sessions_of({recording}).front().recorded.size(), 2U);
}

TEST(BodySessions, TheReferenceIsTakenOnceAndNothingElseIsLost) {
  Recording recording = recording_of("u1");
  append(recording, "sit", 5, tilted(20));
  append(recording, "stand", 6, tilted(0));
  append(recording, "sit", 5, tilted(20));
  append(recording, "stand", 9, tilted(0));
  Session session = sessions_of({recording}).front();
  const std::vector<Piece> reference = take_standing(session, 10);
  EXPECT_NEAR(seconds_of(reference, "stand", 50), 10, 0.1);
  EXPECT_EQ(seconds_of(reference, "sit", 50), 0);
  EXPECT_NEAR(seconds_of(session.recorded, "stand", 50), 5, 0.1);
  EXPECT_EQ(seconds_of(session.recorded, "sit", 50), 10);
  Session again = sessions_of({recording}).front();
  EXPECT_TRUE(take_standing(again, 16).empty());
}

TEST(BodySessions, ShuffledPiecesHaveOneLabelEachAndAllOfTheScoredTime) {
  Recording recording = recording_of("u1");
  append(recording, "sit", 130, tilted(20));
  append(recording, "sit_to_stand", 3, tilted(10));
  append(recording, "stand", 20, tilted(0));
  append(recording, "", 10, tilted(0));
  append(recording, "walk", 20, tilted(0));
  const std::vector<Piece> recorded = sessions_of({recording}).front().recorded;
  const std::vector<Piece> pieces = shuffled_pieces(recorded, 60, 3, 1);
  ASSERT_EQ(pieces.size(), 5U);  // 60 + 60 + 10, 20, 20
  for (const Piece& piece : pieces) {
    for (const Recording::Row& row : piece.rows) {
      EXPECT_EQ(row.label, piece.rows.front().label);
    }
  }
  EXPECT_EQ(seconds_of(pieces, "sit", 50), 130);
  EXPECT_EQ(seconds_of(pieces, "sit_to_stand", 50), 0);
  std::map<std::string, int> first;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    ++first[shuffled_pieces(recorded, 60, 3, seed).front().rows.front().label];
  }
  EXPECT_GT(first["stand"], 3);
  EXPECT_GT(first["walk"], 3);
  EXPECT_GT(first["sit"], 15);
}

TEST(BodySessions, TurningKeepsLengthsAndAngles) {
  Recording recording = recording_of("u1");
  append(recording, "sit", 1, tilted(20));
  append(recording, "stand", 1, tilted(0));
  std::vector<Piece> pieces = sessions_of({recording}).front().recorded;
  const auto before = pieces.front().rows;
  turn(pieces, 3);
  const auto& after = pieces.front().rows;
  EXPECT_GT((before[0].sample.accel_m_s2 - after[0].sample.accel_m_s2).norm(), 0.1);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(before[i].sample.accel_m_s2.dot(before.back().sample.accel_m_s2),
                after[i].sample.accel_m_s2.dot(after.back().sample.accel_m_s2), 1e-9);
    EXPECT_NEAR(before[i].sample.accel_m_s2.dot(before[i].sample.gyro_rad_s),
                after[i].sample.accel_m_s2.dot(after[i].sample.gyro_rad_s), 1e-9);
  }
}

// A pelvis that stands upright and sits 25 deg tilted, at any rate, turned, with a gyroscope or
// not.
TEST(BodyRun, ScoresEverySecondOfOneLabelThroughTheProductsPath) {
  for (const double rate_hz : {20.0, 31.25, 100.0, 400.0}) {
    for (const bool has_gyro : {true, false}) {
      Recording recording = recording_of("u1", rate_hz);
      append(recording, "stand", 30, tilted(0), has_gyro);
      append(recording, "stand_to_sit", 3, tilted(12), has_gyro);
      append(recording, "sit", 30, tilted(25), has_gyro);
      append(recording, "", 5, tilted(25), has_gyro);
      for (const std::uint64_t shuffle : {0U, 2U}) {
        RunOptions options;
        options.shuffle = shuffle;
        options.turn = 5;
        options.piece_s = 10;
        const RunResult result = score_people(sessions_of({recording}), options);
        ASSERT_EQ(result.people.size(), 1U);
        const BodyScore& score = result.people.front().score;
        EXPECT_NEAR(score.seconds(BodyState::standing), 20, 3) << rate_hz;
        EXPECT_NEAR(score.seconds(BodyState::sitting), 30, 4) << rate_hz;
        EXPECT_GE(score.recall(BodyState::standing), 0.85) << rate_hz << has_gyro;
        if (shuffle > 0) {  // else the tilt jumped without a movement
          EXPECT_GE(score.recall(BodyState::sitting), 0.85) << rate_hz << has_gyro;
        }
        EXPECT_EQ(score.seconds(BodyState::walking), 0);
      }
    }
  }
}

TEST(BodyRun, ASessionWithoutStandingIsLeftOutAndSaid) {
  Recording recording = recording_of("u1");
  append(recording, "sit", 30, tilted(25));
  const RunResult result = score_people(sessions_of({recording}), {});
  EXPECT_TRUE(result.people.empty());
  ASSERT_EQ(result.left_out.size(), 1U);
}

TEST(BodyRun, ZerosAreASensorThatFellOutAndNotScored) {
  Recording recording = recording_of("u1");
  append(recording, "stand", 40, tilted(0));
  for (std::size_t i = 1000; i < 1250; ++i) recording.rows[i].sample.accel_m_s2 = Vec3::Zero();
  RunOptions options;
  options.shuffle = 0;
  const RunResult result = score_people(sessions_of({recording}), options);
  ASSERT_EQ(result.people.size(), 1U);
  EXPECT_NEAR(result.people.front().score.seconds(), 25, 1);
}

}  // namespace
}  // namespace postured::test
