// The simulated wearer: behaviour -> kinematics -> chip -> wire bytes, with the truth beside it.
// Stands where a sensor stands: sensor.source = "simulated", posturectl simulate, ./run --demo.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sensor/clip_encoder.hpp"
#include "simulation/behaviour.hpp"
#include "simulation/imu_model.hpp"
#include "simulation/kinematics.hpp"

namespace postured {

struct WearerParams {
  std::uint64_t seed = 1;
  double rate_hz = 50;
  BehaviourParams behaviour;
  KinematicsParams kinematics;
  ImuModelParams imu;
};

// What truly happened in [t, t + 1 s): medians and majority.
struct TruthSecond {
  std::int64_t t_s = 0;  // seconds since the wearer began
  double lean_deg = 0;   // trunk without cloth wobble, from comfortable upright sitting
  double side_deg = 0;
  double inclination_deg = 0;  // from standing
  BodyState body = BodyState::unknown;
  bool worn = false;
};

class Wearer {
 public:
  explicit Wearer(WearerParams params);

  // Begins a working day at the current time; until then the clip lies on the desk.
  void begin_day() {
    behaviour_.begin_day();
    skip_rest_ = true;
  }
  // Appends the wire bytes of everything up to `t_s` (seconds since construction).
  void advance_to(double t_s, std::vector<std::uint8_t>& bytes);
  // The same without bytes, sample by sample, for tests of the motion step alone.
  void advance_to(double t_s, const std::function<void(const ImuSample&, const BodyMotion&)>& each);

  std::function<void(const TruthSecond&)> on_truth;  // may be empty
  // The person saw a prompt.
  void see(PromptKind kind);

 private:
  template <class Each>
  void run_to(double t_s, Each&& each, std::vector<std::uint8_t>* bytes);
  void add_truth(double t_s);

  WearerParams params_;
  Behaviour behaviour_;
  Kinematics kinematics_;
  ImuModel imu_;
  ClipEncoder encoder_;
  std::int64_t step_ = 0;  // samples so far
  double activity_ends_s_ = 0;
  bool skip_rest_ = false;  // end the current activity now
  // (The implementation may add private state here.)
};

}  // namespace postured
