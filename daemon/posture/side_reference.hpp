// Does the wearer lean aside, or does the clip? Nobody sits for half an hour far to one side; and a
// lean that came by the clip turning on the spot (motion/turn_finder.hpp) and stays is no lean of
// the trunk, which would have carried the clip along (domain model 1.5, lateral bias).
//
// Only sideways: a chest clip that sinks forward with a rounding trunk turns about a point close to
// it, so that forwards a short lever proves nothing.
#pragma once

#include <optional>
#include <vector>

#include "motion/turn_finder.hpp"

namespace postured {

class SideReference {
 public:
  // On the spot: a trunk's lever is about 0.35 m. The part along the trunk is known ten times
  // better than the rest, for a lean that goes with a twist or a bend can hide that; and within
  // about a second and a half, as clothes give way. In 44 simulated days no trunk turned so.
  static constexpr double kOnTheSpot_m = 0.2;      // the lever
  static constexpr double kAtItsHeight_m = 0.015;  // the part along the trunk
  static constexpr double kFit_m_s = 0.004;
  static constexpr double kQuick_s = 1.9;        // with the quiet around it
  static constexpr double kLeastTurn_deg = 9.5;  // sideways, of 15 deg less what the cloth wobbles
  static constexpr int kStays_s = 40;            // seated, after the turn: no tug at the shirt
  static constexpr int kWatched_s = 75;          // no longer
  static constexpr double kStaysShare = 0.5;     // of the turn is still there
  static constexpr double kBias_deg = 9;         // middle of half an hour; domain model 8-10 ...
  static constexpr double kAlways_deg = 5;  // ... and nine tenths of it are beyond this: who sits
                                            // on an armrest comes back now and then
  static constexpr int kBias_s = 1800;

  void restart() { *this = {}; }
  // A turn with its side angles before and after.
  void on_turn(const Turn& turn, double before_deg, double after_deg);
  // The side angle of one seated second after the other.
  void update(double side_deg);

  bool slipped() const { return slipped_; }
  double since_s() const { return since_s_; }  // seated seconds since it slipped, for the doubt

 private:
  struct Watched {
    double before_deg = 0, change_deg = 0;
    double carried_deg = 0;  // by turns of the body since
    std::vector<double> side_deg;
  };
  bool stays() const;
  bool always_aside() const;

  std::optional<Watched> watched_;
  std::vector<double> half_hour_deg_;
  bool slipped_ = false;
  double since_s_ = 0;
};

}  // namespace postured
