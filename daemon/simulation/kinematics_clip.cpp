// How the clip goes on the clothes, off them and about on them; how the body moves is in
// kinematics.cpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "simulation/handling.hpp"
#include "simulation/kinematics.hpp"

namespace postured {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

Vec3 random_axis(Random& random) {
  Vec3 axis;
  do {
    axis = Vec3(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1));
  } while (axis.squaredNorm() > 1 || axis.squaredNorm() < 0.01);
  return axis.normalized();
}

Mat3 turn(const Vec3& axis, double angle_rad) {
  return Eigen::AngleAxisd(angle_rad, axis).toRotationMatrix();
}

}  // namespace

// Both clips of a body draw the same numbers, so that they live the same day; how the second one is
// held and clipped on is its own.
Vec3 Kinematics::clip_axis() {
  const Vec3 of_trunk = random_axis(random_);
  return params_.segment == Segment::trunk ? of_trunk : random_axis(pelvis_random_);
}

void Kinematics::take_off(double t_s) {
  if (!clipped_) return;
  clipped_ = false;
  worn_from_s_ = kNever;
  alive_.to(t_s, 0, 1.5);
  set_calm(0, 0, t_s);
  hand_axis_ = clip_axis();
  command(t_s + 0.6, &Kinematics::turned_, random_.uniform(60, 170), 1.7);
  command(t_s + 0.6, &Kinematics::hand_, 1, 1.9);
}

// A hand is alive: it trembles and sways a little, as a chest does.
void Kinematics::take_in_hand(double t_s) {
  if (clipped_) return;
  hand_positions_ = handling_positions(params_.seed);
  std::reverse(hand_positions_.begin(), hand_positions_.end());
  next_hand_turn_s_ = t_s + 1;
  alive_.to(t_s, 1, 1);
  set_calm(0.2, 0.15, t_s);
  command(t_s + kHandling_s - 1.5, &Kinematics::alive_, 0, 1);
}

void Kinematics::turn_in_hand(double t_s) {
  const Mat3 now = mount_ * turn(hand_axis_, turned_.target() * kRadPerDeg);
  const Quat rotation = Quat::FromTwoVectors(now * hand_positions_.back(), Vec3::UnitY());
  hand_positions_.pop_back();
  // From here on about the axis, seen from the clip, that takes it to its next position.
  const Eigen::AngleAxisd way(rotation);
  mount_ = now;
  hand_axis_ = now.transpose() * way.axis();
  turned_ = Glide(0);
  turned_.to(t_s, way.angle() * kDegPerRad, kHandTurn_s);
  next_hand_turn_s_ = hand_positions_.empty() ? kNever : t_s + kHandTurn_s + kHandHold_s;
}

void Kinematics::put_on(bool seated, double t_s) {
  // The body went elsewhere while the clip lay still. Take up the new posture without moving the
  // clip: its orientation and place are expressed anew against the trunk.
  sum_up(t_s);
  turn_clip(t_s);
  const ClipPose before = pose();
  seated_ = seated;
  lying_ = false;
  lean_ = Glide(seated ? params_.sit_tilt_deg : 0);
  flat_ = Glide(0);
  slump_ = side_ = fidget_lean_ = fidget_side_ = Glide(0);
  height_ = Glide(seated ? 0 : kSeatRise_m);
  seat_forward_ = Glide(seated ? 0 : kSeatForward_m);
  heading_ = Glide(random_.uniform(-180, 180));
  // Two such rotations about unrelated axes differ by sqrt(2) times one of them.
  const double remount_deg = params_.remount_deg * random_.uniform(0.6, 1.3) / std::numbers::sqrt2;
  mount_ = turn(clip_axis(), remount_deg * kRadPerDeg);
  slipped_ = Glide(0);
  sum_up(t_s);
  const Eigen::AngleAxisd from_desk(
      Mat3(mount_.transpose() * world_from_trunk(state_).transpose() * before.world_from_clip));
  hand_axis_ = from_desk.axis();
  turned_ = Glide(from_desk.angle() * kDegPerRad);
  turn_clip(t_s);
  hip_track_m_ += before.position_m - pose().position_m;

  clipped_ = true;
  command(t_s + 1, &Kinematics::turned_, 0, 1.8);
  command(t_s + 1, &Kinematics::hand_, 0, 1.8);
  command(t_s + 2, &Kinematics::alive_, 1, 1.2);
  worn_from_s_ = t_s + 3;
}

// Clipped on the backrest, about as it hung on the body: the least favourable way.
void Kinematics::hang_on_chair(double t_s) {
  if (!clipped_) return;
  clipped_ = false;
  worn_from_s_ = kNever;
  alive_.to(t_s, 0, 1.5);
  set_calm(0, 0, t_s);
  hand_axis_ = clip_axis();
  command(t_s + 0.6, &Kinematics::turned_, random_.uniform(5, 30), 1.7);
  command(t_s + 0.6, &Kinematics::hand_, 1, 1.9);
}

void Kinematics::slip(const Vec3& axis, double deg, double duration_s, double t_s) {
  if (!clipped_) return;
  // What slipped before has become the mount.
  mount_ = turn(slip_axis_, kRadPerDeg * slipped_.at(t_s).x) * mount_;
  slip_axis_ = axis.normalized();
  slipped_ = Glide(0);
  slipped_.to(t_s, deg, duration_s);
}

void Kinematics::turn_clip(double t_s) {
  const Jet turned = kRadPerDeg * turned_.at(t_s);
  const Jet slipped = kRadPerDeg * slipped_.at(t_s);
  const Mat3 mount_from_clip = mount_ * turn(hand_axis_, turned.x);
  state_.trunk_from_clip = turn(slip_axis_, slipped.x) * mount_from_clip;
  state_.clip_rate_rad_s =
      turned.v * hand_axis_ + slipped.v * (mount_from_clip.transpose() * slip_axis_);
}

ClipPose Kinematics::pose() const {
  ClipPose pose = clip_pose(state_);
  pose.position_m += hip_track_m_;
  return pose;
}

}  // namespace postured
