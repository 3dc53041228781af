// Samples with their inclination -> MotionSeconds on whole seconds of the host's time.
#pragma once

#include <functional>
#include <vector>

#include "motion/inclination.hpp"
#include "motion/motion_second.hpp"
#include "motion/mounting.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

class SecondBuilder {
 public:
  using OnSecond = std::function<void(const MotionSecond&)>;
  explicit SecondBuilder(OnSecond on_second) : on_second_(std::move(on_second)) {}

  // The reference in force from here on; nullopt = uncalibrated (angles stay NaN).
  void set_mounting(const std::optional<Mounting>& mounting) { mounting_ = mounting; }

  void add(BootTime t, const ImuSample& sample, const Inclination& inclination);
  // Samples are missing between the last one and the next.
  void on_gap();
  // No sample before `t` will come any more: closes every second that ends at or before it. A
  // second without samples is emitted as `empty_reason` (at most one day of them).
  void close_until(BootTime t, Unknown empty_reason);

 private:
  void close();

  OnSecond on_second_;
  std::optional<Mounting> mounting_;
  bool open_ = false;
  BootTime start_{};
  bool has_gap_ = false;
  bool settled_ = true;
  double sigma_deg_ = 180;
  std::vector<float> lean_deg_, side_deg_, inclination_deg_;
  std::array<double, kMotionSeriesHz> series_sum_{};
  std::array<int, kMotionSeriesHz> series_n_{};
  double sum_accel_ = 0, sum_accel_squared_ = 0, sum_gyro_squared_ = 0;
  Vec3 sum_up_ = Vec3::Zero();
  int n_ = 0;
};

}  // namespace postured
