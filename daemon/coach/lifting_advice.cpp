#include "coach/lifting_advice.hpp"

#include <string>

#include "base/calendar.hpp"

namespace postured {

void LiftingAdvice::on_bend(const Bend& bend) {
  const std::chrono::local_days day = local_day(bend.start);
  if (day != day_) deep_ = twisted_ = 0;
  day_ = day;
  deep_ += 1;
  twisted_ += is_twisted(bend);
}

std::optional<Popup> LiftingAdvice::due(const WallTime& now) const {
  const std::chrono::local_days today = local_day(now);
  if (day_ != today || told_ == today) return std::nullopt;
  if (twisted_ == 0 && deep_ < kDeepBends) return std::nullopt;
  Popup popup;
  popup.summary =
      twisted_ > 0 ? "A deep bend with a turn" : std::to_string(deep_) + " deep bends today";
  popup.body = "When lifting: bend the knees, keep it close, avoid twisting.";
  popup.notice = true;
  return popup;
}

void LiftingAdvice::told(const WallTime& now) { told_ = local_day(now); }

}  // namespace postured
