#include "coach/clip_notice.hpp"

#include <gtest/gtest.h>

#include "coach/causes.hpp"
#include "coach/coach.hpp"
#include "unit/coach/coach_driver.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

// A coach and the popups it makes, second after second.
class Notices {
 public:
  Notices& play(int n, Unknown reason, BodyState body = BodyState::sitting) {
    for (int i = 0; i < n; ++i) {
      const PostureSecond s =
          reason == Unknown::none ? second_at(t_, body) : invalid_at(t_, reason);
      ++t_;
      causes_.update(s, DeskPresence::unknown, test::now_at(s));
      for (Popup& popup : coach_.on_second(s, causes_.all(), test::now_at(s)).popups) {
        popups.push_back(popup);
      }
    }
    return *this;
  }
  int notices() const {
    return static_cast<int>(
        std::count_if(popups.begin(), popups.end(), [](const Popup& p) { return p.notice; }));
  }
  Coach& coach() { return coach_; }
  Now now() const { return test::now_at(second_at(t_)); }

  std::vector<Popup> popups;

 private:
  Causes causes_{test::CoachDriver::breaks_and_leans()};
  Coach coach_;
  int t_ = 0;
};

TEST(ClipNotice, EachDoubtIsToldOnceWithWhatToDo) {
  for (const auto& [reason, words] : {std::pair{Unknown::slipped, "posturectl zero"},
                                      {Unknown::turned, "posturectl calibrate"},
                                      {Unknown::reference_suspect, "posturectl zero"},
                                      {Unknown::uncalibrated, "posturectl calibrate"},
                                      {Unknown::stuck, "plug it in"},
                                      {Unknown::implausible, "plug it in"},
                                      {Unknown::not_worn, "Clip it on"}}) {
    Notices n;
    n.play(100, Unknown::none).play(4 * 3600, reason);
    ASSERT_EQ(n.popups.size(), 1U) << to_string(reason);
    EXPECT_TRUE(n.popups[0].notice);
    EXPECT_NE(n.popups[0].body.find(words), std::string::npos) << n.popups[0].body;
  }
}

TEST(ClipNotice, ALowBatteryIsToldOnceADayAndAgainWhenThePopupFailed) {
  Notices n;
  n.play(10, Unknown::none);
  n.coach().on_battery_low(3.514);
  n.play(5, Unknown::none);
  ASSERT_EQ(n.notices(), 1);
  EXPECT_EQ(n.popups.back().body, "It has 3.51 V left. Charge or change it today.");
  n.coach().on_popup_failed(n.popups.back().id, n.now());
  n.play(2 * 3600, Unknown::none);
  EXPECT_EQ(n.notices(), 2);
  n.coach().on_battery_low(3.4);  // the clip was restarted
  n.play(3600, Unknown::none);
  EXPECT_EQ(n.notices(), 2);
  n.play(24 * 3600, Unknown::none);
  EXPECT_EQ(n.notices(), 3);
}

TEST(ClipNotice, WhatSettlesByItselfIsNotTold) {
  for (const Unknown reason : {Unknown::maybe_slipped, Unknown::handled, Unknown::no_sensor,
                               Unknown::no_data, Unknown::calibrating, Unknown::settling}) {
    Notices n;
    n.play(3600, reason);
    EXPECT_TRUE(n.popups.empty()) << to_string(reason);
  }
  Notices n;
  n.play(50, Unknown::slipped).play(100, Unknown::none);
  EXPECT_TRUE(n.popups.empty());
}

TEST(ClipNotice, AnotherDoubtAfterASettledOneIsToldAgain) {
  Notices n;
  n.play(200, Unknown::slipped).play(30, Unknown::none).play(300, Unknown::slipped);
  EXPECT_EQ(n.notices(), 1) << "half a minute settles nothing";
  n.play(100, Unknown::none).play(300, Unknown::slipped);
  EXPECT_EQ(n.notices(), 2);
}

TEST(ClipNotice, AClipOnTheDeskIsToldOnceADayAndNotAtLunch) {
  Notices n;
  n.play(500, Unknown::not_worn).play(3600, Unknown::none).play(500, Unknown::not_worn);
  EXPECT_EQ(n.notices(), 0);
  for (int i = 0; i < 5; ++i) n.play(100, Unknown::none).play(900, Unknown::not_worn);
  EXPECT_EQ(n.notices(), 1);
}

TEST(ClipNotice, WaitsForAPromptAndForASnooze) {
  Notices n;
  n.play(1800, Unknown::none);
  ASSERT_EQ(n.popups.size(), 1U);
  n.play(200, Unknown::slipped);
  EXPECT_EQ(n.notices(), 0) << "another prompt is on screen";
  n.play(400, Unknown::slipped);
  EXPECT_EQ(n.notices(), 1);

  Notices snoozed;
  snoozed.coach().pause(3600, snoozed.now());
  snoozed.play(3500, Unknown::slipped);
  EXPECT_EQ(snoozed.notices(), 0);
  snoozed.play(200, Unknown::slipped);
  EXPECT_EQ(snoozed.notices(), 1);
}

TEST(ClipNotice, OneThatFailedIsToldLater) {
  Notices n;
  n.play(100, Unknown::slipped);
  ASSERT_EQ(n.notices(), 1);
  n.coach().on_popup_failed(n.popups.back().id, n.now());
  n.play(1700, Unknown::slipped);
  EXPECT_EQ(n.notices(), 1);
  n.play(3 * 3600, Unknown::slipped);
  EXPECT_EQ(n.notices(), 2);
}

TEST(ClipNotice, IsSilentWhenPromptsAreOff) {
  CoachParams params;
  params.enabled = false;
  Notices n;
  n.coach().set_params(params);
  n.play(3600, Unknown::slipped);
  EXPECT_TRUE(n.popups.empty());
}

}  // namespace
}  // namespace postured
