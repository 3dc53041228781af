#include "report/prompt_story.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "coach/duration_words.hpp"
#include "coach/prompt_rules.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

std::string clock_time(const WallTime& t) { return to_iso8601(t).substr(11, 5); }

// Reasons are written down while they hold.
std::string in_past(std::string reason) {
  constexpr std::pair<std::string_view, std::string_view> kVerbs[] = {
      {" is ", " was "}, {" are ", " were "}, {" fills ", " filled "}};
  for (const auto& [now, then] : kVerbs) {
    for (std::size_t at = 0; (at = reason.find(now, at)) != std::string::npos;) {
      reason.replace(at, now.size(), then);
    }
  }
  return reason;
}

// "48 s", "2 min"
std::string shortly(double s) {
  return s < 100 ? std::to_string(std::lround(std::max(0.0, s))) + " s" : briefly(s);
}

std::string deed(PromptKind kind) { return "You " + words::deed(kind); }

// One prompt's events, one after the other, into sentences.
class Teller {
 public:
  explicit Teller(PromptStory& story) : story_(story) {}

  void tell(const PromptEvent& event) {
    if (event.state != PromptState::held) end_hold(event.at);
    switch (event.state) {
      case PromptState::scheduled:
        say("Due " + clock_time(event.at) + with(event.reason) + ".");
        break;
      case PromptState::held:
        hold(event);
        break;
      case PromptState::shown:
        shown_ = event.at;
        say("Shown " + clock_time(event.at) + with(event.reason) + ".");
        break;
      case PromptState::withheld:
        withheld_ = event.at;
        say("Its moment came at " + clock_time(event.at) +
            ", and it was kept back by chance: comparing these tells what prompts really do.");
        break;
      case PromptState::snoozed:
        say(capital(event.reason) + " at " + clock_time(event.at) + ".");
        break;
      case PromptState::complied:
        complied(event);
        break;
      case PromptState::done:
        say("You pressed Done after " + shortly(event.latency_s) + ".");
        break;
      case PromptState::dismissed:
        say("Closed by you at " + clock_time(event.at) + ", after " + shortly(event.latency_s) +
            extra(event.reason, "closed by the person") + ".");
        break;
      case PromptState::expired:
        expired(event);
        break;
      case PromptState::cancelled:
        say((was_seen() ? "Ended " : "Not shown; over at ") + clock_time(event.at) +
            with(event.reason) + ".");
        break;
    }
    last_ = event.state;
  }

  void finish() {
    if (!last_) return;
    if (*last_ == PromptState::held) {
      say("Held since " + clock_time(held_since_) + with(hold_) + ".");
    } else if (*last_ == PromptState::shown) {
      say("No answer yet.");
    } else if (*last_ == PromptState::withheld) {
      say("Whether you do it all the same is not known yet.");
    }
  }

 private:
  void say(std::string sentence) { story_.sentences.push_back(std::move(sentence)); }
  bool was_seen() const { return shown_.has_value(); }
  static std::string with(const std::string& reason) { return reason.empty() ? "" : ": " + reason; }
  static std::string extra(const std::string& reason, std::string_view usual) {
    return reason.empty() || reason == usual ? "" : ": " + reason;
  }
  static std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] += 'A' - 'a';
    return text.empty() ? "Snoozed" : text;
  }

  void hold(const PromptEvent& event) {
    if (last_ == PromptState::held) {
      if (event.reason == hold_) return;
      end_hold(event.at);
    } else if (last_ == PromptState::shown) {
      say("It did not stay on screen" + with(event.reason) + ".");
    }
    hold_ = event.reason;
    held_since_ = event.at;
  }

  void end_hold(const WallTime& at) {
    if (last_ != PromptState::held) return;
    const double held_s = to_seconds(at.utc - held_since_.utc);
    const std::string from = clock_time(held_since_), to = clock_time(at);
    // Minutes that read the same say nothing of how long it was.
    const std::string when = from == to ? "for " + shortly(held_s) : from + " to " + to;
    say("Held " + when + with(in_past(hold_)) + ".");
  }

  // Compliance is certain some seconds after it began; what the wearer knows is when they moved.
  void complied(const PromptEvent& event) {
    const bool withheld = withheld_ && !was_seen();
    const WallTime& since = withheld ? *withheld_ : shown_.value_or(event.at);
    const double certain_s = rule_of(event.kind).comply_s;
    const double after_s =
        std::max(0.0, to_seconds(event.at.utc - since.utc) - (certain_s > 1 ? certain_s : 0));
    if (withheld) {
      say(deed(event.kind) + " all the same, " + shortly(after_s) + " later.");
    } else if (last_ == PromptState::shown) {
      const bool late = event.reason.ends_with(", late");
      say(deed(event.kind) + " after " + shortly(after_s) + (late ? ", late" : "") +
          ": done by itself.");
    } else {
      say(deed(event.kind) + " at " + clock_time(event.at) + ": done by itself.");
    }
  }

  void expired(const PromptEvent& event) {
    if (withheld_ && !was_seen()) {
      say("Nothing of the kind was seen until " + clock_time(event.at) + ".");
    } else {
      say("Ended " + clock_time(event.at) + with(event.reason) + ".");
    }
  }

  PromptStory& story_;
  std::optional<PromptState> last_;
  std::optional<WallTime> shown_, withheld_;
  std::string hold_;
  WallTime held_since_{};
};

}  // namespace

std::string PromptStory::text() const {
  std::string text = words::prompt_name(kind) + ", " + words::date(begun) + ".";
  for (const std::string& sentence : sentences) text += " " + sentence;
  return text;
}

std::vector<PromptStory> prompt_stories(std::span<const PromptEvent> events) {
  std::vector<PromptStory> stories;
  for (const PromptEvent& event : events) {
    auto story = std::find_if(stories.begin(), stories.end(),
                              [&event](const PromptStory& s) { return s.id == event.id; });
    if (story == stories.end()) {
      stories.push_back({event.id, event.kind, event.at, {}, {}});
      story = std::prev(stories.end());
    }
    const bool known = std::any_of(
        story->events.begin(), story->events.end(),
        [&event](const PromptEvent& e) { return e.state == event.state && e.at == event.at; });
    if (!known) story->events.push_back(event);
  }
  std::sort(stories.begin(), stories.end(),
            [](const PromptStory& a, const PromptStory& b) { return a.id < b.id; });
  for (PromptStory& story : stories) {
    Teller teller(story);
    for (const PromptEvent& event : story.events) teller.tell(event);
    teller.finish();
  }
  return stories;
}

}  // namespace postured
