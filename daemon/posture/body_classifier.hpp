// Sitting, standing, walking, lying from one trunk sensor, one verdict a second. Decides with one
// second of look-ahead, so a verdict leaves two seconds after its second began.
//
// Walking and lying are seen in the signal of any placement. Sitting against standing is seen at
// the belt, where the pelvis tilts; at the upper trunk it is not reliable (domain model 1.6): there
// the verdict is carried from transitions, walking and what was told, and fades to unknown.
#pragma once

#include <deque>
#include <functional>
#include <string_view>

#include "motion/motion_second.hpp"
#include "posture/flexion_pulse.hpp"
#include "posture/posture_second.hpp"
#include "posture/seat_belief.hpp"
#include "posture/seat_tilt.hpp"
#include "posture/upright_range.hpp"

namespace postured {

enum class Placement { chest, upper_back, collar, belt, unknown };
Placement placement_from_string(std::string_view text);  // also reads "waist belt, left-front"

struct BodyVerdict {
  BodyState body = BodyState::unknown;
  double confidence = 0;  // 0..1; 0 for unknown
};

class BodyClassifier {
 public:
  using OnVerdict = std::function<void(const MotionSecond&, const BodyVerdict&)>;
  BodyClassifier(Placement placement, OnVerdict on_verdict);

  // Seconds in order. Verdicts come through on_verdict, each with its second, one second later; at
  // a jump in time at once.
  void update(const MotionSecond& second);
  // Emits what is waiting for its look-ahead (end of a file, or the data stopped).
  void flush();
  // The person is known to sit or stand right now (calibration step, or the user said so).
  void tell(BodyState body);

 private:
  void decide(const MotionSecond* next);
  BodyVerdict judge(const MotionSecond& second, const MotionSecond* next);
  BodyVerdict judge_seat(const MotionSecond& second, const MotionSecond* next);
  double pelvis_evidence(const MotionSecond& second);
  void weigh_trunk(const MotionSecond& second);
  void end_stretch();

  Placement placement_;
  OnVerdict on_verdict_;
  // One gap-free stretch: seconds already decided, oldest first, then the one that waits.
  std::deque<MotionSecond> stretch_;
  bool waiting_ = false;
  SeatBelief seat_;
  UprightRange upright_;
  FlexionPulse pulse_;
  BodyState last_ = BodyState::unknown;
  // Of sitting, from the tilt of the upper trunk: a mean that becomes a low-pass.
  double trunk_log_odds_ = 0, trunk_s_ = 0;
};

}  // namespace postured
