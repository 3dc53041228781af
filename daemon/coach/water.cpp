#include "coach/water.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/calendar.hpp"

namespace postured {
namespace {

constexpr std::array<std::string_view, 4> kAnswers{"not_asked", "no", "yes", "unsure"};
constexpr std::array<std::string_view, 4> kLosses{"sweat", "heat", "vomiting", "diarrhoea"};
constexpr double kHour_s = 3600;
// Above this share of the goal nothing is said to be good about drinking (domain model 8.2).
constexpr double kPraisedShare = 1.2;
constexpr double kShortestInterval_s = 60 * 60, kLongestInterval_s = 120 * 60;
static_assert(2 * kLargestGlass_ml <= kMostSuggestedAnHour_ml);

std::string litres(double ml) {
  std::array<char, 32> text{};
  const int n = std::snprintf(text.data(), text.size(), "%.1f", ml / 1000);
  return {text.data(), static_cast<std::size_t>(n)};
}

}  // namespace

const std::string_view kFluidsQuestion =
    "Has a clinician told you to limit fluids, or salt or potassium?";

std::string_view to_string(FluidsLimited answer) {
  return kAnswers[static_cast<std::size_t>(answer)];
}

std::optional<FluidsLimited> fluids_limited_from_string(std::string_view token) {
  const auto found = std::find(kAnswers.begin(), kAnswers.end(), token);
  if (found == kAnswers.end()) return std::nullopt;
  return static_cast<FluidsLimited>(found - kAnswers.begin());
}

FluidsLimited more_careful(FluidsLimited a, FluidsLimited b) {
  constexpr std::array kMostCarefulFirst{FluidsLimited::yes, FluidsLimited::unsure,
                                         FluidsLimited::no, FluidsLimited::not_asked};
  for (const FluidsLimited answer : kMostCarefulFirst) {
    if (a == answer || b == answer) return answer;
  }
  return FluidsLimited::not_asked;
}

void Water::set_params(const WaterParams& params) {
  params_ = params;
  params_.goal_ml = std::clamp(params.goal_ml, 1200.0, 3000.0);
  params_.glass_ml = std::clamp(params.glass_ml, 150, kLargestGlass_ml);
  params_.interval_s = std::clamp(params.interval_s, kShortestInterval_s, kLongestInterval_s);
}

void Water::seen(const Now& now) {
  const auto today = local_day(now.wall);
  if (day_began_ && seen_day_ == today) return;
  day_began_ = now.boot;
  seen_day_ = today;
}

void Water::add(BootTime at, std::chrono::local_days day, int volume_ml) {
  if (day != drunk_day_) drunk_ml_ = 0;
  drunk_day_ = day;
  drunk_ml_ += volume_ml;
  last_drink_ = at;
  lately_.push_back({at, volume_ml});
  while (to_seconds(at - lately_.front().at) >= kHour_s) lately_.pop_front();
}

void Water::restore(const Drink& drink, const Now& now) {
  // Of a clock that was set back since, no more is known than that it was before now.
  const auto age = std::max(now.wall.utc - drink.at.utc, std::chrono::milliseconds(0));
  add(now.boot - age, local_day(drink.at), drink.volume_ml);
}

bool Water::drink(int volume_ml, const Now& now) {
  if (volume_ml < 1 || volume_ml > kLargestDrink_ml) return false;
  const auto within_hour = std::count_if(lately_.begin(), lately_.end(), [&now](const Drunk& d) {
    return to_seconds(now.boot - d.at) < kHour_s;
  });
  if (within_hour >= kMostDrinksAnHour) return false;
  add(now.boot, local_day(now.wall), volume_ml);
  return true;
}

int Water::today_ml(const Now& now) const {
  return drunk_day_ == local_day(now.wall) ? drunk_ml_ : 0;
}

int Water::last_hour_ml(const Now& now) const {
  int sum_ml = 0;
  for (const Drunk& d : lately_) {
    if (to_seconds(now.boot - d.at) < kHour_s) sum_ml += d.volume_ml;
  }
  return sum_ml;
}

std::optional<double> Water::due_in_s(const Now& now, std::optional<double> until_bed_s,
                                      bool after_last_suggestion) const {
  if (!suggests() || !day_began_ || seen_day_ != local_day(now.wall)) return std::nullopt;
  const double drunk_ml = today_ml(now);
  if (drunk_ml >= params_.goal_ml) return std::nullopt;
  // On pace until what was drunk is used up; never within an interval of the day's begin.
  const BootTime behind_at = *day_began_ + from_seconds(drunk_ml / params_.goal_ml * kWakingDay_s);
  const auto interval = from_seconds(params_.interval_s);
  BootTime due = std::max(behind_at, *day_began_ + interval);
  if (last_drink_) due = std::max(due, *last_drink_ + interval);
  if (last_suggested_ && after_last_suggestion) due = std::max(due, *last_suggested_ + interval);
  const double due_in_s = std::max(0.0, to_seconds(due - now.boot));
  if (until_bed_s && due_in_s > *until_bed_s - kBeforeBed_s) return std::nullopt;
  return due_in_s;
}

std::string Water::reason(const Now& now) const {
  std::string why;
  if (last_drink_ && day_began_ && *last_drink_ >= *day_began_) {
    const int minutes = static_cast<int>(to_seconds(now.boot - *last_drink_) / 60);
    why = std::to_string(minutes) + " min since the last drink, ";
  }
  return why + litres(today_ml(now)) + " of " + litres(params_.goal_ml) +
         " L today, behind an even pace";
}

std::string Water::day_words(const Now& now) const {
  const double drunk_ml = today_ml(now);
  if (params_.fluids != FluidsLimited::no || drunk_ml > kPraisedShare * params_.goal_ml) {
    return litres(drunk_ml) + " L today.";
  }
  if (drunk_ml < params_.goal_ml) {
    return litres(drunk_ml) + " of " + litres(params_.goal_ml) + " L today.";
  }
  return litres(drunk_ml) + " L today: your goal of " + litres(params_.goal_ml) + " L is reached.";
}

std::string Water::caution(const Now& now) const {
  const int hour_ml = last_hour_ml(now);
  if (hour_ml <= kCautionAnHour_ml) return {};
  return "That is " + litres(hour_ml) +
         " L within an hour. Healthy kidneys clear about 0.8 to 1 L an hour: better wait before "
         "drinking more. If you feel unwell or confused, get medical help.";
}

std::optional<SaltLoss> salt_loss_from_string(std::string_view token) {
  const auto found = std::find(kLosses.begin(), kLosses.end(), token);
  if (found == kLosses.end()) return std::nullopt;
  return static_cast<SaltLoss>(found - kLosses.begin());
}

std::string electrolyte_words(FluidsLimited fluids, SaltLoss loss) {
  if (fluids != FluidsLimited::no) return {};
  if (loss == SaltLoss::vomiting || loss == SaltLoss::diarrhoea) {
    return "An oral rehydration solution replaces water and salt together; small sips are easier "
           "to keep. A pharmacist can help to choose one.";
  }
  return "After much sweat, a meal or an oral rehydration solution replaces the salt that plain "
         "water does not. On ordinary days ordinary meals do.";
}

}  // namespace postured
