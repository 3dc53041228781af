// Pieces of a recording through the product's own path (Sensing) against their labels.
#pragma once

#include <optional>
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

}  // namespace postured::test
