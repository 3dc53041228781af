#include "body_accuracy/body_run.hpp"

#include <cmath>
#include <map>

#include "motion/orientation_filter.hpp"
#include "motion/reference.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/random.hpp"

namespace postured::test {

namespace {

// What the labels say of each second.
struct SecondTruth {
  BodyState body = BodyState::unknown;
  bool mixed = false;
};
using Truth = std::map<BootTime, SecondTruth>;

void add_label(Truth& truth, DeviceTime t, const Recording::Row& row) {
  const BootTime second = std::chrono::floor<std::chrono::seconds>(BootTime(t.time_since_epoch()));
  const BodyState body =
      row.sample.accel_m_s2.norm() > 0 ? body_of_label(row.label) : BodyState::unknown;
  const auto [at, is_new] = truth.try_emplace(second, SecondTruth{body, false});
  if (!is_new && at->second.body != body) at->second.mixed = true;
}

}  // namespace

std::optional<Mounting> standing_mounting(const std::vector<Piece>& standing) {
  OrientationFilter filter;
  StillReference still;
  DeviceTime last{};
  for (const Piece& piece : standing) {
    if (still.samples() > 0) {
      filter.on_break({StreamBreak::Cause::time_gap, 0, piece.rows.front().sample.time - last});
    }
    for (const Recording::Row& row : piece.rows) {
      if (row.sample.accel_m_s2.norm() > 0) still.add(row.sample, filter.update(row.sample));
      last = row.sample.time;
    }
  }
  if (still.samples() == 0) return std::nullopt;
  return mounting_from_up(still.up_sensor());
}

BodyScore play(const std::vector<Piece>& pieces, const PlayOptions& options) {
  BodyScore score;
  Truth truth;
  SensingOutputs outputs;
  outputs.on_second = [&](const PostureSecond& second) {
    const auto at = truth.find(second.start);
    if (at == truth.end()) return;
    const auto [body, mixed] = at->second;
    if (body != BodyState::unknown && !mixed) score.add(body, second.body);
    truth.erase(at);
  };
  Sensing sensing(options.placement, std::move(outputs));
  sensing.set_mounting(options.mounting);

  DeviceTime last{};
  bool first = true;
  for (const Piece& piece : pieces) {
    if (piece.rows.empty()) continue;
    // Pieces that are moved in time begin on a whole second: none is shared by two of them.
    std::chrono::microseconds shift{0};
    if (options.pause_s >= 0) {
      const DeviceTime begin =
          std::chrono::ceil<std::chrono::seconds>(last + from_seconds(options.pause_s));
      shift = begin - piece.rows.front().sample.time;
    }
    const DeviceTime begin = piece.rows.front().sample.time + shift;
    const auto jump = begin - last;
    // A file that begins anew belongs to the same clip on the same person, later.
    if (!first && jump <= std::chrono::microseconds(0)) {
      shift += std::chrono::ceil<std::chrono::seconds>(last - begin) + std::chrono::seconds(60);
    }
    if (!first) sensing.on_recorded_gap(piece.rows.front().sample.time + shift - last);
    first = false;
    for (const Recording::Row& row : piece.rows) {
      ImuSample sample = row.sample;
      sample.time += shift;
      last = sample.time;
      add_label(truth, sample.time, row);
      sensing.on_recorded_sample(sample);
    }
  }
  sensing.finish();
  return score;
}

RunResult score_people(std::vector<Session> sessions, const RunOptions& options) {
  constexpr double kShortestPiece_s = 3, kPause_s = 60;
  RunResult result;
  std::map<std::pair<std::string, std::string>, PersonScore> people;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    Session& session = sessions[i];
    if (options.turn > 0) turn(session.recorded, Random::mix(options.turn, i));
    PlayOptions how;
    how.placement = options.placement.value_or(placement_from_string(session.location));
    if (options.reference_s > 0) {
      how.mounting = standing_mounting(take_standing(session, options.reference_s));
      if (!how.mounting) {
        result.left_out.push_back(session.set + ", " + session.person +
                                  ": a session without enough standing for the reference");
        continue;
      }
    }
    std::vector<Piece> pieces = std::move(session.recorded);
    if (options.shuffle > 0) {
      pieces = shuffled_pieces(pieces, options.piece_s, kShortestPiece_s,
                               Random::mix(options.shuffle, i));
      how.pause_s = kPause_s;
    }
    PersonScore& person = people[{session.set, session.person}];
    person.set = session.set;
    person.person = session.person;
    person.location = session.location;
    person.score.add(play(pieces, how));
  }
  for (auto& [key, person] : people) result.people.push_back(std::move(person));
  return result;
}

}  // namespace postured::test
