#include "pipeline/what_if.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "coach/duration_words.hpp"

namespace postured {
namespace {

UtcTime later(UtcTime t, double s) {
  return t + std::chrono::floor<std::chrono::milliseconds>(from_seconds(s));
}

std::string duration(double s) { return s < 30 ? "no time" : briefly(s); }

}  // namespace

int WhatIfSide::shown() const {
  int n = 0;
  for (const auto& [kind, of_kind] : prompts) n += of_kind.shown;
  return n;
}

WhatIf::WhatIf(const RecordedContext& context, UtcTime from, JournalPlay::SettingsOf change)
    : before_(
          context, from, [](const Settings& recorded) { return recorded; }, recorded_outputs()),
      after_(context, from, std::move(change), outputs(after_side_)) {
  for (const PromptEvent& event : context.prompts) {
    if (event.state != PromptState::shown || event.at.utc < from) continue;
    // Once, however often it was shown again after a snooze.
    const bool again =
        std::any_of(context.prompts.data(), &event, [&event](const PromptEvent& earlier) {
          return earlier.id == event.id && earlier.state == PromptState::shown;
        });
    if (!again) ++figures_.recorded_shown[event.kind];
  }
}

CoachingOutputs WhatIf::outputs(Side& side) {
  CoachingOutputs outputs;
  outputs.on_prompt = [&side](const PromptEvent& event) {
    WhatIfPrompts& prompts = side.figures.prompts[event.kind];
    if (event.state == PromptState::scheduled) ++prompts.due;
    if (event.state == PromptState::withheld) ++prompts.withheld;
    if (event.state == PromptState::shown)
      side.shown.push_back({event.id, event.kind, event.at.utc});
  };
  return outputs;
}

CoachingOutputs WhatIf::recorded_outputs() {
  CoachingOutputs outputs = this->outputs(before_side_);
  outputs.on_second = [this](const PostureSecond& second) {
    if (second.valid) figures_.valid_h += 1.0 / 3600;
  };
  outputs.on_episode = [this](const Episode& episode) {
    if (episode.kind != Episode::Kind::forward_lean) return;
    const UtcTime from = episode.start.utc;
    leans_.push_back({from, later(from, episode.duration_s), episode.duration_s});
  };
  outputs.on_bout = [this](const Bout& bout) {
    const double limit_s = before_.settings().sitting.limit_min * 60;
    const bool is_long = bout.body == BodyState::sitting && bout.duration_s > limit_s;
    if (bout.ended_by == BoutEnd::open || !is_long) return;
    const UtcTime from = bout.start.utc;
    long_sits_.push_back({from, later(from, bout.duration_s), bout.duration_s});
  };
  return outputs;
}

void WhatIf::recall(const PostureSecond& second) {
  before_.recall(second);
  after_.recall(second);
}

void WhatIf::on_second(const PostureSecond& second) {
  before_.on_second(second);
  after_.on_second(second);
}

bool WhatIf::prompted(const Side& side, PromptKind kind, const Stretch& stretch) {
  return std::any_of(side.shown.begin(), side.shown.end(), [&](const Shown& shown) {
    return shown.kind == kind && shown.at >= stretch.from && shown.at <= stretch.to;
  });
}

void WhatIf::finish(Side& side) const {
  std::set<PromptId> counted;  // once each, however often it was shown again after a snooze
  for (const Shown& shown : side.shown) {
    if (counted.insert(shown.id).second) ++side.figures.prompts[shown.kind].shown;
  }
  for (const Stretch& lean : leans_) {
    if (!prompted(side, PromptKind::lean, lean)) side.figures.lean_unprompted_s += lean.duration_s;
  }
  for (const Stretch& sit : long_sits_) {
    side.figures.long_sits_unprompted += prompted(side, PromptKind::stand, sit) ? 0 : 1;
  }
}

WhatIfFigures WhatIf::finish() {
  before_.finish();
  after_.finish();
  finish(before_side_);
  finish(after_side_);
  figures_.before = before_side_.figures;
  figures_.after = after_side_.figures;
  for (const Stretch& lean : leans_) figures_.lean_s += lean.duration_s;
  figures_.long_sits = static_cast<int>(long_sits_.size());
  return figures_;
}

std::string one_sentence(const WhatIfFigures& figures) {
  const int before = figures.before.shown(), after = figures.after.shown();
  std::string text = std::to_string(after) + (after == 1 ? " prompt" : " prompts");
  text += before == after ? ", as many as before" : " instead of " + std::to_string(before);
  if (figures.lean_s > 0) {
    const std::string unprompted = duration(figures.after.lean_unprompted_s);
    const std::string then = duration(figures.before.lean_unprompted_s);
    text += ", " + unprompted + " of lean unprompted";
    if (then != unprompted) text += " instead of " + then;
  }
  if (figures.before.long_sits_unprompted != figures.after.long_sits_unprompted) {
    text += ", " + std::to_string(figures.after.long_sits_unprompted) + " of " +
            std::to_string(figures.long_sits) + " long sits unprompted instead of " +
            std::to_string(figures.before.long_sits_unprompted);
  }
  return text + ".";
}

std::vector<std::string> what_is_not_known() {
  return {
      "A prompt at the same moment as a recorded one gets the answer that was given; what others "
      "would have been answered, nobody knows.",
      "The body does here what it did: a prompt that did not come might have moved you.",
      "Typing pauses, window switches and time without a sensor were not recorded, so a prompt may "
      "come minutes earlier or later, and the lots for those kept back are drawn anew.",
  };
}

}  // namespace postured
