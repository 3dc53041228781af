#include "motion/turn_finder.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr std::size_t kRateBins = 5;  // of kBin_s: the rate over 0.2 s
constexpr double kMargin_s = 0.4;     // of quiet before the turn that belongs to the fit
// The part of the lever along the axis shows in no turn: a velocity noise of 0.02 m/s against a
// lever of 1 m keeps it near zero.
constexpr double kLeverPrior = 4e-4;
constexpr double kTiny = 1e-9;
constexpr int kLever = 0, kDrift = 3, kUnknowns = 12;

Mat3 cross_matrix(const Vec3& v) {
  Mat3 m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

}  // namespace

std::optional<Turn> TurnFinder::update(const ImuSample& sample, const Inclination& inclination) {
  if (!sample.has_gyro || !inclination.settled) {
    on_break();
    return std::nullopt;
  }
  std::optional<Turn> turn;
  if (open_.n > 0 && to_seconds(sample.time - open_.start) >= kBin_s) turn = close_bin();
  if (open_.n == 0) open_.start = sample.time;
  ++open_.n;
  open_.gyro_rad_s += inclination.gyro_rad_s;
  open_.accel_m_s2 += sample.accel_m_s2;
  open_.up += inclination.up_sensor;
  return turn;
}

void TurnFinder::on_break() {
  open_ = {};
  bins_.clear();
  quiet_s_ = turning_s_ = 0;
}

std::optional<Turn> TurnFinder::close_bin() {
  Bin bin = open_;
  open_ = {};
  bin.gyro_rad_s /= bin.n;
  bin.accel_m_s2 /= bin.n;
  bin.up.normalize();
  const double step_s = bins_.empty() ? kBin_s : to_seconds(bin.start - bins_.back().start);
  if (step_s > 5 * kBin_s) on_break();
  bins_.push_back(bin);
  while (to_seconds(bin.start - bins_.front().start) > kLongest_s + 2 * kMargin_s + kQuietFor_s) {
    bins_.pop_front();
  }
  double rate_rad_s = 0;
  const std::size_t n = std::min(kRateBins, bins_.size());
  for (std::size_t i = bins_.size() - n; i < bins_.size(); ++i) {
    rate_rad_s += bins_[i].gyro_rad_s.norm() / static_cast<double>(n);
  }
  if (rate_rad_s > kQuiet_deg_s * kRadPerDeg) {
    quiet_s_ = 0;
    turning_s_ += step_s;
    return std::nullopt;
  }
  quiet_s_ += step_s;
  if (quiet_s_ < kQuietFor_s || turning_s_ == 0) return std::nullopt;
  // Quiet again: the turn lies between here and its beginning.
  const double length_s = quiet_s_ + turning_s_ + kMargin_s;
  turning_s_ = 0;
  const auto first = std::find_if(bins_.begin(), bins_.end(), [&](const Bin& b) {
    return to_seconds(bin.start - b.start) <= length_s;
  });
  if (first == bins_.begin()) return std::nullopt;  // it began before what is kept
  return look_at(static_cast<std::size_t>(first - bins_.begin()));
}

std::optional<Turn> TurnFinder::look_at(std::size_t first) const {
  Turn turn;
  turn.from = bins_[first].start;
  turn.to = bins_.back().start;
  turn.up_before = bins_[first].up;
  turn.up_after = bins_.back().up;
  turn.angle_deg = angle_between_deg(turn.up_before, turn.up_after);
  if (turn.angle_deg < kLeast_deg) return std::nullopt;

  using Normal = Eigen::Matrix<double, kUnknowns, kUnknowns>;
  using Right = Eigen::Matrix<double, kUnknowns, 1>;
  using Rows = Eigen::Matrix<double, 3, kUnknowns>;
  Normal normal = Normal::Zero();
  Right right = Right::Zero();
  double velocity_squared = 0, turned_s = 0, last_turned = 0;
  Quat start_from_sensor = Quat::Identity();
  Vec3 velocity = Vec3::Zero(), last_accel = Vec3::Zero();
  for (std::size_t i = first; i < bins_.size(); ++i) {
    const Bin& bin = bins_[i];
    const double dt_s = i == first ? 0 : to_seconds(bin.start - bins_[i - 1].start);
    if (i > first) {
      const Vec3 half = 0.25 * dt_s * (bin.gyro_rad_s + bins_[i - 1].gyro_rad_s);
      start_from_sensor = (start_from_sensor * Quat(1, half.x(), half.y(), half.z())).normalized();
    }
    const Vec3 accel = start_from_sensor * bin.accel_m_s2 - kGravity_m_s2 * turn.up_before;
    if (i > first) velocity += 0.5 * dt_s * (accel + last_accel);
    last_accel = accel;
    const Mat3 rotation = start_from_sensor.toRotationMatrix();
    const double turned = Eigen::AngleAxisd(start_from_sensor).angle();
    if (i > first) turned_s += 0.5 * dt_s * (turned + last_turned);
    last_turned = turned;
    const Vec3 rate = rotation * bin.gyro_rad_s;
    const double t = to_seconds(bin.start - turn.from);
    Rows rows;
    rows.block<3, 3>(0, kLever) = cross_matrix(rate) * rotation;
    rows.block<3, 3>(0, kDrift) = Mat3::Identity();
    rows.block<3, 3>(0, kDrift + 3) = t * Mat3::Identity();
    rows.block<3, 3>(0, kDrift + 6) = turned_s * Mat3::Identity();
    normal += rows.transpose() * rows;
    right += rows.transpose() * velocity;
    velocity_squared += velocity.squaredNorm();
  }
  for (int i = 0; i < kUnknowns; ++i) normal(i, i) += i < kDrift ? kLeverPrior : kTiny;
  const Right x = normal.ldlt().solve(right);
  turn.lever_m = x.head<3>().norm();
  const double residual = velocity_squared - 2 * x.dot(right) + x.dot(normal * x);
  turn.fit_m_s = std::sqrt(std::max(0.0, residual) / static_cast<double>(bins_.size() - first));

  // The same with lever = height * up.
  Eigen::Matrix<double, kUnknowns, kUnknowns - 2> along = decltype(along)::Zero();
  along.col(0).head<3>() = turn.up_before;
  along.bottomRightCorner<kUnknowns - 3, kUnknowns - 3>().setIdentity();
  const Eigen::Matrix<double, kUnknowns - 2, kUnknowns - 2> less =
      along.transpose() * normal * along;
  turn.height_m = less.ldlt().solve(along.transpose() * right)[0];
  return turn;
}

}  // namespace postured
