#include "coach/static_cause.hpp"

#include "coach/duration_words.hpp"

namespace postured {

namespace {

constexpr int kEvery_s = 10;

}  // namespace

void StaticCause::update(const PostureSecond& second) {
  const FoundMovement found = movements_.update(second);
  posture_.update(second, found);
  // The percentiles of 20 minutes are not worked out every second.
  const bool unshifted = posture_.unshifted_s() >= limit_s_;
  if (!unshifted) holds_ = false;
  if (unshifted && posture_.unshifted_s() % kEvery_s == 0) holds_ = posture_.is_static(limit_s_);
  complying_ =
      found.shift ||
      (second.valid && (second.body == BodyState::walking || second.body == BodyState::lying));
}

void StaticCause::on_gap() {
  posture_ = {};
  holds_ = complying_ = false;
}

Cause StaticCause::cause() const {
  Cause cause;
  cause.kind = PromptKind::static_posture;
  cause.lasted_s = posture_.unshifted_s();
  cause.interval_s = limit_s_;
  cause.holds = holds_;
  cause.complying = complying_;
  if (!cause.holds) {
    cause.gone = "the position was changed";
    return cause;
  }
  const std::string duration = in_words(cause.lasted_s);
  cause.reason = "no change of position for " + duration;
  cause.summary = duration + " in one position";
  cause.body = "Another position for a while?";
  return cause;
}

}  // namespace postured
