// Sitting, standing, walking, lying from one trunk sensor, one verdict a second. Decides with one
// second of look-ahead, so a verdict leaves two seconds after its second began.
//
// Sitting against standing is not reliable at the upper trunk (domain model 1.6): there the verdict
// is carried from transitions, walking and what calibration told, and fades to unknown.
#pragma once

#include <array>
#include <deque>
#include <functional>

#include "motion/motion_second.hpp"
#include "posture/posture_second.hpp"

namespace postured {

enum class Placement { chest, upper_back, collar, belt, unknown };
Placement placement_from_string(std::string_view text);  // also reads "waist belt, left-front"

struct BodyVerdict {
  BodyState body = BodyState::unknown;
  double confidence = 0;
};

class BodyClassifier {
 public:
  using OnVerdict = std::function<void(const MotionSecond&, const BodyVerdict&)>;
  BodyClassifier(Placement placement, OnVerdict on_verdict);

  // Seconds in order. Verdicts come through on_verdict, each with its second, one second later.
  void update(const MotionSecond& second);
  // Emits what is waiting for its look-ahead (end of a file, or the data stopped).
  void flush();
  // The person is known to sit or stand right now (calibration step, or the user said so).
  void tell(BodyState body);

 private:
  struct Waiting {
    MotionSecond second;
  };
  BodyVerdict decide(const MotionSecond* previous, const MotionSecond& second,
                     const MotionSecond* next);
  bool is_walking(const MotionSecond* previous, const MotionSecond& second,
                  const MotionSecond* next) const;

  Placement placement_;
  OnVerdict on_verdict_;
  std::deque<MotionSecond> waiting_;  // previous, current
  double sit_log_odds_ = 0;           // > 0: sitting more likely than standing
  BodyState last_ = BodyState::unknown;
};

}  // namespace postured
