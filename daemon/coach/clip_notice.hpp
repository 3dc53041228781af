// Tells once what is wrong with the clip and what to do: when the reference is in doubt, the sensor
// is stuck, the clip lies on the desk all morning, or its battery is low. The status says it all
// the while; this says it once and never again until it was settled: nobody is nagged about a clip.
#pragma once

#include <chrono>
#include <optional>

#include "coach/prompt.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class ClipNotice {
 public:
  static constexpr double kLasts_s = 60;          // a doubt that settles by itself is not told
  static constexpr double kNotWornLasts_s = 600;  // ... nor lunch: and once a day
  static constexpr double kSettled_s = 60;        // valid for so long: the next doubt is a new one

  // One second after the other.
  void update(const PostureSecond& second);
  // The clip said so, once: told at most once a day.
  void on_battery_low(double voltage_v) { battery_v_ = voltage_v; }
  // What is to be told now; told() says that it was shown.
  std::optional<Popup> due() const;
  void told();
  // It did not reach the screen: it is due again.
  void failed();

 private:
  Unknown reason_ = Unknown::none;  // present doubt worth telling
  Unknown told_ = Unknown::none;    // the last one told, until it was settled
  double for_s_ = 0, valid_s_ = 0;
  std::optional<double> battery_v_;       // low, and not told yet
  std::optional<double> told_battery_v_;  // what was told last is this
  std::chrono::local_days today_{}, told_not_worn_{}, told_battery_{};
};

}  // namespace postured
