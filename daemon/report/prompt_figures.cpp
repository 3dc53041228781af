// Prompt events -> what was shown and how it was answered, domain model 4.3.
#include <map>

#include "report/week_figures.hpp"

namespace postured {
namespace {

struct Story {
  bool on_screen = false;  // shown, and nothing has happened since
  bool seen = false;       // shown, and not lost with the notification server
  bool snoozed = false;
  bool withheld = false;
  std::optional<PromptEvent> last;  // final state
};

void follow(Story& story, const PromptEvent& event) {
  switch (event.state) {
    case PromptState::shown:
      story.on_screen = true;
      return;
    case PromptState::scheduled:
      return;
    case PromptState::withheld:  // nobody saw it
      story.withheld = true;
      return;
    case PromptState::held:
      // From the screen straight to held: the popup failed.
      story.on_screen = false;
      return;
    case PromptState::snoozed:
      story.snoozed = true;
      break;
    case PromptState::complied:
    case PromptState::done:
    case PromptState::dismissed:
    case PromptState::expired:
    case PromptState::cancelled:
      story.last = event;
      break;
  }
  story.seen = story.seen || story.on_screen;
  story.on_screen = false;
}

void count(PromptFigures& figures, const Story& story, std::vector<double>& latencies) {
  const bool shown = story.seen || story.on_screen;
  if (!shown && story.withheld) {
    ++figures.withheld;
    figures.complied_withheld += story.last && story.last->state == PromptState::complied ? 1 : 0;
    return;
  }
  if (!shown) {
    figures.cancelled += story.last && story.last->state == PromptState::cancelled ? 1 : 0;
    return;
  }
  ++figures.shown;
  figures.snoozed += story.snoozed ? 1 : 0;
  if (!story.last) return;
  const PromptState end = story.last->state;
  figures.complied += end == PromptState::complied ? 1 : 0;
  figures.done += end == PromptState::done ? 1 : 0;
  figures.dismissed += end == PromptState::dismissed ? 1 : 0;
  figures.expired += end == PromptState::expired ? 1 : 0;
  if (end == PromptState::complied || end == PromptState::done) {
    latencies.push_back(story.last->latency_s);
  }
}

}  // namespace

std::vector<PromptFigures> prompt_figures(const std::vector<PromptEvent>& events) {
  std::vector<PromptFigures> all;
  for (const PromptKind kind : kPromptKinds) {
    std::map<PromptId, Story> stories;
    for (const PromptEvent& event : events) {
      if (event.kind == kind) follow(stories[event.id], event);
    }
    const bool always = kind == PromptKind::stand || kind == PromptKind::lean;
    if (stories.empty() && !always) continue;
    PromptFigures figures;
    figures.kind = kind;
    std::vector<double> latencies;
    for (const auto& [id, story] : stories) count(figures, story, latencies);
    if (figures.shown > 0) {
      figures.response_rate = static_cast<double>(figures.complied + figures.done) / figures.shown;
    }
    figures.median_latency_s = median(latencies);
    all.push_back(figures);
  }
  return all;
}

}  // namespace postured
