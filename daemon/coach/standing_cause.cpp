#include "coach/standing_cause.hpp"

#include "coach/duration_words.hpp"

namespace postured {

void StandingCause::update(const PostureSecond& second) {
  clock_.update(second);
  complying_ =
      second.valid && second.body != BodyState::standing && second.body != BodyState::unknown;
}

Cause StandingCause::cause() const {
  Cause cause;
  cause.kind = PromptKind::standing;
  cause.lasted_s = clock_.standing_s();
  cause.interval_s = limit_s_;
  cause.holds = cause.lasted_s >= limit_s_;
  cause.complying = complying_;
  if (!clock_.standing()) cause.not_now = "not standing right now";
  if (!cause.holds) {
    cause.gone = "no longer standing";
    return cause;
  }
  const std::string duration = in_words(cause.lasted_s);
  cause.reason = "stood for " + duration;
  cause.summary = duration + " standing";
  cause.body = "Walk a little, or sit down?";
  return cause;
}

}  // namespace postured
