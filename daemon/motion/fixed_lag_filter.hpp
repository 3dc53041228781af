// The orientation filter with hindsight: each sample's answer once more, up to lag_s later, with
// what was seen since. For what is recorded; nothing that waits for the present needs it.
//
// A smoother over the filter's covariance steps in the form of Bryson and Frazier (Bierman 1977,
// Factorization Methods, chapter 10): going back, it carries what later observations pull at the
// errors, and needs no inverse of a covariance.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "motion/orientation_filter.hpp"

namespace postured {

class FixedLagFilter {
 public:
  // Each accepted sample once, in order. sigma_deg is the causal one: the true one is smaller.
  using OnSmoothed = std::function<void(const ImuSample&, const Inclination&)>;

  // lag_s: 0.2..2 s are useful; an answer leaves at most so much later than its sample.
  FixedLagFilter(double lag_s, OnSmoothed on_smoothed, OrientationParams params = {});
  // The filter's callback points here.
  FixedLagFilter(const FixedLagFilter&) = delete;
  FixedLagFilter& operator=(const FixedLagFilter&) = delete;

  // The causal answer at once. Samples and breaks as for OrientationFilter.
  const Inclination& update(const ImuSample& sample);
  void on_break(const StreamBreak& what) { filter_.on_break(what); }
  // Nothing follows soon: answers what still waits, with what there is.
  void flush();

  OrientationFilter& filter() { return filter_; }
  const OrientationFilter& filter() const { return filter_; }

 private:
  struct Waiting {
    ImuSample sample;
    Inclination causal;
    Quat world_from_sensor;
  };
  // The samples between two covariance steps, and the step that ended them.
  struct Stretch {
    std::vector<Waiting> samples;
    DeviceTime end{};  // of the sample that brought the step
    OrientationStep step;
  };
  // What hindsight adds to the tilt of a stretch, at its start and at its end (rad).
  struct Hindsight {
    Eigen::Vector2d start = Eigen::Vector2d::Zero(), end = Eigen::Vector2d::Zero();
  };

  void on_step(const OrientationStep* step);
  std::vector<Hindsight> look_back() const;
  void answer(const Stretch& stretch, const Hindsight& hindsight);
  void answer_open_stretch();

  double lag_s_;
  OnSmoothed on_smoothed_;
  std::deque<Stretch> past_;
  std::vector<Waiting> open_;                                  // since the last step
  Eigen::Matrix<double, 2, error_state::kStates> start_rows_;  // of the covariance before past_
  DeviceTime start_{};                                         // of past_
  DeviceTime now_{};
  OrientationFilter filter_;
};

}  // namespace postured
