// The journal's own seconds through the same coaching again, with what was recorded around them:
// settings as they changed, when the desktop asked for quiet, corrections, and the answers that
// were given. With the settings that were in force it gives the prompts that came; with others, the
// prompts that would have come.
//
// An answer is given again only to a prompt of the same kind that is due at about the same moment:
// nobody knows what the others would have been answered. Input, windows and time without a sensor
// were not recorded.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/setting_change.hpp"
#include "coach/quiet_span.hpp"
#include "pipeline/coaching.hpp"
#include "pipeline/gap.hpp"
#include "posture/correction.hpp"

namespace postured {

// What stands beside the seconds, each in order of time.
struct RecordedContext {
  std::vector<SettingChange> settings;  // every one since the journal began
  std::vector<QuietSpan> quiet;
  std::vector<Correction> corrections;
  std::vector<Gap> gaps;
  std::vector<PromptEvent> prompts;  // those before the first second are what the coach knows
  std::vector<Drink> drinks;
  std::vector<ExerciseSession> exercises;
  Choices choices;          // as they are now
  ExerciseLibrary library;  // the same
};

class JournalPlay {
 public:
  // Two prompts of one kind that came due this close are the same one.
  static constexpr std::chrono::milliseconds kSamePrompt{60'000};
  // A verdict comes so long after its second began.
  static constexpr double kVerdict_s = 2;

  // What is played with, where `recorded` was in force.
  using SettingsOf = std::function<Settings(const Settings& recorded)>;
  // `context` must outlive this. `from`: where the seconds will begin.
  JournalPlay(const RecordedContext& context, UtcTime from, SettingsOf settings_of,
              CoachingOutputs outputs);

  // A second of the days before, in order, ahead of the first on_second().
  void recall(const PostureSecond& second) { coaching_.recall(second); }
  void on_second(const PostureSecond& second);
  void finish();
  // In force now.
  const Settings& settings() const { return settings_; }

 private:
  struct Action {
    UtcTime at;
    std::function<void(const Now&)> act;
  };
  struct GivenAnswer {
    PromptKind kind;
    PromptId id;     // the time at which it came due
    PromptState to;  // shown, or scheduled: answered while it waited
    int time;        // 1: when it was shown for the first time; 2: after a snooze
    std::chrono::milliseconds delay;
    Answer answer;
  };
  CoachingOutputs listen(CoachingOutputs outputs);
  void plan_settings(const RecordedContext& context, UtcTime from);
  void plan_quiet(const QuietSpan& span, UtcTime from);
  void plan_self_care(const RecordedContext& context, UtcTime from);
  void restore();
  void collect_answers(const std::vector<PromptEvent>& prompts);
  void act_until(const Now& now);
  void fill_hole(const PostureSecond& second);
  void play(const PostureSecond& second);
  void show_context(const Now& now);
  void on_prompt(const PromptEvent& event);

  SettingsOf settings_of_;
  const RecordedContext& context_;
  const UtcTime from_;
  std::vector<Action> actions_;  // by time
  std::size_t next_action_ = 0, next_gap_ = 0;
  std::vector<GivenAnswer> answers_;
  std::map<PromptId, int> times_shown_;
  std::multimap<UtcTime, std::pair<PromptId, Answer>> to_answer_;
  std::map<std::string, int, std::less<>> quiet_;  // how many spans of each reason are open
  Settings settings_;
  Now now_{};
  std::optional<PostureSecond> latest_;
  Coaching coaching_;
};

}  // namespace postured
