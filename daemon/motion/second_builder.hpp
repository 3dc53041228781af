// Samples with their inclination -> MotionSeconds on whole seconds of the host's time.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "motion/inclination.hpp"
#include "motion/motion_second.hpp"
#include "motion/mounting.hpp"
#include "motion/walking_ahead.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// A second is judged when it has at least kMinSamples samples, or a quarter of what the last full
// seconds had; else its reason is `gap` (or what close_until() was told).
class SecondBuilder {
 public:
  static constexpr int kMinSamples = 5;
  static constexpr double kMinShare = 0.25;
  static constexpr std::chrono::hours kLongestFill{24};

  using OnSecond = std::function<void(const MotionSecond&)>;
  explicit SecondBuilder(OnSecond on_second) : on_second_(std::move(on_second)) {}

  // The reference in force from here on; nullopt = uncalibrated (angles stay NaN).
  void set_mounting(const std::optional<Mounting>& mounting) { mounting_ = mounting; }

  // Times increase. Whole seconds that were jumped over come out empty with reason gap; after a
  // jump of more than a day, forwards, or of more than 10 s backwards, the count starts anew.
  // A sample from a second that is already closed is dropped.
  void add(BootTime t, const ImuSample& sample, const Inclination& inclination);
  // Samples are missing between the last one and the next.
  void on_gap();
  // No sample before `t` will come any more: closes every second that ends at or before it. A
  // second without samples is emitted as `empty_reason` (at most one day of them).
  void close_until(BootTime t, Unknown empty_reason);
  // The seconds begin with `t`, before any sample: nothing when they have begun.
  void begin(BootTime t) {
    if (!open_) open(std::chrono::floor<std::chrono::seconds>(t));
  }
  // The stream pauses: closes the open second. The next sample begins anew, wherever it lies, and
  // nothing is emitted for the time between.
  void pause();

 private:
  // What the samples of one second add up to.
  struct Sums {
    int samples = 0;
    bool settled = false;  // one settled sample is enough: it is the settled ones that count
    double sigma_deg = 180;
    double accel_g = 0, accel_squared_g2 = 0, gyro_squared = 0;
    double turn_rad_s = 0;  // about the vertical
    Vec3 up = Vec3::Zero();
    std::array<double, kMotionSeriesHz> series_g{};
    std::array<int, kMotionSeriesHz> series_n{};
  };

  void open(BootTime start);
  void close(Unknown short_reason);
  void add_angles(const Inclination& inclination);
  void fill_angles(MotionSecond& second);

  OnSecond on_second_;
  std::optional<Mounting> mounting_;
  bool open_ = false;
  BootTime start_{};
  bool has_gap_ = false;      // samples are missing in the open second
  bool gap_pending_ = false;  // ... and before the next sample
  double usual_samples_ = 0;  // of a full second
  Sums sums_;
  WalkingAhead ahead_;
  bool angles_axis_known_ = false;  // of the mounting that the angles below were taken with
  std::vector<double> lean_deg_, side_deg_, inclination_deg_;
};

}  // namespace postured
