// The Kalman algebra of the orientation filter: 24 error states and their covariance. It knows how
// errors move and what an observation tells of them; what the observations are, the filter knows.
#pragma once

#include "base/vector.hpp"

namespace postured {

// Errors of the estimate: true value = error composed with the estimate. Tilt, velocity and
// position in the world frame (right-invariant); the sensor's own errors in its frame.
namespace error_state {
inline constexpr int kTilt = 0;         // rad, about the world's x and y
inline constexpr int kVelocity = 2;     // m/s
inline constexpr int kPosition = 5;     // m
inline constexpr int kMoving = 8;       // the states before it move, those from it on stay
inline constexpr int kGyroBias = 8;     // rad/s
inline constexpr int kGyroMatrix = 11;  // 3 x 3, column by column: rate error per rate
inline constexpr int kAccelBias = 20;   // m/s2
inline constexpr int kAccelDelay = 23;  // s
inline constexpr int kStates = 24;
}  // namespace error_state

using ErrorVec = Eigen::Matrix<double, error_state::kStates, 1>;
using ErrorMatrix = Eigen::Matrix<double, error_state::kStates, error_state::kStates>;

// How the errors move over one step of `elapsed_s`. With g = (0, 0, -G):
//   tilt'     = tilt + tilt rows of from_sensor_errors * (the sensor's errors)
//   velocity' = velocity + T g x tilt + ...
//   position' = position + T velocity + T^2/2 g x tilt + ...
// so that the transition depends on the attitude estimate only through the sensor's errors
// (Barrau and Bonnabel 2017, IEEE TAC 62:1797).
struct ErrorTransition {
  static constexpr int kSensorErrors = error_state::kStates - error_state::kMoving;
  double elapsed_s = 0;
  Eigen::Matrix<double, error_state::kMoving, kSensorErrors> from_sensor_errors =
      Eigen::Matrix<double, error_state::kMoving, kSensorErrors>::Zero();

  // The transposed transition, for smoothing backwards in time: v -> F' v.
  void transpose_apply(ErrorVec& v) const;
};

// One scalar observation: h * error = residual, where h is 1 at `state` and (x, y) at the tilt.
struct Observation {
  int state = 0;
  double tilt_x = 0, tilt_y = 0;
  double residual = 0;
  double variance = 1;
};
// What came of it; enough to go back over it when smoothing.
struct ObservationEffect {
  Observation observation;
  ErrorVec gain;
  double weighted_innovation = 0;  // innovation / its variance
};

class ErrorCovariance {
 public:
  const ErrorMatrix& matrix() const { return p_; }
  void set_zero() { p_.setZero(); }
  double& operator()(int row, int column) { return p_(row, column); }
  double operator()(int row, int column) const { return p_(row, column); }

  // P -> F P F'.
  void propagate(const ErrorTransition& transition);
  void add_variance(int first, int count, double variance);
  // The other states stay; these ones have `variance` and are correlated with nothing.
  void reset(int first, int count, double variance);
  // Adds to states that are zero so far what depends on three others: dependent = gain * others.
  void add_dependent(int dependent, int others, const Eigen::Matrix<double, 2, 3>& gain);
  // One observation (Kalman's sequential form: no matrix inverse); adds its correction to `error`.
  ObservationEffect observe(const Observation& observation, ErrorVec& error);
  // Observations take P for symmetric. Rounding makes it less so, and they amplify that: left
  // alone, the filter diverges after some hours while its sigma stays small.
  void make_symmetric();
  bool is_sound(const ErrorVec& error) const;

 private:
  ErrorMatrix p_ = ErrorMatrix::Zero();
};

}  // namespace postured
