#include "motion/accelerometer_calibration.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr int kUnknowns = 9;  // bias, diagonal of K - I, its xy, xz, yz
constexpr int kIterations = 10;
constexpr double kConverged = 1e-10;

using Unknowns = Eigen::Matrix<double, kUnknowns, 1>;
using Information = Eigen::Matrix<double, kUnknowns, kUnknowns>;

Mat3 correction_of(const Unknowns& p) {
  Mat3 k;
  k << 1 + p[3], p[6], p[7],  //
      p[6], 1 + p[4], p[8],   //
      p[7], p[8], 1 + p[5];
  return k;
}

// d|K (f - b)| / dp
Unknowns slope(const Unknowns& p, const Vec3& f) {
  const Mat3 k = correction_of(p);
  const Vec3 d = f - p.head<3>();
  const Vec3 n = (k * d).normalized();
  Unknowns j;
  j << -(k * n), n.cwiseProduct(d), n.x() * d.y() + n.y() * d.x(), n.x() * d.z() + n.z() * d.x(),
      n.y() * d.z() + n.z() * d.y();
  return j;
}

Information prior_information(const AccelerometerFitParams& params) {
  Unknowns sigma;
  sigma << Vec3::Constant(params.bias_prior_m_s2), Vec3::Constant(params.scale_prior),
      Vec3::Constant(params.cross_prior);
  return sigma.cwiseAbs2().cwiseInverse().asDiagonal();
}

// The most probable unknowns given poses and prior: Gauss-Newton, where the prior takes the part of
// Levenberg's damping. The problem is nearly linear (errors of some per cent).
struct Solution {
  Unknowns p = Unknowns::Zero();
  Information covariance = Information::Zero();  // for poses as exact as assumed
  std::vector<double> residual_m_s2;
};

double residual(const Unknowns& p, const Vec3& f) {
  return (correction_of(p) * (f - p.head<3>())).norm() - kGravity_m_s2;
}

Solution solve(std::span<const StillPose> poses, const AccelerometerFitParams& params) {
  Solution s;
  const double weight = 1 / (params.pose_sigma_m_s2 * params.pose_sigma_m_s2);
  const Information prior = prior_information(params);
  for (int i = 0; i < kIterations; ++i) {
    Information information = prior;
    Unknowns right = -prior * s.p;
    for (const StillPose& pose : poses) {
      const Unknowns j = slope(s.p, pose.accel_m_s2);
      information += weight * j * j.transpose();
      right -= weight * residual(s.p, pose.accel_m_s2) * j;
    }
    const Eigen::LLT<Information> factor(information);
    const Unknowns step = factor.solve(right);
    s.covariance = factor.solve(Information::Identity());
    s.p += step;
    if (step.norm() < kConverged) break;
  }
  for (const StillPose& pose : poses) s.residual_m_s2.push_back(residual(s.p, pose.accel_m_s2));
  return s;
}

// The variance that the fit leaves to a pose's residual: what the pose does not itself explain.
double residual_variance(const Solution& s, const StillPose& pose, double pose_sigma_m_s2) {
  const Unknowns j = slope(s.p, pose.accel_m_s2);
  return pose_sigma_m_s2 * pose_sigma_m_s2 - j.dot(s.covariance * j);
}

std::size_t worst_pose(const Solution& s, std::span<const StillPose> poses, double pose_sigma_m_s2,
                       double& sigmas) {
  // A pose that nearly all others depend on has no residual of its own to be judged by.
  const double least_variance = 0.01 * pose_sigma_m_s2 * pose_sigma_m_s2;
  std::size_t worst = 0;
  sigmas = 0;
  for (std::size_t i = 0; i < poses.size(); ++i) {
    const double variance = residual_variance(s, poses[i], pose_sigma_m_s2);
    if (variance < least_variance) continue;
    const double w = std::abs(s.residual_m_s2[i]) / std::sqrt(variance);
    if (w > sigmas) {
      sigmas = w;
      worst = i;
    }
  }
  return worst;
}

std::string milli_g(double m_s2) {
  return std::to_string(std::lround(1e3 * m_s2 / kGravity_m_s2)) + " mg";
}

void judge(AccelerometerFit& fit, const AccelerometerFitParams& params) {
  const AccelerometerCalibration& c = fit.calibration;
  if (c.poses < params.min_poses) {
    fit.needs_poses = true;
    fit.gate = {"Only " + std::to_string(c.poses) + " positions were held still.",
                "Go through more sides, edges and corners."};
    return;
  }
  const double scale_error = (c.scale() - Vec3::Ones()).cwiseAbs().maxCoeff();
  if (c.bias_m_s2.cwiseAbs().maxCoeff() > params.max_bias_m_s2 ||
      scale_error > params.max_scale_error) {
    fit.gate = {"The accelerometer is off by more than a sound one can be (" +
                    milli_g(c.bias_m_s2.cwiseAbs().maxCoeff()) + ", " +
                    std::to_string(std::lround(100 * scale_error)) + " %).",
                "Start again; if it comes back, the sensor is damaged or set to another range."};
    return;
  }
  if (c.residual_m_s2 > params.max_residual_m_s2) {
    fit.gate = {
        "The positions do not agree with each other (by " + milli_g(c.residual_m_s2) + ").",
        "Put the clip down or lean it against something, so that it rests, and start again."};
    return;
  }
  if (c.bias_sigma_m_s2 > params.max_bias_sigma_m_s2 || c.scale_sigma > params.max_scale_sigma) {
    fit.needs_poses = true;
    fit.gate = {"Some sides of the clip were never up.",
                "Go through all sides, and some edges and corners in between."};
  }
}

}  // namespace

AccelerometerFit fit_accelerometer(std::span<const StillPose> given,
                                   const AccelerometerFitParams& params) {
  std::vector<StillPose> poses;
  for (const StillPose& pose : given) {
    const bool finite = pose.accel_m_s2.allFinite() && pose.gyro_rad_s.allFinite();
    if (finite && !pose.accel_m_s2.isZero()) poses.push_back(pose);
  }
  AccelerometerFit fit;
  Solution s = solve(poses, params);
  const std::size_t most_left_out = poses.size() / 5;
  for (double sigmas = 0; static_cast<std::size_t>(fit.left_out) < most_left_out; ++fit.left_out) {
    const std::size_t worst = worst_pose(s, poses, params.pose_sigma_m_s2, sigmas);
    if (sigmas <= params.outlier_sigmas) break;
    poses.erase(poses.begin() + static_cast<std::ptrdiff_t>(worst));
    s = solve(poses, params);
  }

  AccelerometerCalibration& c = fit.calibration;
  c.bias_m_s2 = s.p.head<3>();
  c.correction = correction_of(s.p);
  c.poses = static_cast<int>(poses.size());
  double squares = 0;
  for (const double r : s.residual_m_s2) squares += r * r;
  const double n = std::max<double>(1, static_cast<double>(poses.size()));
  c.residual_m_s2 = std::sqrt(squares / n);
  for (const StillPose& pose : poses) c.gyro_bias_rad_s += pose.gyro_rad_s / n;
  // Poses worse than assumed: the sigmas grow with them (a-posteriori variance factor).
  const double freedom = std::max(1.0, n - kUnknowns);
  const double factor =
      std::sqrt(std::max(1.0, squares / freedom / std::pow(params.pose_sigma_m_s2, 2)));
  const Unknowns sigma = s.covariance.diagonal().cwiseSqrt();
  c.bias_sigma_m_s2 = factor * sigma.head<3>().maxCoeff();
  c.scale_sigma = factor * sigma.segment<3>(3).maxCoeff();
  judge(fit, params);
  return fit;
}

}  // namespace postured
