#include "coach/clip_notice.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "base/calendar.hpp"

namespace postured {
namespace {

struct Words {
  const char* summary;
  const char* body;
};

// Empty: the status is enough (the sensor is away, a calibration runs, or it settles by itself).
Words words(Unknown reason) {
  switch (reason) {
    case Unknown::slipped:
      return {"The clip has slipped", "Set it straight, sit upright, and run 'posturectl zero'."};
    case Unknown::turned:
      return {"The clip has turned", "Please run 'posturectl calibrate' once."};
    case Unknown::reference_suspect:
      return {"The clip is on again", "Sit upright and run 'posturectl zero'."};
    case Unknown::uncalibrated:
      return {"There is no reference yet", "Please run 'posturectl calibrate' once."};
    case Unknown::not_worn:
      return {"The clip is not worn", "Clip it on, then run 'posturectl zero'."};
    case Unknown::stuck:
    case Unknown::implausible:
      return {"The sensor's readings make no sense", "Unplug it and plug it in again."};
    case Unknown::none:
    case Unknown::no_sensor:
    case Unknown::no_data:
    case Unknown::gap:
    case Unknown::settling:
    case Unknown::calibrating:
    case Unknown::maybe_slipped:
    case Unknown::handled:
      break;
  }
  return {"", ""};
}

// 3.5149 -> "3.51"
std::string hundredths(double value) {
  const long n = std::lround(100 * value);
  return std::to_string(n / 100) + "." + std::to_string(100 + n % 100).substr(1);
}

}  // namespace

void ClipNotice::update(const PostureSecond& second) {
  today_ = local_day(second.wall);
  if (second.valid) {
    valid_s_ += 1;
    if (valid_s_ >= kSettled_s) told_ = Unknown::none;
    reason_ = Unknown::none;
    return;
  }
  if (second.reason != Unknown::gap && second.reason != Unknown::settling) valid_s_ = 0;
  for_s_ = second.reason == reason_ ? for_s_ + 1 : 1;
  reason_ = second.reason;
}

std::optional<Popup> ClipNotice::due() const {
  if (battery_v_ && told_battery_ != today_) {
    Popup popup;
    popup.summary = "The clip's battery is low";
    popup.body = "It has " + hundredths(*battery_v_) + " V left. Charge or change it today.";
    popup.notice = true;
    return popup;
  }
  const Words text = words(reason_);
  if (*text.summary == '\0' || reason_ == told_) return std::nullopt;
  const bool not_worn = reason_ == Unknown::not_worn;
  if (for_s_ < (not_worn ? kNotWornLasts_s : kLasts_s)) return std::nullopt;
  if (not_worn && told_not_worn_ == today_) return std::nullopt;
  Popup popup;
  popup.summary = text.summary;
  popup.body = text.body;
  popup.notice = true;
  return popup;
}

void ClipNotice::told() {
  told_battery_v_.reset();
  if (battery_v_ && told_battery_ != today_) {
    told_battery_v_ = std::exchange(battery_v_, std::nullopt);
    told_battery_ = today_;
    return;
  }
  told_ = reason_;
  if (reason_ == Unknown::not_worn) told_not_worn_ = today_;
}

void ClipNotice::failed() {
  if (told_battery_v_) {
    battery_v_ = std::exchange(told_battery_v_, std::nullopt);
    told_battery_ = {};
    return;
  }
  if (told_ == Unknown::not_worn) told_not_worn_ = {};
  told_ = Unknown::none;
}

}  // namespace postured
