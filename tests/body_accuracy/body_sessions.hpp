// Labelled recordings -> sessions of one person with one mounting -> the pieces that are played.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "posture/posture_second.hpp"
#include "sensor/recording.hpp"

namespace postured::test {

// What a label says the body did: sit, stand, walk*, stairs*, lie* (and sitting, standing). unknown
// is not scored: transitions ("sit_to_stand"), sports, treadmills apart from walking, lifts, "".
BodyState body_of_label(const std::string& label);
bool is_transition(const std::string& label);

// Rows without a jump in time.
struct Piece {
  std::vector<Recording::Row> rows;
};

// One person with the clip at one place, turned one way. A recording with several activities is a
// session of its own (the clip may sit elsewhere in the next one); recordings of one activity each
// are one session together. A person is what the recording's name begins with, up to its first '_'.
struct Session {
  std::string set, person, location;
  double rate_hz = 0;
  std::vector<Piece> recorded;  // in order, split at gaps
};
std::vector<Session> sessions_of(std::vector<Recording> recordings);

// Rows further apart than this are a gap and not jitter, as `posturectl replay` has it.
double gap_threshold_s(double rate_hz);

// Takes `seconds` of standing out of the session, from its first runs of it, and returns them;
// empty when there are fewer.
std::vector<Piece> take_standing(Session& session, double seconds);

// Cut where the label changes and into `longest_s` at most; pieces without a scored label or
// shorter than `shortest_s` are left out. In the order of a seeded shuffle.
std::vector<Piece> shuffled_pieces(const std::vector<Piece>& recorded, double longest_s,
                                   double shortest_s, std::uint64_t seed);

// Turns every reading by one rotation, drawn uniformly from the seed.
void turn(std::vector<Piece>& pieces, std::uint64_t seed);

}  // namespace postured::test
