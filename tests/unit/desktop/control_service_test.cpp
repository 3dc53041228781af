#include "desktop/control_service.hpp"

#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "desktop/control_wire.hpp"
#include "unit/desktop/desktop_test.hpp"

namespace postured::test {
namespace {

// The service on one connection, a caller on another, one reactor.
class ControlServiceTest : public DesktopTest {
 protected:
  struct Outcome {
    std::string error;  // its name; empty: the call succeeded
    std::string text;   // the error's sentence or the value returned
  };

  void SetUp() override {
    DesktopTest::SetUp();
    if (IsSkipped()) return;
    bus_daemon_.start();
    bus_.start();
    caller_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready() && caller_.ready(); }));
    match_ = caller_.match(
        "type='signal',sender='org.postured.Postured1',path='/org/postured/Postured1'",
        [this](sd_bus_message* m) { on_signal(m); });
    run_for(50ms);
  }

  ControlHandlers recording_handlers() {
    const auto note = [this](std::string what) {
      calls_.push_back(std::move(what));
      return ControlResult::done();
    };
    ControlHandlers handlers;  // cancel_calibration, sensors, ... stay empty
    handlers.calibrate = [note] { return note("calibrate"); };
    handlers.calibrate_standing = [note] { return note("calibrate standing"); };
    handlers.calibrate_range = [note] { return note("calibrate range"); };
    handlers.calibrate_sensor = [note] { return note("calibrate sensor"); };
    handlers.zero = [] { return ControlResult::refused("No sensor is connected."); };
    handlers.choose_profile = [note](Profile p) {
      return note("choose " + std::string(to_string(p)));
    };
    handlers.zero_profile = [note](Profile p) { return note("zero " + std::string(to_string(p))); };
    handlers.snooze = [note](std::chrono::minutes m) {
      return note("snooze " + std::to_string(m.count()));
    };
    handlers.answer = [note](PromptId id, Answer a) {
      return note("answer " + std::to_string(id) + " " + std::string(to_string(a)));
    };
    handlers.pause = [note](std::chrono::minutes m) {
      return note("pause " + std::to_string(m.count()));
    };
    handlers.pause_until_tomorrow = [note] { return note("pause until tomorrow"); };
    handlers.resume = [note] { return note("resume"); };
    handlers.explain = [](int n) {
      return std::vector<std::string>(static_cast<std::size_t>(n), "Due 14:02: sat.");
    };
    handlers.correct = [note](BodyState body, std::chrono::minutes from, std::chrono::minutes to) {
      return note("correct " + std::string(to_string(body)) + " " + std::to_string(from.count()) +
                  " " + std::to_string(to.count()));
    };
    handlers.start_recording = [this](std::chrono::seconds s, const std::string& text) {
      calls_.push_back("record " + std::to_string(s.count()) + " " + text);
      return ControlResult::done("2026-11-21.capture");
    };
    handlers.stop_recording = []() -> ControlResult { throw std::runtime_error("disk on fire"); };
    handlers.reload = [note] { return note("reload"); };
    handlers.swap_clips = [note] { return note("swap"); };
    return handlers;
  }

  template <class... Arguments>
  Outcome call(const char* member, const char* signature, Arguments... arguments) {
    const BusMessage m = caller_.method_call(kControlName, kControlPath, kControlInterface, member);
    EXPECT_GE(sd_bus_message_append(m.get(), signature, arguments...), 0);
    return finish(m);
  }
  Outcome call(const char* member) {
    return finish(caller_.method_call(kControlName, kControlPath, kControlInterface, member));
  }

  Outcome finish(const BusMessage& m) {
    std::optional<Outcome> outcome;
    const BusSlot slot = caller_.call(m, [&](sd_bus_message* reply) {
      outcome.emplace();
      if (const sd_bus_error* error = sd_bus_message_get_error(reply)) {
        outcome->error = error->name;
        outcome->text = error->message;
      } else {
        const char* text = nullptr;
        if (sd_bus_message_read(reply, "s", &text) > 0) outcome->text = text;
      }
    });
    EXPECT_TRUE(run_until([&] { return outcome.has_value(); }));
    return outcome.value_or(Outcome{"none", "no answer"});
  }

  void on_signal(sd_bus_message* m) {
    const std::string member = sd_bus_message_get_member(m);
    if (member == "Prompt") {
      std::int64_t id = 0;
      const char *kind = nullptr, *state = nullptr, *reason = nullptr;
      sd_bus_message_read(m, "xsss", &id, &kind, &state, &reason);
      prompts_.push_back(std::to_string(id) + " " + kind + " " + state + " " + reason);
    } else if (member == "PropertiesChanged") {
      sd_bus_message_skip(m, "s");
      std::set<std::string> names;
      sd_bus_message_enter_container(m, 'a', "{sv}");
      while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
        std::string name;
        read_value(m, name);
        names.insert(name);
        sd_bus_message_skip(m, "v");
        sd_bus_message_exit_container(m);
      }
      changes_.push_back(names);
    }
  }

  using Changes = std::vector<std::set<std::string>>;

  std::vector<std::string> calls_, prompts_;
  Changes changes_;
  Bus bus_{io_, kControlName};
  Bus caller_{io_, "org.postured.Caller"};
  ControlService service_{bus_, recording_handlers()};
  BusSlot match_;
};

TEST_F(ControlServiceTest, GoodCallsReachTheirHandlers) {
  EXPECT_EQ(call("Calibrate").error, "");
  EXPECT_EQ(call("CalibrateStanding").error, "");
  EXPECT_EQ(call("CalibrateSensor").error, "");
  EXPECT_EQ(call("ChooseProfile", "s", "sofa").error, "");
  EXPECT_EQ(call("ZeroProfile", "s", "standing_desk").error, "");
  EXPECT_EQ(call("Snooze", "u", 1U).error, "");
  EXPECT_EQ(call("Snooze", "u", 480U).error, "");
  EXPECT_EQ(call("Answer", "xs", std::int64_t{1795250000123}, "snooze").error, "");
  EXPECT_EQ(call("Reload").error, "");
  EXPECT_EQ(call("SwapClips").error, "");
  const Outcome recording = call("StartRecording", "us", 86400U, "first\nday");
  EXPECT_EQ(recording.error, "");
  EXPECT_EQ(recording.text, "2026-11-21.capture");
  EXPECT_EQ(calls_, (std::vector<std::string>{"calibrate", "calibrate standing", "calibrate sensor",
                                              "choose sofa", "zero standing_desk", "snooze 1",
                                              "snooze 480", "answer 1795250000123 snooze", "reload",
                                              "swap", "record 86400 first day"}));
}

TEST_F(ControlServiceTest, TheCoachIsPausedAskedAndPutRight) {
  EXPECT_EQ(call("Pause", "u", 1U).error, "");
  EXPECT_EQ(call("Pause", "u", 1440U).error, "");
  EXPECT_EQ(call("PauseUntilTomorrow").error, "");
  EXPECT_EQ(call("Resume").error, "");
  EXPECT_EQ(call("Correct", "suu", "standing", 720U, 0U).error, "");
  EXPECT_EQ(call("Correct", "suu", "lying", 1U, 0U).error, "");
  EXPECT_EQ(call("Answer", "xs", std::int64_t{7}, "not_today").error, "");
  EXPECT_EQ(calls_, (std::vector<std::string>{"pause 1", "pause 1440", "pause until tomorrow",
                                              "resume", "correct standing 720 0",
                                              "correct lying 1 0", "answer 7 not_today"}));
}

TEST_F(ControlServiceTest, StoriesAreAListOfTexts) {
  const BusMessage m =
      caller_.method_call(kControlName, kControlPath, kControlInterface, "Explain");
  ASSERT_GE(sd_bus_message_append(m.get(), "u", 50U), 0);
  std::vector<std::string> stories;
  bool answered = false;
  const BusSlot slot = caller_.call(m, [&](sd_bus_message* reply) {
    answered = true;
    read_value(reply, stories);
  });
  ASSERT_TRUE(run_until([&] { return answered; }));
  EXPECT_EQ(stories, std::vector<std::string>(50, "Due 14:02: sat."));
  EXPECT_EQ(call("Explain", "u", 0U).error, kInvalidArgument);
  EXPECT_EQ(call("Explain", "u", 51U).text, "A story of 51 prompts is outside 1..50 prompts.");
}

TEST_F(ControlServiceTest, WhatTheCoachIsToldIsCheckedForRange) {
  EXPECT_EQ(call("Pause", "u", 0U).text, "A pause of 0 minutes is outside 1..1440 minutes.");
  EXPECT_EQ(call("Pause", "u", 1441U).error, kInvalidArgument);
  EXPECT_EQ(call("Correct", "suu", "flying", 10U, 0U).text,
            "A body is one of sitting, standing, walking, lying.");
  EXPECT_EQ(call("Correct", "suu", "unknown", 10U, 0U).error, kInvalidArgument);
  EXPECT_EQ(call("Correct", "suu", "standing", 0U, 0U).error, kInvalidArgument);
  EXPECT_EQ(call("Correct", "suu", "standing", 721U, 0U).error, kInvalidArgument);
  EXPECT_EQ(call("Correct", "suu", "standing", 10U, 10U).text,
            "A stretch ends after its beginning: fewer minutes ago.");
  EXPECT_EQ(call("Correct", "suu", "standing", 10U, 4294967295U).error, kInvalidArgument);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(ControlServiceTest, ArgumentsOutOfRangeAreRefusedInASentence) {
  EXPECT_EQ(call("Snooze", "u", 0U).text, "A snooze of 0 minutes is outside 1..480 minutes.");
  EXPECT_EQ(call("Snooze", "u", 4294967295U).error, kInvalidArgument);
  EXPECT_EQ(call("ChooseProfile", "s", "bed").text,
            "A profile is one of chair, standing_desk, sofa.");
  EXPECT_EQ(call("ZeroProfile", "s", "").error, kInvalidArgument);
  EXPECT_EQ(call("Answer", "xs", std::int64_t{0}, "done").error, kInvalidArgument);
  EXPECT_EQ(call("Answer", "xs", std::int64_t{-5}, "done").error, kInvalidArgument);
  EXPECT_EQ(call("Answer", "xs", std::int64_t{1}, "../../etc").text,
            "An answer is one of done, snooze, snooze_5, snooze_10, snooze_30, dismiss, not_today, "
            "why.");
  EXPECT_EQ(call("StartRecording", "us", 0U, "").error, kInvalidArgument);
  EXPECT_EQ(call("StartRecording", "us", 86401U, "").error, kInvalidArgument);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(ControlServiceTest, ANoteIsCountedInCharacters) {
  std::string degrees;
  for (int i = 0; i < 200; ++i) degrees += "\u00b0";
  EXPECT_EQ(call("StartRecording", "us", 1U, degrees.c_str()).error, "");
  degrees += "x";
  EXPECT_EQ(call("StartRecording", "us", 1U, degrees.c_str()).error, kInvalidArgument);
  const std::string huge(1'000'000, 'x');
  const Outcome refused = call("StartRecording", "us", 1U, huge.c_str());
  EXPECT_EQ(refused.error, kInvalidArgument);
  EXPECT_LT(refused.text.size(), 200U);
}

TEST_F(ControlServiceTest, ANoteCannotHoldControlCharacters) {
  call("StartRecording", "us", 7U, "a\x1b[2J\r\nb\x7f");
  ASSERT_EQ(calls_.size(), 1U);
  EXPECT_EQ(calls_[0], "record 7 a [2J  b ");
}

TEST_F(ControlServiceTest, WrongTypesAreRefusedByTheBus) {
  EXPECT_EQ(call("Snooze", "s", "ten").error, SD_BUS_ERROR_INVALID_ARGS);
  EXPECT_EQ(call("Snooze").error, SD_BUS_ERROR_INVALID_ARGS);
  EXPECT_EQ(call("Calibrate", "u", 1U).error, SD_BUS_ERROR_INVALID_ARGS);
  EXPECT_EQ(call("Format").error, SD_BUS_ERROR_UNKNOWN_METHOD);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(ControlServiceTest, WhatIsNotPossibleSaysWhy) {
  const Outcome zero = call("Zero");
  EXPECT_EQ(zero.error, kNotPossible);
  EXPECT_EQ(zero.text, "No sensor is connected.");
  EXPECT_EQ(call("CancelCalibration").error, kNotPossible);
}

TEST_F(ControlServiceTest, AHandlerThatThrowsIsAnErrorAndNothingElse) {
  EXPECT_EQ(call("StopRecording").error, kNotPossible);
  EXPECT_EQ(call("Calibrate").error, "");
}

TEST_F(ControlServiceTest, CallsBeyondTheLimitAreRefusedUntilTheCallerSlowsDown) {
  int refused = 0;
  for (int i = 0; i < 60; ++i) refused += call("Calibrate").error == kLimitExceeded;
  EXPECT_GT(refused, 20);
  EXPECT_EQ(service_.calls_refused(), static_cast<std::uint64_t>(refused));
  run_for(200ms);
  EXPECT_EQ(call("Calibrate").error, "");
}

TEST_F(ControlServiceTest, TenThousandCallsDoNotStallTheReactor) {
  int answered = 0;
  std::vector<BusSlot> slots;
  auto worst = 0ns;
  auto last = std::chrono::steady_clock::now();
  boost::asio::steady_timer timer(io_);
  std::function<void()> beat = [&] {
    timer.expires_after(5ms);
    timer.async_wait([&](const boost::system::error_code& error) {
      if (error) return;
      const auto now = std::chrono::steady_clock::now();
      worst = std::max<std::chrono::nanoseconds>(worst, now - last);
      last = now;
      beat();
    });
  };
  beat();
  int sent = 0;
  const auto start = std::chrono::steady_clock::now();
  run_until(
      [&] {
        // As fast as it goes, without filling the test's own send queue.
        for (int i = 0; i < 100 && sent < 10'000 && sent - answered < 1000; ++i, ++sent) {
          slots.push_back(caller_.call(
              caller_.method_call(kControlName, kControlPath, kControlInterface, "Calibrate"),
              [&](sd_bus_message*) { ++answered; }, 20s));
        }
        return answered == 10'000;
      },
      20s);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(answered, 10'000);
  EXPECT_LT(worst, 200ms);
  // 20 at once and 20 a second are let through.
  EXPECT_LE(static_cast<double>(calls_.size()), 21 + 20 * took.count());
  RecordProperty("longest_pause_us", static_cast<int>(worst.count() / 1000));
}

TEST_F(ControlServiceTest, OneSignalNamesWhatChangedAndNothingElse) {
  ControlState state;
  state.state = "upright";
  state.reason.clear();
  state.holds = {"call"};
  service_.update(state);
  service_.update(state);
  run_for(50ms);
  EXPECT_EQ(changes_, (Changes{{"State", "Reason", "Holds"}}));
}

TEST_F(ControlServiceTest, ContinuousValuesAreRoundedAndAnnouncedOnceASecond) {
  ControlState state;
  state.lean_deg = 12.31;
  service_.update(state);
  EXPECT_EQ(service_.state().lean_deg, 12.3);
  for (int i = 0; i < 20; ++i) {
    state.lean_deg += 1;
    service_.update(state);
  }
  state.body = "sitting";  // does not wait
  service_.update(state);
  run_for(50ms);
  EXPECT_EQ(changes_, (Changes{{"LeanDeg"}, {"Body"}}));
  EXPECT_EQ(service_.state().lean_deg, 32.3);  // Get has the latest
  run_for(950ms);
  service_.update(state);
  run_for(50ms);
  EXPECT_EQ(changes_, (Changes{{"LeanDeg"}, {"Body"}, {"LeanDeg"}}));
}

TEST_F(ControlServiceTest, AChangeTooSmallToBeShownIsNoChange) {
  ControlState state;
  state.lean_deg = -10.01;
  service_.update(state);
  run_for(950ms);
  state.lean_deg = -9.98;
  service_.update(state);
  run_for(50ms);
  EXPECT_EQ(changes_, (Changes{{"LeanDeg"}}));
}

TEST_F(ControlServiceTest, AnUnknownLeanThatStaysUnknownIsNoChange) {
  ControlState state;
  ASSERT_TRUE(std::isnan(state.lean_deg));
  state.side_deg = 1;
  service_.update(state);
  run_for(50ms);
  EXPECT_EQ(changes_, (Changes{{"SideDeg"}}));
}

TEST_F(ControlServiceTest, PromptsAreSignals) {
  service_.announce({.id = 42,
                     .kind = PromptKind::stand,
                     .state = PromptState::shown,
                     .at = {},
                     .latency_s = 0,
                     .reason = "sat 30 min without a break"});
  ASSERT_TRUE(run_until([&] { return prompts_.size() == 1; }));
  EXPECT_EQ(prompts_[0], "42 stand shown sat 30 min without a break");
}

TEST_F(ControlServiceTest, IsBackAfterTheBusRestarted) {
  ControlState state;
  state.body = "walking";
  bus_daemon_.kill();
  ASSERT_TRUE(run_until([&] { return !bus_.connected() && !caller_.connected(); }));
  service_.update(state);  // nobody to tell, nothing lost
  service_.announce({});
  bus_daemon_.start();
  ASSERT_TRUE(run_until([&] { return bus_.ready() && caller_.ready(); }));
  EXPECT_EQ(call("Calibrate").error, "");
}

// ---- the interface's document ----

std::string attribute(const std::string& tag, const std::string& name) {
  std::smatch match;
  const std::regex pattern(std::string(" ").append(name).append("=\"([^\"]*)\""));
  return std::regex_search(tag, match, pattern) ? match[1].str() : "";
}

// One line for each method, signal, argument, property and annotation of our interface.
std::set<std::string> outline(std::string xml) {
  xml = std::regex_replace(xml, std::regex("<!--[^]*?-->"), "");
  std::set<std::string> lines;
  const auto add = [&lines](std::initializer_list<std::string> words) {
    std::string line;
    for (const std::string& word : words) line.append(word).append(" ");
    lines.insert(line);
  };
  bool ours = false;
  std::string member;
  int argument = 0;
  const std::regex tag_pattern("<(/?[a-z]+)([^>]*)>");
  for (std::sregex_iterator tag(xml.begin(), xml.end(), tag_pattern), end; tag != end; ++tag) {
    const std::string kind = (*tag)[1], rest = (*tag)[2];
    const std::string name = attribute(rest, "name");
    if (kind == "interface") ours = name == kControlInterface;
    if (!ours) continue;
    if (kind == "method" || kind == "signal" || kind == "property") {
      member = name;
      argument = 0;
      add({kind, name, attribute(rest, "type"), attribute(rest, "access")});
    } else if (kind == "arg") {
      // Of a signal, the direction may be left out.
      const std::string direction = attribute(rest, "direction");
      add({member, std::to_string(argument++), direction.empty() ? "out" : direction,
           attribute(rest, "type"), name});
    } else if (kind == "annotation" && attribute(rest, "value") != "true") {
      add({member, name, attribute(rest, "value")});
    }
  }
  return lines;
}

TEST_F(ControlServiceTest, TheXmlDocumentIsTheInterface) {
  std::ifstream file(POSTURED_SOURCE_DIR "/config/org.postured.Postured1.xml");
  std::stringstream document;
  document << file.rdbuf();
  const Outcome live = finish(caller_.method_call(
      kControlName, kControlPath, "org.freedesktop.DBus.Introspectable", "Introspect"));
  ASSERT_EQ(live.error, "");
  const auto expected = outline(live.text);
  EXPECT_GT(expected.size(), 40U);
  EXPECT_EQ(outline(document.str()), expected);
}

}  // namespace
}  // namespace postured::test
