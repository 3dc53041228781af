#include "accuracy/wearer_lean.hpp"

#include <cmath>
#include <map>
#include <optional>

#include "motion/calibration_wizard.hpp"
#include "motion/orientation_filter.hpp"
#include "motion/second_builder.hpp"
#include "simulation/wearer.hpp"

namespace postured::accuracy {
namespace {

using Seconds = std::map<std::int64_t, MotionSecond>;

// Wizard, mounting and seconds, fed with one kind of inclination.
class Chain {
 public:
  explicit Chain(Seconds& out)
      : builder_([&out](const MotionSecond& second) {
          out[std::chrono::floor<std::chrono::seconds>(second.start.time_since_epoch()).count()] =
              second;
        }) {
    wizard_.start(CalibrationKind::full, std::nullopt);
  }

  void add(BootTime t, const ImuSample& sample, const Inclination& inclination) {
    if (wizard_.running()) {
      wizard_.update(sample, inclination);
      if (wizard_.progress().step == CalibrationStep::done) {
        calibrated_ = true;
        builder_.set_mounting(wizard_.mounting());
      }
    }
    if (calibrated_) builder_.add(t, sample, inclination);
  }
  bool calibrated() const { return calibrated_; }

 private:
  CalibrationWizard wizard_;
  bool calibrated_ = false;
  SecondBuilder builder_;
};

struct Rms {
  double sum = 0;
  int n = 0;
  void add(double error) {
    sum += error * error;
    ++n;
  }
  double value() const { return std::sqrt(sum / std::max(1, n)); }
};

}  // namespace

WearerLean run_wearer(std::uint64_t seed, double rate_hz, double hours, bool cheap_sensor) {
  WearerParams params;
  params.seed = seed;
  params.rate_hz = rate_hz;
  params.imu.cheap = cheap_sensor;
  Wearer wearer(params);
  std::map<std::int64_t, TruthSecond> truth;
  wearer.on_truth = [&](const TruthSecond& second) { truth[second.t_s] = second; };

  Seconds ours, perfect;
  Chain our_chain(ours), perfect_chain(perfect);
  OrientationFilter filter;
  wearer.begin_day();
  wearer.advance_to(hours * 3600, [&](const ImuSample& sample, const BodyMotion&) {
    const BootTime t{sample.time.time_since_epoch()};
    const Inclination learnt = in_reading_terms(filter.update(sample));
    our_chain.add(t, sample, learnt);
    Inclination exact = learnt;
    exact.up_sensor = wearer.sensor_from_clip() *
                      wearer.kinematics().pose().world_from_clip.transpose() * Vec3::UnitY();
    perfect_chain.add(t, sample, exact);
  });

  WearerLean result;
  result.calibrated = our_chain.calibrated() && perfect_chain.calibrated();
  Rms lean, side, exact;
  for (const auto& [t_s, second] : ours) {
    const auto true_second = truth.find(t_s);
    const auto exact_second = perfect.find(t_s);
    if (true_second == truth.end() || exact_second == perfect.end()) continue;
    if (!true_second->second.worn || true_second->second.body == BodyState::walking) continue;
    if (!second.axis_known || std::isnan(second.lean_deg)) continue;
    if (!exact_second->second.axis_known || std::isnan(exact_second->second.lean_deg)) continue;
    lean.add(second.lean_deg - true_second->second.lean_deg);
    side.add(second.side_deg - true_second->second.side_deg);
    exact.add(exact_second->second.lean_deg - true_second->second.lean_deg);
  }
  result.seconds = lean.n;
  result.rmse_deg = lean.value();
  result.side_rmse_deg = side.value();
  result.perfect_deg = exact.value();
  return result;
}

}  // namespace postured::accuracy
