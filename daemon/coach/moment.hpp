// Good moments to speak: between two things. A due prompt waits for one, but not long: bounded
// deferral (domain model 4.2; Iqbal and Bailey, Horvitz et al. found interruptions at breakpoints
// less frustrating).
//
//   typing pause         input was active and rests for 5 s
//   window or workspace  another one, where that is known
//   unlock
//   end of a call        microphone, camera or shared screen no longer in use
//   posture shift        the body moves right now, so attention does too
#pragma once

#include <optional>
#include <string_view>

#include "coach/desktop_context.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class Moment {
 public:
  // A moment is over after so long; longer than a call takes to settle (holds.hpp), so that its end
  // is one.
  static constexpr double kFresh_s = 10;
  // The trunk moves so much within a second: the size of a shift (domain model 2.4).
  static constexpr double kShift_deg = 5;

  void on_desktop(const DesktopContext& context, const Now& now);
  void on_boundary(Boundary boundary, const Now& now);
  void on_second(const PostureSecond& second, const Now& now);

  // "typing paused", while it is one; nullopt: there is none.
  std::optional<std::string_view> now_is(const Now& now) const;

 private:
  DesktopContext desktop_;
  std::string_view latest_;
  std::optional<BootTime> at_;
  bool typing_pause_ = false;  // it is over when typing goes on
};

}  // namespace postured
