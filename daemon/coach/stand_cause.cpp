#include "coach/stand_cause.hpp"

#include "coach/duration_words.hpp"

namespace postured {
namespace {

constexpr double kShortBreak_s = 60;  // domain model 3.2

}  // namespace

void StandCause::update(const PostureSecond& second, const DeskPresence& desk) {
  clock_.update(second, desk);
  history_.update(second, desk);
  latest_ = second;
  desk_ = desk;
  if (clock_.break_s() >= kShortBreak_s) break_at_ = second.start;
}

void StandCause::on_gap(double duration_s) {
  clock_.on_gap(duration_s);
  history_.on_gap(duration_s);
}

void StandCause::restore(double sitting_s, double away_s) {
  clock_.restore(sitting_s, away_s);
  history_.restore(sitting_s, away_s);
}

void StandCause::correct(BootTime from, double duration_s, BodyState body) {
  history_.correct(from, duration_s, body);
  clock_ = history_.clock();
}

Cause StandCause::cause() const {
  Cause cause;
  cause.kind = PromptKind::stand;
  cause.lasted_s = clock_.sitting_s();
  cause.interval_s = limit_s_;
  cause.holds = cause.lasted_s >= limit_s_;
  cause.complying =
      latest_.valid && (latest_.body == BodyState::standing || latest_.body == BodyState::walking);
  if (!latest_.valid && !(desk_ == DeskPresence::there)) {
    cause.not_now = "the posture is not known right now";
  } else if (!clock_.sitting()) {
    cause.not_now = "not sitting right now";
  }
  if (!cause.holds) {
    cause.gone = "a break was taken";
    return cause;
  }
  const std::string duration = in_words(cause.lasted_s);
  const bool seen = !clock_.estimated();
  cause.reason = (seen ? "sat for " : "at the desk for ") + duration + " without a full break";
  cause.summary = duration + (seen ? " sitting" : " at the desk");
  cause.body = "Two minutes' walk?";
  if (clock_.unseen()) {
    cause.reason += ", by keyboard and pointer alone";
    cause.summary += ", unseen by a sensor";
  }
  if (break_at_) {
    cause.note = "last break " + briefly(to_seconds(latest_.start - *break_at_)) + " ago";
  }
  return cause;
}

}  // namespace postured
