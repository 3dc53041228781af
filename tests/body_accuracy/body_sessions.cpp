#include "body_accuracy/body_sessions.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>

#include "simulation/random.hpp"

namespace postured::test {

namespace {

double duration_s(const std::vector<Recording::Row>& rows) {
  return rows.empty() ? 0 : rows.back().t_s - rows.front().t_s;
}

std::vector<Piece> without_gaps(std::vector<Recording::Row>&& rows, double rate_hz) {
  const double threshold_s = gap_threshold_s(rate_hz);
  std::vector<Piece> pieces;
  for (Recording::Row& row : rows) {
    if (pieces.empty() || row.t_s - pieces.back().rows.back().t_s > threshold_s) {
      pieces.emplace_back();
    }
    pieces.back().rows.push_back(std::move(row));
  }
  return pieces;
}

bool has_several_activities(const Recording& recording) {
  std::set<std::string_view> labels;
  for (const Recording::Row& row : recording.rows) {
    if (!row.label.empty()) labels.insert(row.label);
  }
  return labels.size() > 1;
}

}  // namespace

bool is_transition(const std::string& label) { return label.find("_to_") != std::string::npos; }

BodyState body_of_label(const std::string& label) {
  const auto begins = [&label](std::string_view word) { return label.rfind(word, 0) == 0; };
  if (is_transition(label)) return BodyState::unknown;
  if (label == "sit" || label == "sitting") return BodyState::sitting;
  if (label == "stand" || label == "standing") return BodyState::standing;
  if (begins("walk") || begins("stairs")) return BodyState::walking;
  if (label == "lie" || begins("lie_") || label == "lying") return BodyState::lying;
  return BodyState::unknown;
}

double gap_threshold_s(double rate_hz) { return std::max(0.2, 5 / std::max(rate_hz, 1e-3)); }

std::vector<Session> sessions_of(std::vector<Recording> recordings) {
  std::vector<Session> sessions;
  std::map<std::string, std::size_t> of_single;  // set, person, location -> index
  for (Recording& recording : recordings) {
    const std::string person = recording.name.substr(0, recording.name.find('_'));
    const std::string key = recording.set + '\n' + person + '\n' + recording.location;
    std::size_t index = sessions.size();
    if (!has_several_activities(recording)) index = of_single.try_emplace(key, index).first->second;
    if (index == sessions.size()) {
      sessions.push_back({recording.set, person, recording.location, recording.rate_hz, {}});
    }
    for (Piece& piece : without_gaps(std::move(recording.rows), recording.rate_hz)) {
      sessions[index].recorded.push_back(std::move(piece));
    }
  }
  return sessions;
}

std::vector<Piece> take_standing(Session& session, double seconds) {
  std::vector<Piece> taken, rest;
  double missing_s = seconds;
  for (Piece& piece : session.recorded) {
    auto& rows = piece.rows;
    for (std::size_t from = 0; from < rows.size();) {
      std::size_t to = from;
      const bool standing = body_of_label(rows[from].label) == BodyState::standing;
      const bool takes = standing && missing_s > 0;
      const double until_s = rows[from].t_s + missing_s;
      while (to < rows.size() &&
             (takes ? body_of_label(rows[to].label) == BodyState::standing && rows[to].t_s < until_s
                    : missing_s <= 0 || body_of_label(rows[to].label) != BodyState::standing)) {
        ++to;
      }
      Piece part;
      part.rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(from),
                       rows.begin() + static_cast<std::ptrdiff_t>(to));
      if (takes) {
        const double got_s = duration_s(part.rows) + 1 / std::max(session.rate_hz, 1e-3);
        missing_s = got_s > missing_s - 0.05 ? 0 : missing_s - got_s;
        taken.push_back(std::move(part));
      } else {
        rest.push_back(std::move(part));
      }
      from = to;
    }
  }
  if (missing_s > 0) return {};
  session.recorded = std::move(rest);
  return taken;
}

std::vector<Piece> shuffled_pieces(const std::vector<Piece>& recorded, double longest_s,
                                   double shortest_s, std::uint64_t seed) {
  std::vector<Piece> pieces;
  for (const Piece& piece : recorded) {
    const auto& rows = piece.rows;
    for (std::size_t from = 0; from < rows.size();) {
      std::size_t to = from;
      while (to < rows.size() && rows[to].label == rows[from].label &&
             rows[to].t_s - rows[from].t_s < longest_s) {
        ++to;
      }
      Piece part;
      part.rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(from),
                       rows.begin() + static_cast<std::ptrdiff_t>(to));
      const bool scored = body_of_label(rows[from].label) != BodyState::unknown;
      if (scored && duration_s(part.rows) >= shortest_s) pieces.push_back(std::move(part));
      from = to;
    }
  }
  // Fisher and Yates, with the simulation's numbers: the same order on every machine.
  Random random(seed, 21);
  for (std::size_t i = pieces.size(); i > 1; --i) {
    const auto other = static_cast<std::size_t>(random.uniform(0, static_cast<double>(i)));
    std::swap(pieces[i - 1], pieces[std::min(other, i - 1)]);
  }
  return pieces;
}

void turn(std::vector<Piece>& pieces, std::uint64_t seed) {
  Random random(seed, 22);
  Eigen::Vector4d q;
  do {
    for (int i = 0; i < 4; ++i) q[i] = random.uniform(-1, 1);
  } while (q.squaredNorm() > 1 || q.squaredNorm() < 0.01);
  const Mat3 rotation = Quat(q.normalized()).toRotationMatrix();
  for (Piece& piece : pieces) {
    for (Recording::Row& row : piece.rows) {
      row.sample.accel_m_s2 = rotation * row.sample.accel_m_s2;
      row.sample.gyro_rad_s = rotation * row.sample.gyro_rad_s;
    }
  }
}

}  // namespace postured::test
