#include "motion/error_covariance.hpp"

namespace postured {

using namespace error_state;

namespace {

// What the step does to the moving states among themselves, on columns; position first, because it
// reads the old velocity and tilt.
template <class Columns>
void move_columns(Columns&& m, double t) {
  m.template middleCols<3>(kPosition) += t * m.template middleCols<3>(kVelocity);
  m.col(kPosition) += 0.5 * kGravity_m_s2 * t * t * m.col(kTilt + 1);
  m.col(kPosition + 1) -= 0.5 * kGravity_m_s2 * t * t * m.col(kTilt);
  m.col(kVelocity) += kGravity_m_s2 * t * m.col(kTilt + 1);
  m.col(kVelocity + 1) -= kGravity_m_s2 * t * m.col(kTilt);
}

}  // namespace

void ErrorTransition::transpose_apply(ErrorVec& v) const {
  const double t = elapsed_s;
  // Reads the moving states as they are after the step, so it comes first.
  v.tail<kSensorErrors>().noalias() += from_sensor_errors.transpose() * v.head<kMoving>();
  v(kTilt) -= kGravity_m_s2 * t * (v(kVelocity + 1) + 0.5 * t * v(kPosition + 1));
  v(kTilt + 1) += kGravity_m_s2 * t * (v(kVelocity) + 0.5 * t * v(kPosition));
  v.segment<3>(kVelocity) += t * v.segment<3>(kPosition);
}

void ErrorCovariance::propagate(const ErrorTransition& transition) {
  const double t = transition.elapsed_s;
  const auto& n = transition.from_sensor_errors;
  // P F', the columns of the moving states.
  Eigen::Matrix<double, kStates, kMoving> pf = p_.leftCols<kMoving>();
  move_columns(pf, t);
  pf.noalias() += p_.rightCols<ErrorTransition::kSensorErrors>() * n.transpose();

  // F (P F'), the rows of the moving states.
  Eigen::Matrix<double, kMoving, kMoving> moving = pf.topRows<kMoving>();
  move_columns(moving.transpose(), t);
  moving.noalias() += n * pf.bottomRows<ErrorTransition::kSensorErrors>();

  p_.topLeftCorner<kMoving, kMoving>() = moving;
  p_.bottomLeftCorner<ErrorTransition::kSensorErrors, kMoving>() =
      pf.bottomRows<ErrorTransition::kSensorErrors>();
  p_.topRightCorner<kMoving, ErrorTransition::kSensorErrors>() =
      pf.bottomRows<ErrorTransition::kSensorErrors>().transpose();
}

void ErrorCovariance::add_variance(int first, int count, double variance) {
  for (int i = first; i < first + count; ++i) p_(i, i) += variance;
}

void ErrorCovariance::reset(int first, int count, double variance) {
  for (int i = first; i < first + count; ++i) {
    p_.row(i).setZero();
    p_.col(i).setZero();
    p_(i, i) = variance;
  }
}

void ErrorCovariance::add_dependent(int dependent, int others,
                                    const Eigen::Matrix<double, 2, 3>& gain) {
  const Eigen::Matrix<double, 2, kStates> rows = gain * p_.middleRows<3>(others);
  p_.middleRows<2>(dependent) = rows;
  p_.middleCols<2>(dependent) = rows.transpose();
  p_.block<2, 2>(dependent, dependent) = rows.middleCols<3>(others) * gain.transpose();
}

ObservationEffect ErrorCovariance::observe(const Observation& o, ErrorVec& error) {
  const ErrorVec ph = p_.col(o.state) + o.tilt_x * p_.col(kTilt) + o.tilt_y * p_.col(kTilt + 1);
  const double spread = ph(o.state) + o.tilt_x * ph(kTilt) + o.tilt_y * ph(kTilt + 1) + o.variance;
  const double expected = error(o.state) + o.tilt_x * error(kTilt) + o.tilt_y * error(kTilt + 1);
  ObservationEffect effect;
  effect.observation = o;
  effect.gain = ph / spread;
  effect.weighted_innovation = (o.residual - expected) / spread;
  error += ph * effect.weighted_innovation;
  p_.noalias() -= effect.gain * ph.transpose();
  return effect;
}

void ErrorCovariance::make_symmetric() { p_ = (0.5 * (p_ + p_.transpose())).eval(); }

bool ErrorCovariance::is_sound(const ErrorVec& error) const {
  return error.allFinite() && p_.allFinite() && p_.diagonal().minCoeff() > 0;
}

}  // namespace postured
