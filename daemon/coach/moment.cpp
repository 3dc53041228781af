#include "coach/moment.hpp"

namespace postured {

void Moment::on_desktop(const DesktopContext& context, const Now& now) {
  const auto say = [&](std::string_view what, bool typing_pause) {
    latest_ = what;
    at_ = now.boot;
    typing_pause_ = typing_pause;
  };
  if (context.input == Input::active && typing_pause_) at_.reset();
  if (desktop_.input == Input::active && context.input == Input::idle) say("typing paused", true);
  if (desktop_.locked.value_or(false) && context.locked == false) say("unlocked", false);
  bool call_before = false, call_now = false;
  for (const Quiet quiet : {Quiet::microphone, Quiet::camera, Quiet::screen_shared}) {
    call_before = call_before || desktop_.quiet.contains(quiet);
    call_now = call_now || context.quiet.contains(quiet);
  }
  if (call_before && !call_now) say("the call ended", false);
  desktop_ = context;
}

void Moment::on_boundary(Boundary boundary, const Now& now) {
  latest_ = boundary == Boundary::window_switch ? "another window" : "another workspace";
  at_ = now.boot;
  typing_pause_ = false;
}

void Moment::on_second(const PostureSecond& second, const Now& now) {
  if (!second.valid || !(second.lean_range_deg >= kShift_deg)) return;
  latest_ = "a posture shift was under way";
  at_ = now.boot;
  typing_pause_ = false;
}

std::optional<std::string_view> Moment::now_is(const Now& now) const {
  if (!at_ || to_seconds(now.boot - *at_) >= kFresh_s) return std::nullopt;
  return latest_;
}

}  // namespace postured
