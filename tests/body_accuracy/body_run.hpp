// Pieces of a recording through the product's own path (Sensing) against their labels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "body_accuracy/body_score.hpp"
#include "body_accuracy/body_sessions.hpp"
#include "motion/mounting.hpp"
#include "posture/body_classifier.hpp"

namespace postured::test {

// The reference that 10 s of standing give, as a standing calibration takes it; nullopt for none.
std::optional<Mounting> standing_mounting(const std::vector<Piece>& standing);

struct PlayOptions {
  Placement placement = Placement::unknown;
  std::optional<Mounting> mounting;
  // Between two pieces nothing is known for so long, whatever their own times say; negative: the
  // pieces keep their times.
  double pause_s = -1;
};

// Plays the pieces one after the other. Scored is each whole second whose readings all carry one
// scored label; a second without readings (or with the zeros of a sensor that fell out) is not.
BodyScore play(const std::vector<Piece>& pieces, const PlayOptions& options);

struct RunOptions {
  std::uint64_t shuffle = 1;           // seed of the order of the pieces; 0: as recorded
  std::uint64_t turn = 1;              // seed of each session's rotation; 0: as recorded
  double piece_s = 60;                 // longest piece when shuffled
  double reference_s = 10;             // of standing, then not scored; 0: no reference
  std::optional<Placement> placement;  // instead of what the recordings say
};

struct PersonScore {
  std::string set, person, location;
  BodyScore score;
};

struct RunResult {
  std::vector<PersonScore> people;    // by set and name
  std::vector<std::string> left_out;  // a sentence for each session without a reference
};
RunResult score_people(std::vector<Session> sessions, const RunOptions& options);

}  // namespace postured::test
