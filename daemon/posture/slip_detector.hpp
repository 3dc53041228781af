// Has the worn clip moved on the clothes since its reference was taken? Witnesses: how it hangs
// when walking (walk_reference.hpp), where walking and bends go (walk_direction.hpp,
// bend_direction.hpp) and how the side lean came and stays (side_reference.hpp); and a sky that
// jumps further than the gyroscope turned, which no body can do. From the upper trunk all of them;
// at the belt, where a pelvis tilts about a point close to the clip, no turn is taken for one on
// the spot.
#pragma once

#include <optional>
#include <vector>

#include "motion/bend_strokes.hpp"
#include "motion/mounting.hpp"
#include "motion/turn_finder.hpp"
#include "posture/bend_direction.hpp"
#include "posture/body_classifier.hpp"
#include "posture/side_reference.hpp"
#include "posture/walk_direction.hpp"
#include "posture/walk_reference.hpp"

namespace postured {

struct SlipVerdict {
  Unknown reason = Unknown::none;  // none, maybe_slipped, slipped or turned
  double doubted_s = 0;            // so long before the first such second the doubt reaches back
};

class SlipDetector {
 public:
  explicit SlipDetector(Placement placement) : placement_(placement) {}

  // One second after the other with its body state. `mounting` is the one in force (nullopt:
  // nothing to doubt). The verdict stays until a new reference, but for maybe_slipped, which a good
  // walk clears. Seconds that are not judged for another reason change nothing.
  SlipVerdict update(const MotionSecond& second, BodyState body,
                     const std::optional<Mounting>& mounting);
  // As the sample stream shows them, before the second they end in.
  void on_turn(const Turn& turn) { turns_.push_back(turn); }
  void on_stroke(const BendStroke& stroke) { strokes_.push_back(stroke); }
  void on_gap();

  // How a mounting came into force.
  enum class Reference {
    with_bends,    // a full calibration
    same_clip_on,  // a zero, or a standing calibration, of a clip that stayed on
    new_clip_on,   // the same after it was put on again, or from elsewhere
  };
  void on_reference(Reference how, bool from_standing);
  // The axis was found in silence; the upright stays.
  void on_axis_found() {
    bends_.restart(false);
    walks_.restart();
  }

 private:
  void watch_side(const MotionSecond& second, BodyState body, const Mounting& mounting);
  void watch_bends(const Mounting& mounting);
  void watch_walk(const MotionSecond& second, bool walking, const Mounting& mounting);
  void watch_jump(const MotionSecond& second, bool walking);
  Unknown worst() const;
  double doubted_s() const;

  Placement placement_;
  WalkReference walk_;
  BendDirection bends_;
  WalkDirection walks_;
  SideReference side_;
  std::vector<Turn> turns_;
  std::vector<BendStroke> strokes_;
  std::vector<MotionSecond> last_;  // up to four, for the jump
  int jumped_for_s_ = 0;            // the sky has jumped, so long ago
  Vec3 before_jump_ = Vec3::Zero();
  bool jumped_ = false;
  Unknown told_ = Unknown::none;
};

}  // namespace postured
