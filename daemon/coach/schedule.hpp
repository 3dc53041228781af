// When a cause is due: at once, or after its interval, and again after each further one while it
// goes on. Counted on the cause's own clock, so that sitting through a meeting counts and a night
// does not.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>

#include "coach/back_off.hpp"
#include "coach/cause.hpp"

namespace postured {

class Schedule {
 public:
  // The causes of this second; at most one of each kind. Kinds that are missing do not hold.
  void take(std::span<const Cause> causes, const BackOff& back_off, const Now& now);

  const Cause& cause(PromptKind kind) const { return causes_[index(kind)]; }
  bool due(PromptKind kind) const;
  // Until it is due if it goes on like this; nullopt: it does not go on right now.
  std::optional<double> comes_in_s(PromptKind kind) const;
  // A prompt of it has come to its end: the next one after an interval.
  void ended(PromptKind kind);
  // ... before postured started.
  void ended_before(PromptKind kind, BootTime at) { ended_before_[kind] = at; }

 private:
  static std::size_t index(PromptKind kind) { return static_cast<std::size_t>(kind); }

  std::array<Cause, kPromptKinds.size()> causes_;
  std::array<double, kPromptKinds.size()> interval_s_{};             // stretched
  std::array<std::optional<double>, kPromptKinds.size()> next_s_{};  // by Cause::lasted_s
  std::map<PromptKind, BootTime> ended_before_;
};

}  // namespace postured
