#include "simulation/desk_life.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

constexpr double kMeeting_s = 30 * 60;
constexpr double kWindowEvery_s = 75;

BootTime at(double t_s) { return BootTime(from_seconds(t_s)); }

bool sits_at_it(Activity::Kind kind) {
  return kind == Activity::Kind::sit_work || kind == Activity::Kind::sit_tall ||
         kind == Activity::Kind::type_hard;
}

}  // namespace

DeskLife::DeskLife(const DeskLifeParams& params) : params_(params), random_(params.seed, 9) {
  context_.locked = true;
  context_.input = Input::idle;
}

void DeskLife::set_input(Input input, double since_s) {
  context_.input = input;
  context_.input_since = at(since_s);
}

void DeskLife::begin_day(double t_s) {
  meetings_s_.clear();
  meeting_ends_s_ = kNever;
  for (int i = 0; i < params_.meetings_per_day; ++i) {
    // Spread over eight hours, on the half hour.
    const double share = (i + random_.uniform(0.2, 0.8)) / params_.meetings_per_day;
    meetings_s_.push_back(t_s + 1800 * std::floor(15 * share));
  }
  std::reverse(meetings_s_.begin(), meetings_s_.end());
}

void DeskLife::leave(Activity::Kind kind, double t_s) {
  at_desk_ = false;
  input_changes_s_ = window_changes_s_ = kNever;
  if (context_.input == Input::active) set_input(Input::idle, t_s);
  const bool lunch = kind == Activity::Kind::off;
  if (lunch || random_.chance(params_.locks)) context_.locked = true;
}

void DeskLife::on_activity(Activity::Kind kind, double t_s) {
  if (sits_at_it(kind)) {
    if (at_desk_) return;
    at_desk_ = true;
    context_.locked = false;
    set_input(Input::active, t_s);
    input_changes_s_ = t_s + random_.exponential(params_.typing_s);
    window_changes_s_ = t_s + random_.exponential(kWindowEvery_s);
  } else if (at_desk_) {
    leave(kind, t_s);
  } else if (kind != Activity::Kind::off) {
    return;
  } else {
    context_.locked = true;
  }
  if (on_change) on_change(context_);
}

void DeskLife::advance(double t_s) {
  bool changed = false;
  if (t_s >= input_changes_s_) {
    changed = true;
    if (context_.input == Input::active) {
      // The last input was kTypingPause_s ago.
      set_input(Input::idle, t_s - kTypingPause_s);
      const bool reads = random_.chance(params_.reading_share);
      input_changes_s_ =
          t_s + (reads ? random_.uniform(60, 400) : random_.exponential(params_.pause_s));
    } else {
      set_input(Input::active, t_s);
      input_changes_s_ = t_s + kTypingPause_s + random_.exponential(params_.typing_s);
    }
  }
  if (t_s >= meeting_ends_s_) {
    changed = true;
    meeting_ends_s_ = kNever;
    context_.quiet.clear();
  }
  if (!meetings_s_.empty() && t_s >= meetings_s_.back()) {
    changed = true;
    meetings_s_.pop_back();
    meeting_ends_s_ = t_s + kMeeting_s;
    context_.quiet.insert(Quiet::microphone);
    if (random_.chance(0.5)) context_.quiet.insert(Quiet::camera);
  }
  if (changed && on_change) on_change(context_);
  if (t_s >= window_changes_s_) {
    window_changes_s_ = t_s + random_.exponential(kWindowEvery_s);
    if (context_.input == Input::active && on_boundary) on_boundary(Boundary::window_switch);
  }
}

}  // namespace postured
