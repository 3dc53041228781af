#include "desktop/control_client.hpp"

#include <signal.h>

#include <cmath>
#include <thread>

#include "desktop/control_service.hpp"
#include "unit/desktop/desktop_test.hpp"

namespace postured::test {
namespace {

// The client blocks, so the service runs its reactor in a thread of its own.
class ControlClientTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    if (!IsSkipped()) bus_daemon_.start();
  }
  ~ControlClientTest() override { stop(); }

  void serve(ControlHandlers handlers, const ControlState& state) {
    bus_ = std::make_unique<Bus>(io_, kControlName);
    service_ = std::make_unique<ControlService>(*bus_, std::move(handlers));
    service_->update(state);
    bus_->start();
    ASSERT_TRUE(run_until([&] { return bus_->ready(); }));
    thread_ = std::thread([this] {
      const auto work = boost::asio::make_work_guard(io_);
      io_.restart();
      io_.run();
    });
  }
  void stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
    service_.reset();
    bus_.reset();
  }

  std::unique_ptr<Bus> bus_;
  std::unique_ptr<ControlService> service_;
  std::thread thread_;
};

ControlFailure::Kind kind_of(const std::function<void()>& call, std::string* message = nullptr) {
  try {
    call();
  } catch (const ControlFailure& failure) {
    if (message) *message = failure.what();
    return failure.kind();
  }
  ADD_FAILURE() << "the call succeeded";
  return ControlFailure::Kind::refused;
}

TEST_F(ControlClientTest, ReadsEveryPropertyAsItWasSet) {
  ControlState state;
  state.state = "leaning";
  state.reason = "";
  state.reason_text = "A sentence.";
  state.body = "sitting";
  state.confidence = 0.87;
  state.lean_deg = 17.5;
  state.side_deg = -3.1;
  state.inclination_deg = 22.9;
  state.curvature_deg = 21.4;
  state.curvature_percent = 61;
  state.rounding = "rounding";
  state.lower_sensor = "Clip 2";
  state.lower_link = "open";
  state.clips_note = "No range yet.";
  state.sitting_s = 1234;
  state.next_stand_s = 566;
  state.holds = {"snoozed", "the hourly budget is used up"};
  state.snoozed_s = 59;
  state.shown_prompt = 1795250000123;
  state.sensor = "Clip \u00b0 1";
  state.sensor_serial = "A1";
  state.sensor_missing = "No turning rates.";
  state.sensor_calibration = "2026-11-21";
  state.link = "open";
  state.rate_hz = 99.8;
  state.frames_dropped = 18'000'000'000'000'000'000ULL;
  state.samples_missing = 3;
  state.calibration_step = "bending";
  state.lean_rule = "counts from 17 deg";
  state.calibration_fraction = 0.33;
  state.calibration_instruction = "Bend slowly.";
  state.calibration_problem = "Too fast.";
  state.calibrated = true;
  state.axis_known = true;
  state.profile = "sofa";
  state.profile_in_force = "standing_desk";
  state.suggested_profile = "chair";
  state.profiles = {"chair", "sofa"};
  state.journal = "the disk is full";
  state.version = "0.1.0";
  serve({}, state);
  const ControlState read = ControlClient().get_all();
  int compared = 0;
  for_each_control_property([&]<auto Member>(const ControlProperty<Member>& property) {
    EXPECT_EQ(read.*Member, state.*Member) << property.name;
    ++compared;
  });
  EXPECT_EQ(compared, 40);
}

TEST_F(ControlClientTest, AnUnknownLeanStaysUnknown) {
  serve({}, ControlState{});
  EXPECT_TRUE(std::isnan(ControlClient().get_all().lean_deg));
}

TEST_F(ControlClientTest, CallsAndTheirResultsArrive) {
  std::vector<std::string> calls;
  ControlHandlers handlers;
  handlers.snooze = [&](std::chrono::minutes m) {
    calls.push_back("snooze " + std::to_string(m.count()));
    return ControlResult::done();
  };
  handlers.choose_profile = [&](Profile p) {
    calls.push_back("choose " + std::string(to_string(p)));
    return ControlResult::done();
  };
  handlers.zero_profile = [&](Profile p) {
    calls.push_back("zero " + std::string(to_string(p)));
    return ControlResult::done();
  };
  handlers.answer = [&](PromptId id, Answer a) {
    calls.push_back(std::to_string(id) + " " + std::string(to_string(a)));
    return ControlResult::done();
  };
  handlers.start_recording = [](std::chrono::seconds, const std::string& note) {
    return ControlResult::done(note + ".capture");
  };
  handlers.stop_recording = [] { return ControlResult::done("/home/ann/a.capture"); };
  handlers.pause = [&](std::chrono::minutes m) {
    calls.push_back("pause " + std::to_string(m.count()));
    return ControlResult::done();
  };
  handlers.resume = [&] {
    calls.push_back("resume");
    return ControlResult::done();
  };
  handlers.correct = [&](BodyState body, std::chrono::minutes from, std::chrono::minutes to) {
    calls.push_back(std::string(to_string(body)) + " " + std::to_string((from - to).count()));
    return ControlResult::done();
  };
  handlers.reload = [] {
    return ControlResult::refused("postured.toml:3: lean.delay_s is not known.");
  };
  serve(std::move(handlers), {});
  ControlClient client;
  client.choose_profile("standing_desk");
  client.zero_profile("chair");
  EXPECT_EQ(kind_of([&] { client.choose_profile("bed"); }), ControlFailure::Kind::refused);
  client.snooze(10);
  client.answer(7, Answer::dismiss);
  client.pause(30);
  client.resume();
  client.correct(BodyState::walking, 40, 10);
  EXPECT_EQ(kind_of([&] { client.pause_until_tomorrow(); }), ControlFailure::Kind::refused);
  EXPECT_EQ(client.start_recording(60, "desk"), "desk.capture");
  EXPECT_EQ(client.stop_recording(), "/home/ann/a.capture");
  std::string message;
  EXPECT_EQ(kind_of([&] { client.reload(); }, &message), ControlFailure::Kind::refused);
  EXPECT_EQ(message, "postured.toml:3: lean.delay_s is not known.");
  EXPECT_EQ(kind_of([&] { client.snooze(0); }, &message), ControlFailure::Kind::refused);
  EXPECT_EQ(message, "A snooze of 0 minutes is outside 1..480 minutes.");
  EXPECT_EQ(kind_of([&] { client.calibrate(); }), ControlFailure::Kind::refused);
  stop();
  EXPECT_EQ(calls, (std::vector<std::string>{"choose standing_desk", "zero chair", "snooze 10",
                                             "7 dismiss", "pause 30", "resume", "walking 30"}));
}

TEST_F(ControlClientTest, SaysWhenPosturedIsNotRunning) {
  std::string message;
  EXPECT_EQ(kind_of([] { ControlClient().get_all(); }, &message),
            ControlFailure::Kind::not_running);
  EXPECT_NE(message.find("systemctl --user start postured"), std::string::npos);
}

TEST_F(ControlClientTest, SaysWhenThereIsNoBus) {
  bus_daemon_.kill();
  std::string message;
  EXPECT_EQ(kind_of([] { ControlClient().get_all(); }, &message), ControlFailure::Kind::no_bus);
  EXPECT_FALSE(message.empty());
}

TEST_F(ControlClientTest, SaysWhenPosturedHangs) {
  ControlHandlers handlers;
  handlers.calibrate = [] {
    std::this_thread::sleep_for(600ms);
    return ControlResult::done();
  };
  serve(std::move(handlers), {});
  std::string message;
  EXPECT_EQ(kind_of([] { ControlClient(200ms).calibrate(); }, &message),
            ControlFailure::Kind::no_answer);
  EXPECT_NE(message.find("did not answer"), std::string::npos);
}

}  // namespace
}  // namespace postured::test
