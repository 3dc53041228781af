#include "coach/schedule.hpp"

#include <algorithm>

#include "coach/prompt_rules.hpp"

namespace postured {

void Schedule::take(std::span<const Cause> causes, const BackOff& back_off, const Now& now) {
  for (const PromptKind kind : kPromptKinds) {
    Cause& cause = causes_[index(kind)];
    const auto given = std::find_if(causes.begin(), causes.end(),
                                    [kind](const Cause& other) { return other.kind == kind; });
    if (given != causes.end()) {
      cause = *given;
    } else if (cause.holds || cause.soon || cause.complying) {
      cause = {};
      cause.kind = kind;
    }
    double& interval_s = interval_s_[index(kind)];
    interval_s = cause.interval_s * back_off.stretch(kind);
    std::optional<double>& next_s = next_s_[index(kind)];
    const bool is_new = rule_of(kind).waits ? cause.lasted_s < interval_s : cause.lasted_s == 0;
    if (is_new) next_s.reset();
    if (const auto ended = ended_before_.find(kind); ended != ended_before_.end()) {
      const double before_s = cause.lasted_s - to_seconds(now.boot - ended->second);
      if (cause.lasted_s > 0 && before_s > 0) next_s = before_s + interval_s;
    }
  }
  ended_before_.clear();
}

std::optional<double> Schedule::comes_in_s(PromptKind kind) const {
  const Cause& of = cause(kind);
  if (!of.not_now.empty() || !(of.lasted_s > 0)) return std::nullopt;
  const double first_s = rule_of(kind).waits ? interval_s_[index(kind)] : 0;
  return std::max(0.0, next_s_[index(kind)].value_or(first_s) - of.lasted_s);
}

bool Schedule::due(PromptKind kind) const {
  const Cause& of = cause(kind);
  if (!of.holds || !of.not_now.empty()) return false;
  const double first_s = rule_of(kind).waits ? interval_s_[index(kind)] : 0;
  return of.lasted_s >= next_s_[index(kind)].value_or(first_s);
}

void Schedule::ended(PromptKind kind) {
  const Cause& of = cause(kind);
  next_s_[index(kind)].reset();
  if (of.holds) next_s_[index(kind)] = of.lasted_s + interval_s_[index(kind)];
}

}  // namespace postured
