#include "motion/fixed_lag_filter.hpp"

#include <utility>

#include "motion/strapdown.hpp"

namespace postured {

using namespace error_state;

FixedLagFilter::FixedLagFilter(double lag_s, OnSmoothed on_smoothed, OrientationParams params)
    : lag_s_(lag_s), on_smoothed_(std::move(on_smoothed)), filter_(params) {
  start_rows_.setZero();
  filter_.on_step = [this](const OrientationStep* step) { on_step(step); };
}

const Inclination& FixedLagFilter::update(const ImuSample& sample) {
  now_ = sample.time;
  const DeviceTime before = filter_.last_time();
  const Inclination& causal = filter_.update(sample);
  // A sample that was ignored moved nothing.
  if (filter_.last_time() != sample.time || (before == sample.time && !open_.empty())) {
    return causal;
  }
  // Without a gyroscope there are no steps, and no hindsight either.
  if (!sample.has_gyro) {
    flush();
    on_smoothed_(sample, causal);
    return causal;
  }
  open_.push_back({sample, causal, filter_.world_from_sensor()});
  return causal;
}

void FixedLagFilter::on_step(const OrientationStep* step) {
  if (step == nullptr) {  // the tilt starts anew: later samples say nothing about earlier ones
    flush();
    start_rows_ = filter_.tilt_rows();
    start_ = now_;
    return;
  }
  past_.push_back({std::move(open_), now_, *step});
  open_.clear();
  // An answer may not come later than lag_s: the oldest stretch goes when it could not wait for
  // another step.
  while (!past_.empty() && to_seconds(now_ - start_) + step->transition.elapsed_s > lag_s_ + 1e-6) {
    answer(past_.front(), look_back().front());
    start_ = past_.front().end;
    start_rows_ = past_.front().step.tilt_rows;
    past_.pop_front();
  }
}

std::vector<FixedLagFilter::Hindsight> FixedLagFilter::look_back() const {
  std::vector<Hindsight> hindsight(past_.size());
  if (past_.empty()) return hindsight;
  ErrorVec pull = past_.back().step.pull;
  for (std::size_t i = past_.size(); i-- > 0;) {
    const OrientationStep& step = past_[i].step;
    // The estimate just before the step was off by its correction as well.
    hindsight[i].end = Eigen::Vector2d(step.tilt_x_rad, step.tilt_y_rad) + step.tilt_rows * pull;
    for (auto effect = step.observations.rbegin(); effect != step.observations.rend(); ++effect) {
      const Observation& o = effect->observation;
      const double change = effect->weighted_innovation - effect->gain.dot(pull);
      pull(o.state) += change;
      pull(kTilt) += o.tilt_x * change;
      pull(kTilt + 1) += o.tilt_y * change;
    }
    step.transition.transpose_apply(pull);
    hindsight[i].start = (i > 0 ? past_[i - 1].step.tilt_rows : start_rows_) * pull;
  }
  return hindsight;
}

void FixedLagFilter::answer(const Stretch& stretch, const Hindsight& hindsight) {
  const double length_s = to_seconds(stretch.end - start_);
  for (const Waiting& waiting : stretch.samples) {
    const double share = length_s > 0 ? to_seconds(waiting.sample.time - start_) / length_s : 1;
    const Eigen::Vector2d tilt = (1 - share) * hindsight.start + share * hindsight.end;
    Inclination smoothed = waiting.causal;
    const Quat turn = quaternion_from_rotation({-tilt.x(), -tilt.y(), 0});
    smoothed.up_sensor = waiting.world_from_sensor.conjugate() * (turn * Vec3::UnitZ());
    on_smoothed_(waiting.sample, smoothed);
  }
}

void FixedLagFilter::flush() {
  const std::vector<Hindsight> hindsight = look_back();
  for (std::size_t i = 0; i < past_.size(); ++i) {
    answer(past_[i], hindsight[i]);
    start_ = past_[i].end;
    start_rows_ = past_[i].step.tilt_rows;
  }
  past_.clear();
  answer_open_stretch();
}

// No step ended it: there is nothing that the causal answers do not know.
void FixedLagFilter::answer_open_stretch() {
  for (const Waiting& waiting : open_) on_smoothed_(waiting.sample, waiting.causal);
  open_.clear();
}

}  // namespace postured
