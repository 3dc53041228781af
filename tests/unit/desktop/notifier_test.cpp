// What a Notifier does with a server that works.
#include <random>

#include "unit/desktop/notifier_fixture.hpp"

namespace postured::test {
namespace {

using Answers = std::vector<std::pair<PromptId, Answer>>;

TEST_F(NotifierTest, ShowsAQuietTransientPopupWithItsButtons) {
  start_server();
  Popup popup = stand_popup(1);
  popup.window_s = 60;
  notifier_.show(popup, {.snooze_min = 5});
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 1; }));
  const auto& n = server_->received.at(0);
  EXPECT_EQ(n.app, "postured");
  EXPECT_EQ(n.replaces, 0U);
  EXPECT_EQ(n.summary, "30 minutes sitting");
  EXPECT_EQ(n.body, "Two minutes&apos; walk?");
  EXPECT_EQ(n.actions,
            (std::vector<std::string>{"done", "Done", "snooze", "Snooze 5 min", "not_today",
                                      "Not today", "why", "Why?", "dismiss", "Skip"}));
  EXPECT_EQ(n.hints, (std::map<std::string, std::string>{{"urgency", "y1"},
                                                         {"category", "sx-postured.reminder.stand"},
                                                         {"desktop-entry", "spostured"},
                                                         {"transient", "b1"},
                                                         {"suppress-sound", "b1"}}));
  EXPECT_EQ(n.expire_ms, 60'000);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(NotifierTest, OffersNoButtonsToAServerWithoutThem) {
  start_server({"body"});
  ASSERT_NE(show(1), 0U);
  EXPECT_TRUE(server_->received.at(0).actions.empty());
  EXPECT_EQ(
      server_->received.at(0).body,
      "Two minutes' walk?\nTo answer: posturectl answer done, snooze, not-today, why or skip");
}

TEST_F(NotifierTest, ANoticeAsksNothing) {
  Popup notice = stand_popup(1);
  notice.notice = true;
  notice.answers = {Answer::done};
  start_server();
  notifier_.show(notice);
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 1; }));
  EXPECT_TRUE(server_->received.at(0).actions.empty());
  EXPECT_EQ(server_->received.at(0).body, "Two minutes&apos; walk?");
}

TEST_F(NotifierTest, HostileTextIsOnlyText) {
  start_server();
  Popup popup = stand_popup(1);
  popup.body = "<img src='file:///etc/passwd'>\x1b[2J & more";
  notifier_.show(popup);
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 1; }));
  EXPECT_EQ(server_->received.at(0).body,
            "&lt;img src=&apos;file:///etc/passwd&apos;&gt;[2J &amp; more");
}

TEST_F(NotifierTest, EachButtonIsItsAnswer) {
  start_server();
  Answers expected;
  PromptId prompt = 0;
  for (const Answer answer : kAnswers) {
    Popup popup = stand_popup(++prompt);
    popup.answers = {answer};
    notifier_.show(popup);
    ASSERT_TRUE(run_until([&] { return notifier_.shown() == prompt; }));
    const auto& shown = server_->received.back();
    ASSERT_EQ(shown.actions.size(), 2U);
    server_->emit_action(shown.id, shown.actions[0]);
    expected.emplace_back(prompt, answer);
    ASSERT_TRUE(run_until([&] { return answers_ == expected; }));
  }
}

TEST_F(NotifierTest, TheAnswerToWhyTakesThePlaceOfThePopup) {
  start_server();
  for (const bool closes_itself : {false, true}) {
    answers_.clear();
    const auto id = show(1);
    server_->emit_action(id, "why");
    if (closes_itself) server_->emit_closed(id, 2);
    ASSERT_TRUE(run_until([&] { return !answers_.empty(); }));
    EXPECT_EQ(answers_, (Answers{{1, Answer::why}}));
    // Nobody said why: it does not stay without an ear for its buttons.
    ASSERT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
  }
  tell_why_ = true;
  const auto id = show(2);
  server_->emit_action(id, "why");
  ASSERT_TRUE(run_until([&] { return server_->received.back().body == "You sat for 30 min."; }));
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 2; }));
  EXPECT_EQ(server_->received.back().replaces, id);
  server_->emit_action(server_->received.back().id, "done");
  ASSERT_TRUE(run_until([&] { return answers_.back().second == Answer::done; }));
}

TEST_F(NotifierTest, ACountdownIsOneReplacementASecondAndItsButtonsKeepWorking) {
  start_server();
  ASSERT_NE(show(1), 0U);
  const auto start = std::chrono::steady_clock::now();
  Popup popup = stand_popup(1);
  for (int left = 20; left > 0; --left) {
    popup.body = std::to_string(left) + " s left";
    notifier_.show(popup);
    EXPECT_EQ(notifier_.shown(), 1);
    run_for(30ms);
  }
  run_until([&] { return server_->received.back().body == "1 s left"; });
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start);
  EXPECT_LE(static_cast<double>(server_->received.size()), 2 + seconds.count());
  EXPECT_GE(server_->received.size(), 2U);
  const auto id = server_->received.front().id;
  for (const auto& n : server_->received) EXPECT_EQ(n.id, id);
  // A press while an update waits for its time is the end of it.
  notifier_.show(popup);
  server_->emit_action(id, "done");
  ASSERT_TRUE(run_until([&] { return !answers_.empty(); }));
  const auto sent = server_->received.size();
  run_for(1100ms);
  EXPECT_EQ(server_->received.size(), sent);
  EXPECT_TRUE(server_->on_screen.empty());
  EXPECT_TRUE(failures_.empty());
}

TEST_F(NotifierTest, OthersPopupsAndUnknownButtonsAreNotOurs) {
  start_server();
  const auto id = show(1);
  server_->emit_action(id + 1, "done");
  server_->emit_closed(id + 1, 2);
  server_->emit_action(id, "format-disk");
  run_for(100ms);
  EXPECT_TRUE(answers_.empty());
  EXPECT_EQ(notifier_.shown(), 1);
}

TEST_F(NotifierTest, ClosedTwiceIsOneDismissal) {
  start_server();
  const auto id = show(1);
  server_->emit_closed(id, 2);
  server_->emit_closed(id, 2);
  run_for(100ms);
  EXPECT_EQ(answers_, (Answers{{1, Answer::dismiss}}));
  EXPECT_EQ(notifier_.shown(), std::nullopt);
}

TEST_F(NotifierTest, TheCloseThatFollowsAButtonIsNoDismissal) {
  start_server();
  for (const std::uint32_t reason : {1U, 2U, 3U, 4U}) {
    answers_.clear();
    const auto id = show(reason);
    server_->emit_action(id, "snooze");
    server_->emit_closed(id, reason);
    server_->emit_closed(id, 2);
    run_for(100ms);
    EXPECT_EQ(answers_, (Answers{{reason, Answer::snooze}}));
  }
}

// As dunst does when the button was in its menu.
TEST_F(NotifierTest, AnAnsweredPopupIsTakenAwayWhereTheServerLeavesIt) {
  start_server();
  const auto id = show(1);
  server_->emit_action(id, "done");
  EXPECT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
}

TEST_F(NotifierTest, TakesItsPopupAlongWhenItEnds) {
  start_server();
  {
    Notifier leaving(bus_, io_, {});
    leaving.show(stand_popup(1));
    ASSERT_TRUE(run_until([&] { return leaving.shown() == 1; }));
  }
  EXPECT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
}

TEST_F(NotifierTest, ExpiryByTheServerIsNoAnswer) {
  start_server();
  for (const std::uint32_t reason : {1U, 3U, 4U}) {
    const auto id = show(reason);
    server_->emit_closed(id, reason);
    ASSERT_TRUE(run_until([&] { return !notifier_.shown(); }));
  }
  EXPECT_TRUE(answers_.empty());
  EXPECT_TRUE(failures_.empty());
}

TEST_F(NotifierTest, ClosingByUsIsNoDismissalHoweverOftenTheServerSaysSo) {
  start_server();
  server_->closed_signals = 2;
  const auto id = show(1);
  notifier_.close(1);
  EXPECT_EQ(notifier_.shown(), std::nullopt);
  ASSERT_TRUE(run_until([&] { return server_->closed == std::vector<std::uint32_t>{id}; }));
  // The next one may get the same id from some servers.
  ASSERT_EQ(show(2), id);
  run_for(100ms);
  EXPECT_TRUE(answers_.empty());
  EXPECT_EQ(notifier_.shown(), 2);
}

TEST_F(NotifierTest, ReplacesWhatTheServerReturnedLast) {
  start_server();
  server_->always_new_ids = true;
  std::uint32_t last = 0;
  for (PromptId prompt = 1; prompt <= 4; ++prompt) {
    const auto id = show(prompt);
    ASSERT_NE(id, last);
    EXPECT_EQ(server_->received.back().replaces, last);
    last = id;
    EXPECT_EQ(server_->on_screen, std::set<std::uint32_t>{id});
  }
  EXPECT_EQ(server_->capabilities_asked, 1);
  server_->emit_action(last - 1, "done");  // of one that was replaced
  server_->emit_action(last, "done");
  run_for(100ms);
  EXPECT_EQ(answers_, (Answers{{4, Answer::done}}));
}

TEST_F(NotifierTest, CloseOfAnotherPromptDoesNothing) {
  start_server();
  show(2);
  notifier_.close(1);
  run_for(50ms);
  EXPECT_TRUE(server_->closed.empty());
  EXPECT_EQ(notifier_.shown(), 2);
}

TEST_F(NotifierTest, ShowsInARowEndWithTheLastOneAlone) {
  start_server();
  for (PromptId prompt = 1; prompt <= 10; ++prompt) notifier_.show(stand_popup(prompt));
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 10; }));
  EXPECT_EQ(server_->on_screen.size(), 1U);
  EXPECT_LE(server_->received.size(), 2U);
}

TEST_F(NotifierTest, NothingRunsWhileAPopupIsOnScreen) {
  start_server();
  show(1);
  run_for(100ms);
  EXPECT_EQ(handlers_run_in(500ms), 0U);
}

// Whatever people and servers do in whatever order: one popup at most, one end for each show.
TEST_F(NotifierTest, RandomOrdersNeverStackAndNeverReportTwice) {
  start_server();
  std::mt19937 random(11);
  PromptId prompt = 0;
  for (int step = 0; step < 400; ++step) {
    const auto last = server_->received.empty() ? 1U : server_->received.back().id;
    switch (random() % 8) {
      case 0:
      case 1:
        notifier_.show(stand_popup(++prompt));
        break;
      case 2:
        notifier_.close(prompt);
        break;
      case 3:
        server_->emit_action(last, "done");
        break;
      case 4:
        server_->emit_closed(last, 1 + static_cast<std::uint32_t>(random() % 4));
        break;
      case 5:
        server_->erroring = random() % 2 == 0;
        server_->always_new_ids = random() % 2 == 0;
        break;
      case 6:
        server_->frozen = true;
        break;
      default:
        server_->answer_held();
    }
    if (random() % 2 == 0) run_for(2ms);
  }
  server_->erroring = false;
  server_->answer_held();
  run_for(100ms);
  const auto last_shown = show(++prompt);
  EXPECT_EQ(server_->on_screen, std::set<std::uint32_t>{last_shown});
  std::map<PromptId, int> ends;
  for (const auto& answer : answers_) ++ends[answer.first];
  for (const auto& failure : failures_) ++ends[failure.first];
  for (const auto& [id, count] : ends) EXPECT_EQ(count, 1) << "prompt " << id;
}

}  // namespace
}  // namespace postured::test
