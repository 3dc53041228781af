// The simulated wearer: behaviour -> kinematics -> chip -> wire bytes, with the truth beside it.
// Stands where a sensor stands: sensor.source = "simulated", posturectl simulate, ./run --demo.
//
//   Wearer wearer(params);
//   for each working day:
//     wearer.advance_to(morning_s, bytes);   // nothing is sent: the clip is switched off
//     wearer.begin_day();                    // switched on, clipped on, calibrated, worn to work
//     while (!wearer.day_over()) wearer.advance_to(t_s += 1, bytes);
//
// Two clips on one body are two wearers with the same seeds of body and behaviour, of which one has
// kinematics.segment = pelvis (wearer_of_lower_clip()).
//
// The same parameters and the same calls of begin_day() and see() give the same bytes, however
// finely advance_to() is called.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sensor/clip_encoder.hpp"
#include "simulation/imu_model.hpp"
#include "simulation/kinematics.hpp"
#include "simulation/work_days.hpp"

namespace postured {

struct WearerParams {
  std::uint64_t seed = 1;    // joins the seeds of the parts, so that one number changes everything
  double rate_hz = 50;       // 10..1000
  double slips_per_day = 0;  // at any time of the day, by slip_deg about a random axis of the trunk
  double slip_deg = 15;
  BehaviourParams behaviour{};
  KinematicsParams kinematics{};
  ImuModelParams imu{};
  std::string serial = ClipEncoderParams{}.serial;
  double clock_error_ppm = 0;  // of the device's clock; crystals: 50 at most
  double clock_start_s = 0;    // what it shows when switched on
};

// The clip turned on the clothes.
struct Slip {
  double at_s = 0;
  Vec3 axis = Vec3::Zero();  // X: rolls aside, Y: about the vertical, Z: forward or back
  double deg = 0;
};
// The clip at the belt of the same body: another chip, sitting otherwise in its case.
WearerParams wearer_of_lower_clip(WearerParams upper);

// What truly happened in [t, t + 1 s): medians and majority. There is none while switched off.
struct TruthSecond {
  std::int64_t t_s = 0;  // seconds since the wearer began
  double lean_deg = 0;   // segment without cloth wobble, from comfortable upright sitting
  double side_deg = 0;
  double inclination_deg = 0;  // from standing
  double curvature_deg = 0;    // mean of Kinematics::curvature_deg()
  BodyState body = BodyState::unknown;
  bool worn = false;
};

class Wearer : private DayListener {
 public:
  explicit Wearer(const WearerParams& params);

  // Begins a working day at the current time. The clip is switched on: it says HELLO with a new
  // boot_id. After work_hours it is taken off and switched off: day_over().
  void begin_day();
  bool day_over() const { return days_.over(); }

  // Appends the wire bytes of everything before `t_s` (seconds since construction).
  void advance_to(double t_s, std::vector<std::uint8_t>& bytes);
  // The same without bytes, sample by sample, for tests of the motion step alone. Sample times
  // count from switching on.
  void advance_to(double t_s, const std::function<void(const ImuSample&, const BodyMotion&)>& each);

  // The person sees a prompt now: may comply within a minute, and may press a button.
  void see(PromptKind kind) { days_.see(kind, now_s()); }

  // The person does this now, and then goes on with the day.
  void act(const Activity& activity) { days_.insist(activity, now_s()); }

  // The clip slips now, within about a second. Ignored while it is not worn.
  void slip(const Vec3& axis, double deg);

  std::function<void(const Slip&)> on_slip;           // a random one; may be empty
  std::function<void(const TruthSecond&)> on_truth;   // may be empty
  std::function<void(PromptKind, Answer)> on_answer;  // a button is pressed; may be empty

  // Of the next sample.
  double now_s() const { return static_cast<double>(step_) / params_.rate_hz; }
  const WearerParams& params() const { return params_; }
  const Mat3& sensor_from_clip() const { return imu_.sensor_from_clip(); }
  const Kinematics& kinematics() const { return kinematics_; }

 private:
  void on_activity(const Activity& activity, double t_s) override;
  void on_straighten(double hold_s, double t_s) override;
  void on_answer_pressed(PromptKind kind, Answer answer) override;
  template <class Each>
  void run_to(double t_s, std::vector<std::uint8_t>* bytes, Each&& each);
  void plan_slips();
  void add_truth(double t_s, const BodyMotion& motion);
  void close_truth();

  WearerParams params_;
  WorkDays days_;
  Kinematics kinematics_;
  Random slip_random_;
  std::vector<Slip> slips_;  // of this day, next at the back
  ImuModel imu_;
  ClipEncoder encoder_;
  std::uint16_t boot_id_ = 0;
  std::int64_t step_ = 0;  // samples so far, if it had never been switched off
  std::int64_t switched_on_step_ = 0;
  std::uint32_t uptime_s_ = 0;
  std::vector<ButtonPress::Kind> presses_;  // not sent yet

  // The second under way.
  std::int64_t truth_s_ = -1;
  std::vector<float> truth_lean_deg_, truth_side_deg_;
  std::array<int, 5> truth_body_{};  // samples by BodyState
  int truth_worn_ = 0;
  double truth_curvature_sum_deg_ = 0;
};

}  // namespace postured
