// Of class Coach: what the person answers.
#include <algorithm>

#include "coach/coach.hpp"
#include "coach/duration_words.hpp"
#include "coach/popup_words.hpp"
#include "coach/prompt_reasons.hpp"

namespace postured {
namespace {

double snooze_duration_s(Answer answer, double usual_s) {
  if (answer == Answer::snooze_5) return 5 * 60;
  if (answer == Answer::snooze_10) return 10 * 60;
  if (answer == Answer::snooze_30) return 30 * 60;
  return usual_s;
}

bool is_snooze(Answer answer) {
  return answer == Answer::snooze || answer == Answer::snooze_5 || answer == Answer::snooze_10 ||
         answer == Answer::snooze_30;
}

}  // namespace

void Coach::answer_one(LivePrompt& prompt, Answer answer, const Now& now, CoachOutput& out) {
  if (is_snooze(answer)) {
    const double snooze_s = snooze_duration_s(answer, params_.snooze_s);
    prompt.snoozed_until = now.boot + from_seconds(snooze_s);
    change(prompt, PromptState::snoozed, "snoozed for " + in_words(snooze_s), now, out);
  } else if (answer == Answer::done) {
    change(prompt, PromptState::done, "Done was pressed", now, out);
  } else if (answer == Answer::not_today) {
    change(prompt, PromptState::dismissed, std::string(kNotTodayReason), now, out);
  } else if (answer == Answer::dismiss) {
    change(prompt, PromptState::dismissed, "closed by the person", now, out);
  }
}

void Coach::answer_waiting(LivePrompt& prompt, Answer answer, const Now& now, CoachOutput& out) {
  if (is_snooze(answer)) {
    answer_one(prompt, answer, now, out);
  } else if (answer == Answer::not_today) {
    change(prompt, PromptState::cancelled, std::string(kNotTodayReason), now, out);
  } else if (answer != Answer::why) {
    change(prompt, PromptState::cancelled,
           answer == Answer::done ? "done before it came" : "skipped before it came", now, out);
  }
}

CoachOutput Coach::on_answer(PromptId id, Answer answer, const Now& now) {
  CoachOutput out;
  const auto named =
      std::find_if(live_.begin(), live_.end(), [id](const LivePrompt& p) { return p.id == id; });
  if (named == live_.end()) return out;
  failed_popups_ = 0;
  if (named->waits()) answer_waiting(*named, answer, now, out);
  if (named->state == PromptState::shown && answer == Answer::why && screen_ == id) {
    out.popups.push_back(why_popup(*named, schedule_.cause(named->kind)));
  }
  if (named->state == PromptState::shown && answer != Answer::why) {
    for (LivePrompt& prompt : live_) {
      if (prompt.popup != id || prompt.state != PromptState::shown || prompt.id == id) continue;
      answer_one(prompt, answer == Answer::not_today ? Answer::dismiss : answer, now, out);
    }
    answer_one(*named, answer, now, out);
  }
  drop_finished();
  return out;
}

}  // namespace postured
