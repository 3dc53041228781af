// Activities -> smooth rigid-body motion of trunk and clip, with exact derivatives: what a perfect
// sensor on the chest would feel. Every angle and displacement is a sum of terms whose value, rate
// and acceleration are known in closed form (smooth.hpp), so that the gyroscope's story and the
// accelerometer's story are the same story.
//
// The hip sits, rises, walks and sways; the trunk turns about it; the clip turns against the trunk
// with the clothes, and with the hand that takes it off. Mechanics: rigid_trunk.hpp.
//
// A clip at the belt is worn by the same body: with the same seeds it lives the same day, and only
// what it feels is the pelvis's (spine_shape.hpp).
#pragma once

#include <vector>

#include "base/vector.hpp"
#include "posture/posture_second.hpp"
#include "simulation/arm_motion.hpp"
#include "simulation/behaviour.hpp"
#include "simulation/gait.hpp"
#include "simulation/restlessness.hpp"
#include "simulation/rigid_trunk.hpp"
#include "simulation/smooth.hpp"
#include "simulation/spine_shape.hpp"

namespace postured {

inline constexpr double kSeatRise_m = 0.4;     // the hip above the seat when standing
inline constexpr double kSeatForward_m = 0.2;  // the feet stand in front of the seat

struct KinematicsParams {
  std::uint64_t seed = 1;
  Vec3 sensor_position_m{0.10, 0.35, 0.0};  // from the hip, segment frame (X forward, Y up)
  double sit_tilt_deg = 6;                  // theta of comfortable upright sitting, from standing
  double cloth_wobble_deg = 1;  // 1 sigma per axis of the clip's rotation against the trunk when
                                // working; 1.5 times that when walking, a fifth when held still
  double step_rate_hz = 1.9;    // mean; walks differ
  double breathing_hz = 0.25;
  double breathing_deg = 0.3;        // amplitude of the chest's tilt; 0.2-0.4
  double breathing_mm = 4;           // amplitude of the chest's expansion
  double remount_deg = 10;           // between one clipping-on and the next, about
  Segment segment = Segment::trunk;  // the clip is worn on
  SpineShape shape{};

  // theta of the clip's segment in comfortable upright sitting.
  double clip_sit_tilt_deg() const {
    return segment == Segment::trunk ? sit_tilt_deg : shape.pelvis_sit_tilt_deg;
  }
};

// What a perfect sensor feels, and what is true of the body, at one instant.
struct BodyMotion {
  double theta_deg = 0;  // forward inclination of the segment from standing, without the cloth
  double phi_deg = 0;    // right +
  Vec3 specific_force_m_s2{0, kGravity_m_s2, 0};  // at the sensor, in the clip's frame
  Vec3 angular_rate_rad_s = Vec3::Zero();         // the clip's frame
  BodyState body = BodyState::unknown;            // unknown while not worn
  bool worn = false;
};

class Kinematics {
 public:
  // Begins with the clip lying on the desk.
  Kinematics(const KinematicsParams& params, const BehaviourParams& behaviour);

  // The body begins an activity now; a clip that lies is clipped on first (3 s).
  void begin(const Activity& activity, double t_s);
  // A prompt worked: back upright, and no slump for hold_s.
  void straighten(double t_s, double hold_s) { restless_.straighten(t_s, hold_s); }
  // The clothes give way: the clip turns on the spot by `deg` about `axis` (segment frame; positive
  // about Z = the clip reads further back) within `duration_s`, and stays so until it is clipped on
  // anew. Nothing happens to a clip that is not worn.
  void slip(const Vec3& axis, double deg, double duration_s, double t_s);
  // The motion at `t_s`. Times must not decrease.
  const BodyMotion& at(double t_s);
  // Trunk against pelvis at the time of the last at(): from comfortable upright sitting, or from
  // standing when upright.
  double curvature_deg() const;
  // Where the clip is at the time of the last at(), in the world. For tests.
  ClipPose pose() const;

 private:
  enum Channel { kSwayTheta, kSwayPhi, kSwayYaw, kSwayForward, kSwayRight, kCloth };
  using Part = Glide Kinematics::*;
  struct Command {  // at its time, a part of the body begins to glide
    double at_s = 0;
    Part part = nullptr;
    double target = 0, duration_s = 1;
  };
  void command(double at_s, Part part, double target, double duration_s);
  double change_seat(bool seated, double theta_deg, double t_s);
  void bend(double t_s);
  void lift(double t_s);
  void hang_on_chair(double t_s);
  void take_in_hand(double t_s);
  void turn_in_hand(double t_s);
  void take_off(double t_s);
  void put_on(bool seated, double t_s);
  void set_calm(double cloth, double sway, double t_s);
  void apply(const Movement& movement, double t_s);
  void run_events(double t_s);
  void sum_up(double t_s);
  BodyState body(double t_s) const;
  void turn_clip(double t_s);
  struct SpineAngles {
    Jet trunk_deg, pelvis_deg;  // theta, of what the person means to do: no sway, breath or gait
  };
  SpineAngles spine(double t_s) const;
  Vec3 clip_axis();

  KinematicsParams params_;
  Random random_, pelvis_random_;
  Restlessness restless_;
  Wander wander_, pelvis_cloth_;
  Gait gait_;
  std::vector<Command> commands_;
  double next_command_s_;

  // Degrees.
  Glide lean_, slump_, side_, fidget_lean_, fidget_side_, heading_, turned_;
  // Metres, metres a second.
  Glide height_, seat_forward_, speed_;
  // 0..1: breathing and swaying at all; sway; cloth; gait; clip in the hand.
  Glide alive_, sway_{0.3}, cloth_, walking_, hand_{1};
  ArmMotion arm_motion_;
  Glide arms_;  // 0..1: waving or typing
  Glide flat_;  // 0..1: lying down, pelvis and trunk in one line

  bool seated_ = false, lying_ = false, clipped_ = false;
  double worn_from_s_;
  Mat3 mount_ = Mat3::Identity();  // trunk from clip, as clipped on, without cloth
  Vec3 hand_axis_ = Vec3::UnitX();
  Glide slipped_;  // degrees about slip_axis_, on top of mount_
  Vec3 slip_axis_ = Vec3::UnitX();
  double breathing_phase_ = 0;
  std::vector<Vec3> hand_positions_;  // still to come, next at the back
  double next_hand_turn_s_;

  double t_s_ = 0;
  TrunkState state_;
  Vec3 hip_track_m_ = Vec3::Zero();  // integral of the speed along the heading
  Vec3 hip_track_rate_m_s_ = Vec3::Zero();
  BodyMotion motion_;
};

}  // namespace postured
