#include "desktop/notification_text.hpp"

#include <gtest/gtest.h>

#include <random>

#include "desktop/popup_buttons.hpp"

namespace postured {
namespace {

TEST(NotificationText, CleanTextDropsControlCharactersButKeepsLines) {
  EXPECT_EQ(clean_text("a\x1b[31mb\tc\nd\x7f", 100), "a[31mbc\nd");
  EXPECT_EQ(clean_text(std::string("a\0b", 3), 100), "ab");
}

TEST(NotificationText, CleanTextCutsBetweenCharacters) {
  const std::string text = "22\u00b0 forward";  // the degree sign has two bytes
  EXPECT_EQ(clean_text(text, 2), "22");
  EXPECT_EQ(clean_text(text, 3), "22");
  EXPECT_EQ(clean_text(text, 4), "22\u00b0");
  EXPECT_EQ(clean_text(text, 100), text);
}

TEST(NotificationText, EscapedMarkupIsOnlyText) {
  EXPECT_EQ(escape_markup("<b>\"Tom\" & 'Ann'</b>"),
            "&lt;b&gt;&quot;Tom&quot; &amp; &apos;Ann&apos;&lt;/b&gt;");
}

TEST(NotificationText, StripTakesTagsAndLeavesComparisons) {
  EXPECT_EQ(strip_markup("<b>30</b> minutes <img src=\"x\"/>sitting"), "30 minutes sitting");
  EXPECT_EQ(strip_markup("a < b and c > d"), "a < b and c > d");
  EXPECT_EQ(strip_markup("open <b"), "open <b");
  EXPECT_EQ(strip_markup("<"), "<");
}

TEST(NotificationText, NothingThatLooksLikeATagSurvivesEscaping) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int n = 0; n < 20; ++n) text += "<>&\"'ab/ "[random() % 9];
    const std::string escaped = escape_markup(text);
    EXPECT_EQ(escaped.find_first_of("<>\"'"), std::string::npos) << text;
  }
}

TEST(PopupButtons, AnExerciseIsStartedWhenOfferedAndStoppedWhenUnderWay) {
  Popup offer;
  offer.kind = PromptKind::exercise;
  EXPECT_EQ(button_label(offer, Answer::done, 10), "Start");
  EXPECT_EQ(button_label(offer, Answer::dismiss, 10), "Skip");
  Popup guide = offer;
  guide.answers = {Answer::done, Answer::dismiss};
  EXPECT_EQ(button_label(guide, Answer::done, 10), "Done");
  EXPECT_EQ(button_label(guide, Answer::dismiss, 10), "Stop");
  for (const PromptKind kind : kPromptKinds) {
    if (kind == PromptKind::exercise) continue;
    offer.kind = kind;
    for (const Answer answer : kAnswers) {
      EXPECT_EQ(button_label(offer, answer, 10), button_label(answer, 10));
    }
  }
}

TEST(PopupButtons, EveryLengthOfASnoozeWhereTheButtonsAreAMenu) {
  EXPECT_TRUE(lists_buttons_in_a_menu("dunst"));
  EXPECT_FALSE(lists_buttons_in_a_menu("Xfce Notify Daemon"));
  const std::vector<Answer> usual = answers_of({});
  const std::vector<Answer> all = with_every_snooze(usual);
  EXPECT_EQ(all.size(), usual.size() + 2);
  EXPECT_EQ(with_every_snooze(all), all);
  EXPECT_TRUE(with_every_snooze({}).empty());
}

}  // namespace
}  // namespace postured
