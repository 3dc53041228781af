#include "report/prompt_story.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "report/week_figures.hpp"
#include "report/words.hpp"
#include "unit/report/sample_week.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using enum PromptState;

// Events of one prompt at seconds after 14:02.
class Told {
 public:
  explicit Told(PromptKind kind = PromptKind::stand) : kind_(kind) {}
  Told& at(int s, PromptState state, std::string reason, double latency_s = 0) {
    const WallTime when = local(5, 14h + 2min + std::chrono::seconds(s));
    events_.push_back({42, kind_, state, when, latency_s, std::move(reason)});
    return *this;
  }
  std::string story() const {
    const auto stories = prompt_stories(events_);
    EXPECT_EQ(stories.size(), 1U);
    std::string text;
    for (const std::string& s : stories.at(0).sentences) text += (text.empty() ? "" : " ") + s;
    return text;
  }
  const std::vector<PromptEvent>& events() const { return events_; }

 private:
  PromptKind kind_;
  std::vector<PromptEvent> events_;
};

TEST(PromptStory, TellsOfACallThatEnded) {
  EXPECT_EQ(Told()
                .at(0, scheduled, "sat for 31 minutes without a full break")
                .at(1, held, "the microphone is in use")
                .at(29 * 60, shown, "a typing pause")
                .at(29 * 60 + 108, complied, "upright or walking for a minute", 108)
                .story(),
            "Due 14:02: sat for 31 minutes without a full break. "
            "Held 14:02 to 14:31: the microphone was in use. Shown 14:31: a typing pause. "
            "You stood up after 48 s: done by itself.");
}

TEST(PromptStory, TellsEveryReasonThatHeldItInItsTurn) {
  EXPECT_EQ(Told()
                .at(0, scheduled, "sat for 30 minutes")
                .at(0, held, "a window fills the screen")
                .at(60, held, "a window fills the screen")
                .at(120, held, "do not disturb is on")
                .at(150, cancelled, "a break was taken")
                .story(),
            "Due 14:02: sat for 30 minutes. Held 14:02 to 14:04: a window filled the screen. "
            "Held for 30 s: do not disturb was on. Not shown; over at 14:04: a break was taken.");
}

TEST(PromptStory, TellsOfAnswers) {
  Told told(PromptKind::lean);
  told.at(0, scheduled, "leaning forward for a minute").at(0, shown, "nothing spoke against it");
  EXPECT_EQ(Told(told).at(20, done, "Done was pressed", 20).story(),
            "Due 14:02: leaning forward for a minute. Shown 14:02: nothing spoke against it. "
            "You pressed Done after 20 s.");
  EXPECT_TRUE(Told(told)
                  .at(20, dismissed, "closed by the person", 20)
                  .story()
                  .ends_with("Closed by you at 14:02, after 20 s."));
  EXPECT_TRUE(Told(told)
                  .at(20, dismissed, "not today", 20)
                  .story()
                  .ends_with("Closed by you at 14:02, after 20 s: not today."));
  EXPECT_TRUE(Told(told)
                  .at(60, expired, "not acted on within 1 minute", 60)
                  .story()
                  .ends_with("Ended 14:03: not acted on within 1 minute."));
  EXPECT_TRUE(Told(told)
                  .at(15, complied, "no longer leaning forward", 15)
                  .story()
                  .ends_with("You came back up after 5 s: done by itself."));
  EXPECT_TRUE(Told(told).story().ends_with("No answer yet."));
}

TEST(PromptStory, TellsOfASnoozeAndItsEnd) {
  EXPECT_EQ(Told()
                .at(0, scheduled, "sat for 30 minutes")
                .at(0, shown, "nothing spoke against it")
                .at(30, snoozed, "snoozed for 10 minutes", 30)
                .at(31, held, "this prompt is snoozed")
                .at(630, shown, "the snooze is over and its cause still holds")
                .at(640, done, "Done was pressed", 10)
                .story(),
            "Due 14:02: sat for 30 minutes. Shown 14:02: nothing spoke against it. "
            "Snoozed for 10 minutes at 14:02. Held 14:02 to 14:12: this prompt was snoozed. "
            "Shown 14:12: the snooze is over and its cause still holds. "
            "You pressed Done after 10 s.");
}

TEST(PromptStory, TellsHonestlyOfOneThatWasKeptBack) {
  Told told;
  told.at(0, scheduled, "sat for 30 minutes").at(60, withheld, "by chance");
  EXPECT_TRUE(Told(told).story().ends_with("not known yet."));
  EXPECT_EQ(Told(told).at(150, complied, "upright or walking for a minute", 90).story(),
            "Due 14:02: sat for 30 minutes. Its moment came at 14:03, and it was kept back by "
            "chance: comparing these tells what prompts really do. You stood up all the same, 30 s "
            "later.");
  EXPECT_TRUE(Told(told)
                  .at(360, expired, "not acted on", 300)
                  .story()
                  .ends_with("Nothing of the kind was seen until 14:08."));
}

TEST(PromptStory, TellsOfAPopupThatWasLost) {
  EXPECT_EQ(Told()
                .at(0, scheduled, "sat for 30 minutes")
                .at(0, shown, "nothing spoke against it")
                .at(2, held, "no notification server")
                .story(),
            "Due 14:02: sat for 30 minutes. Shown 14:02: nothing spoke against it. "
            "It did not stay on screen: no notification server. "
            "Held since 14:02: no notification server.");
}

TEST(PromptStory, EveryKindHasANameAndADeedOfItsOwn) {
  std::map<std::string, int> names;
  for (const PromptKind kind : kPromptKinds) {
    ++names[words::prompt_name(kind)];
    const std::string story =
        Told(kind).at(0, scheduled, "so").at(0, shown, "so").at(90, complied, "so", 90).story();
    EXPECT_NE(story.find("You " + words::deed(kind)), std::string::npos) << story;
  }
  EXPECT_EQ(names.size(), kPromptKinds.size());
}

// Any walk through the states is told without a hole: a sentence for each change that a person
// could have noticed, each ending like a sentence.
TEST(PromptStory, TellsAnyPathThroughTheStates) {
  const std::map<PromptState, std::vector<PromptState>> next{
      {scheduled, {held, shown, withheld, cancelled}},
      {held, {held, shown, withheld, cancelled}},
      {shown, {complied, done, snoozed, dismissed, expired, held}},
      {withheld, {complied, expired}},
      {snoozed, {held, shown, cancelled}}};
  std::mt19937 random(3);
  for (int run = 0; run < 2000; ++run) {
    Told told(kPromptKinds.at(random() % kPromptKinds.size()));
    PromptState state = scheduled;
    int t = 0, shows = 0;
    told.at(t, state, "it is due");
    while (!is_final(state) && told.events().size() < 30) {
      const auto& choices = next.at(state);
      state = choices[random() % choices.size()];
      t += static_cast<int>(random() % 700);
      shows += state == shown;
      told.at(t, state, "reason " + std::to_string(random() % 3), 5);
    }
    const auto story = prompt_stories(told.events()).at(0);
    int told_shows = 0;
    for (const std::string& sentence : story.sentences) {
      ASSERT_GT(sentence.size(), 8U);
      EXPECT_TRUE(sentence.ends_with('.')) << sentence;
      EXPECT_EQ(sentence.find(".."), std::string::npos) << sentence;
      told_shows += sentence.starts_with("Shown ");
    }
    EXPECT_EQ(told_shows, shows);
    EXPECT_EQ(story.events.size(), told.events().size());
  }
}

TEST(PromptStory, EventsThatAreThereTwiceAreToldOnceAndPromptsInTheirOrder) {
  const Told told = Told().at(0, scheduled, "sat").at(1, shown, "now");
  std::vector<PromptEvent> events = told.events();
  events.push_back({7, PromptKind::lean, scheduled, local(5, 9h), 0, "leaning"});
  events.insert(events.end(), told.events().begin(), told.events().end());
  const auto stories = prompt_stories(events);
  ASSERT_EQ(stories.size(), 2U);
  EXPECT_EQ(stories[0].id, 7);
  EXPECT_EQ(stories[1].events.size(), 2U);
  EXPECT_EQ(stories[1].text(),
            "Stand up and move, 21 November. Due 14:02: sat. Shown 14:02: now. No answer yet.");
}

TEST(PromptFiguresOfWithheld, AreCountedApartAndWithWhatTheBodyDidByItself) {
  std::vector<PromptEvent> events;
  const auto add = [&events](PromptId id, std::initializer_list<PromptState> states) {
    for (const PromptState state : states)
      events.push_back(event(id, PromptKind::stand, state, local(0, 9h)));
  };
  add(1, {scheduled, withheld, complied});
  add(2, {scheduled, withheld, expired});
  add(3, {scheduled, held, withheld});
  add(4, {scheduled, shown, complied});
  const PromptFigures f = prompt_figures(events)[0];
  EXPECT_EQ(f.withheld, 3);
  EXPECT_EQ(f.complied_withheld, 1);
  EXPECT_EQ(f.shown, 1);
  EXPECT_EQ(f.complied, 1);
  EXPECT_EQ(f.cancelled, 0);
  EXPECT_DOUBLE_EQ(*f.response_rate, 1);
}

TEST(PromptFiguresOfAllKinds, OthersAreThereWhereTheyCame) {
  const auto none = prompt_figures({});
  ASSERT_EQ(none.size(), 2U);
  const auto some = prompt_figures({event(1, PromptKind::water, PromptState::shown, local(0, 9h))});
  ASSERT_EQ(some.size(), 3U);
  EXPECT_EQ(some[2].kind, PromptKind::water);
  EXPECT_EQ(some[2].shown, 1);
}

}  // namespace
}  // namespace postured::testing
