// Commands to a sensor over D-Bus: their answers come when the sensor's do.
#include "desktop/control_service.hpp"

#include "desktop/control_wire.hpp"
#include "unit/desktop/desktop_test.hpp"

namespace postured::test {
namespace {

class ControlSensorTest : public DesktopTest {
 protected:
  struct Outcome {
    std::string error, text;  // the error's name, or none; its sentence, or the answer
  };

  void SetUp() override {
    DesktopTest::SetUp();
    if (IsSkipped()) return;
    bus_daemon_.start();
    bus_.start();
    caller_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready() && caller_.ready(); }));
  }

  ControlHandlers handlers() {
    ControlHandlers made;
    made.sensors = [] {
      return std::vector<ControlDict>{{{"clip", "upper"}, {"serial", "01ab"}}, {}};
    };
    // Answers by and by, as a sensor does.
    made.command_sensor = [this](ClipSide side, const SensorCommand& command, auto done) {
      calls_.push_back((side == ClipSide::upper ? "upper: " : "lower: ") + done_words(command));
      if (std::holds_alternative<SelfTest>(command)) {
        done(ControlResult::refused("50 % of it failed: %s"));
        return;
      }
      waiting_.push_back(std::move(done));
      later_.expires_after(30ms);
      later_.async_wait([this](const boost::system::error_code&) {
        for (const auto& waiting : std::exchange(waiting_, {})) {
          waiting(ControlResult::done("it did"));
        }
      });
    };
    return made;
  }

  template <class... Arguments>
  Outcome call(const char* member, const char* signature, Arguments... arguments) {
    const BusMessage m = caller_.method_call(kControlName, kControlPath, kControlInterface, member);
    EXPECT_GE(sd_bus_message_append(m.get(), signature, arguments...), 0);
    std::optional<Outcome> outcome;
    const BusSlot slot = caller_.call(m, [&](sd_bus_message* reply) {
      outcome.emplace();
      const char* text = nullptr;
      if (const sd_bus_error* error = sd_bus_message_get_error(reply)) {
        outcome = {error->name, error->message};
      } else if (sd_bus_message_read(reply, "s", &text) > 0) {
        outcome->text = text;
      }
    });
    EXPECT_TRUE(run_until([&] { return outcome.has_value(); }));
    return outcome.value_or(Outcome{"none", "no answer"});
  }

  std::vector<std::string> calls_;
  std::vector<std::function<void(ControlResult)>> waiting_;
  boost::asio::steady_timer later_{io_};
  Bus bus_{io_, kControlName};
  Bus caller_{io_, "org.postured.Caller"};
  ControlService service_{bus_, handlers()};
};

TEST_F(ControlSensorTest, TheAnswerComesWhenItComes) {
  EXPECT_EQ(call("SetSensorRate", "su", "upper", 200U).text, "it did");
  EXPECT_EQ(call("SetSensorRange", "suu", "lower", 4U, 500U).text, "it did");
  EXPECT_EQ(call("SetSensorLed", "ss", "upper", "auto").text, "it did");
  EXPECT_EQ(call("SetSensorSerial", "ss", "upper", "0123456789abcdef").text, "it did");
  EXPECT_EQ(call("SensorHaptic", "suuu", "upper", 300U, 100U, 2U).text, "it did");
  EXPECT_EQ(call("SetSensorOutput", "s", "upper").text, "it did");
  const Outcome refused = call("SensorSelfTest", "s", "upper");
  EXPECT_EQ(refused.error, kNotPossible);
  EXPECT_EQ(refused.text, "50 % of it failed: %s");
  EXPECT_EQ(calls_.size(), 7U);
  EXPECT_EQ(calls_[1], "lower: ranges of 4 g and 500 deg/s from now on");
}

TEST_F(ControlSensorTest, CommandsOutOfRangeNeverReachASensor) {
  EXPECT_EQ(call("SetSensorRate", "su", "upper", 24U).error, kInvalidArgument);
  EXPECT_EQ(call("SetSensorRate", "su", "upper", 201U).error, kInvalidArgument);
  EXPECT_EQ(call("SetSensorRate", "su", "both", 100U).text, "A clip is one of upper, lower.");
  EXPECT_EQ(call("SetSensorRange", "suu", "upper", 17U, 500U).error, kInvalidArgument);
  EXPECT_EQ(call("SetSensorLed", "ss", "upper", "../x").text, "A light is one of off, on, auto.");
  EXPECT_EQ(call("SetSensorSerial", "ss", "upper", "1").error, kInvalidArgument);
  EXPECT_EQ(call("SensorHaptic", "suuu", "upper", 1001U, 0U, 1U).error, kInvalidArgument);
  EXPECT_EQ(call("SensorSelfTest", "u", 1U).error, SD_BUS_ERROR_INVALID_ARGS);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(ControlSensorTest, AnAnswerToALostBusHurtsNobody) {
  const BusMessage m =
      caller_.method_call(kControlName, kControlPath, kControlInterface, "SetSensorOutput");
  sd_bus_message_append(m.get(), "s", "upper");
  {
    const BusSlot slot = caller_.call(m, [](sd_bus_message*) {});
  }
  ASSERT_TRUE(run_until([&] { return !waiting_.empty(); }));
  bus_daemon_.kill();
  run_for(100ms);
  EXPECT_TRUE(waiting_.empty());  // told, and nothing came of it
}

TEST_F(ControlSensorTest, SensorsAreListedInOrder) {
  const BusMessage m =
      caller_.method_call(kControlName, kControlPath, kControlInterface, "Sensors");
  std::optional<std::vector<ControlDict>> told;
  const BusSlot slot = caller_.call(m, [&](sd_bus_message* reply) {
    told.emplace();
    EXPECT_GE(read_value(reply, *told), 0);
  });
  ASSERT_TRUE(run_until([&] { return told.has_value(); }));
  EXPECT_EQ(*told, (std::vector<ControlDict>{{{"clip", "upper"}, {"serial", "01ab"}}, {}}));
}

}  // namespace
}  // namespace postured::test
