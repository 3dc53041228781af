#include "desktop/bus.hpp"

#include <signal.h>

#include <ctime>

#include "unit/desktop/desktop_test.hpp"

namespace postured::test {
namespace {

constexpr const char* kName = "org.postured.Test1";

struct Events {
  int connected = 0, ready = 0, taken = 0, lost = 0;

  BusListener listener() {
    return {.on_connected = [this] { ++connected; },
            .on_ready = [this] { ++ready; },
            .on_name_taken = [this] { ++taken; },
            .on_lost = [this] { ++lost; }};
  }
};

class BusTest : public DesktopTest {};

double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST_F(BusTest, OwnsItsName) {
  bus_daemon_.start();
  Events events;
  Bus bus(io_, kName);
  bus.add_listener(events.listener());
  bus.start();
  ASSERT_TRUE(run_until([&] { return events.ready == 1; }));
  EXPECT_EQ(events.connected, 1);
  EXPECT_EQ(events.lost, 0);
}

TEST_F(BusTest, TellsALaterListenerAtOnce) {
  bus_daemon_.start();
  Bus bus(io_, kName);
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  Events events;
  bus.add_listener(events.listener());
  EXPECT_EQ(events.connected, 1);
}

TEST_F(BusTest, SecondInstanceHearsThatTheNameIsTakenAndTheFirstIsUndisturbed) {
  bus_daemon_.start();
  Events first, second;
  Bus bus(io_, kName), other(io_, kName);
  bus.add_listener(first.listener());
  bus.start();
  ASSERT_TRUE(run_until([&] { return first.ready == 1; }));
  other.add_listener(second.listener());
  other.start();
  ASSERT_TRUE(run_until([&] { return second.taken == 1; }));
  run_for(500ms);  // and it does not try again
  EXPECT_EQ(second.ready, 0);
  EXPECT_EQ(second.taken, 1);
  EXPECT_FALSE(other.connected());
  EXPECT_TRUE(bus.ready());
  EXPECT_EQ(first.lost, 0);
}

TEST_F(BusTest, ComesBackAfterTheBusWasKilled) {
  bus_daemon_.start();
  Events events;
  Bus bus(io_, kName);
  bus.add_listener(events.listener());
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  for (int round = 1; round <= 3; ++round) {
    bus_daemon_.kill();
    ASSERT_TRUE(run_until([&] { return events.lost == round; }));
    EXPECT_FALSE(bus.connected());
    bus_daemon_.start();
    ASSERT_TRUE(run_until([&] { return events.ready == round + 1; }));
  }
  EXPECT_EQ(events.connected, 4);
  EXPECT_EQ(events.lost, 3);
}

TEST_F(BusTest, ConnectsWhenTheBusAppearsLater) {
  Events events;
  Bus bus(io_, kName);
  bus.add_listener(events.listener());
  bus.start();
  run_for(300ms);
  EXPECT_EQ(events.connected, 0);
  EXPECT_EQ(events.lost, 0);
  bus_daemon_.start();
  EXPECT_TRUE(run_until([&] { return events.ready == 1; }));
}

TEST_F(BusTest, WithoutABusItRetriesEverMoreSlowlyAndDoesNotSpin) {
  Bus bus(io_, kName);
  bus.start();
  const double before = cpu_s();
  // Attempts at 0, 0.2, 0.6, 1.4 s: each is two handlers, the timer and the posted loss.
  EXPECT_LE(handlers_run_in(1500ms), 10U);
  EXPECT_LT(cpu_s() - before, 0.2);
}

TEST_F(BusTest, SleepsWhenIdle) {
  bus_daemon_.start();
  Bus bus(io_, kName);
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  run_for(200ms);
  EXPECT_EQ(handlers_run_in(1000ms), 0U);
}

TEST_F(BusTest, AFrozenBusBlocksNothing) {
  bus_daemon_.start();
  bus_daemon_.signal(SIGSTOP);
  Bus bus(io_, kName);
  const auto start = std::chrono::steady_clock::now();
  bus.start();
  run_for(300ms);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 800ms);
  EXPECT_FALSE(bus.ready());
  bus_daemon_.signal(SIGCONT);
  EXPECT_TRUE(run_until([&] { return bus.ready(); }));
}

TEST_F(BusTest, ACallWithoutAnAnswerTimesOut) {
  bus_daemon_.start();
  Bus bus(io_, kName), silent(io_, "org.postured.Silent");
  bus.start();
  silent.start();
  ASSERT_TRUE(run_until([&] { return bus.ready() && silent.ready(); }));
  // A method that keeps its caller waiting.
  static const sd_bus_vtable kTable[] = {
      SD_BUS_VTABLE_START(0),
      SD_BUS_METHOD(
          "Wait", "", "", [](sd_bus_message*, void*, sd_bus_error*) { return 1; },
          SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_VTABLE_END};
  sd_bus_slot* object = nullptr;
  sd_bus_add_object_vtable(silent.get(), &object, "/x", "org.postured.Silent", kTable, nullptr);
  const BusSlot owned(object);

  std::string error;
  const auto start = std::chrono::steady_clock::now();
  const BusSlot call = bus.call(
      bus.method_call("org.postured.Silent", "/x", "org.postured.Silent", "Wait"),
      [&](sd_bus_message* m) { error = sd_bus_message_get_error(m)->name; }, 300ms);
  ASSERT_TRUE(call);
  ASSERT_TRUE(run_until([&] { return !error.empty(); }, 2s));
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GT(took, 250ms);
  EXPECT_LT(took, 1s);
  EXPECT_EQ(error, SD_BUS_ERROR_NO_REPLY);
}

TEST_F(BusTest, AnExceptionInAHandlerStaysThere) {
  bus_daemon_.start();
  Bus bus(io_, kName);
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  int calls = 0;
  const auto ask = [&] {
    return bus.call(bus.method_call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "GetId"),
                    [&](sd_bus_message*) {
                      ++calls;
                      throw std::runtime_error("as a test");
                    });
  };
  const BusSlot first = ask();
  ASSERT_TRUE(run_until([&] { return calls == 1; }));
  const BusSlot second = ask();
  EXPECT_TRUE(run_until([&] { return calls == 2; }));
  EXPECT_TRUE(bus.ready());
}

TEST_F(BusTest, ACallUnderWayEndsWithTheBus) {
  bus_daemon_.start();
  Events events;
  Bus bus(io_, kName);
  bus.add_listener(events.listener());
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  bus_daemon_.signal(SIGSTOP);
  bool failed = false;
  const BusSlot call = bus.call(
      bus.method_call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                      "GetId"),
      [&](sd_bus_message* m) { failed = sd_bus_message_is_method_error(m, nullptr) != 0; });
  bus_daemon_.kill();
  EXPECT_TRUE(run_until([&] { return failed && events.lost == 1; }, 1s));
}

TEST_F(BusTest, LeavesNoDescriptorBehindInManyRestarts) {
  const auto descriptors = [] {
    const std::filesystem::directory_iterator folder("/proc/self/fd");
    return std::distance(begin(folder), end(folder));
  };
  bus_daemon_.start();
  Bus bus(io_, kName);
  bus.start();
  ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  const auto before = descriptors();
  for (int i = 0; i < 5; ++i) {
    bus_daemon_.kill();
    bus_daemon_.start();
    ASSERT_TRUE(run_until([&] { return !bus.connected(); }));
    ASSERT_TRUE(run_until([&] { return bus.ready(); }));
  }
  EXPECT_EQ(descriptors(), before);
}

}  // namespace
}  // namespace postured::test
