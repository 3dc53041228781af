// Locks and inhibitors of the session bus.
#include "desktop/idle_inhibitors.hpp"
#include "desktop/screen_lock.hpp"
#include "unit/desktop/presence_fixture.hpp"

namespace postured::test {
namespace {

constexpr const char* kPower = "org.freedesktop.PowerManagement";

class ScreenStateTest : public PresenceTest {
 protected:
  ScreenLock lock_{bus_, io_, [this] { ++changes_; }};
  IdleInhibitors inhibitors_{bus_, io_, [this] { ++changes_; }};
};

TEST_F(ScreenStateTest, WithoutServicesNothingIsKnownAndItIsSaid) {
  run_for(100ms);
  EXPECT_EQ(lock_.locked(), std::nullopt);
  EXPECT_FALSE(inhibitors_.inhibited());
  EXPECT_FALSE(lock_.health().working);
  EXPECT_NE(lock_.health().sentence.find("nobody offers it here"), std::string::npos);
  EXPECT_FALSE(inhibitors_.health().working);
  EXPECT_EQ(handlers_run_in(300ms), 0U);
}

TEST_F(ScreenStateTest, FollowsTheLockOfGnomeAndOfOthers) {
  const auto gnome = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  ASSERT_TRUE(run_until([&] { return lock_.locked() == false; }));
  const auto other = screen_saver("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver");
  other->active = true;  // when first asked
  ASSERT_TRUE(run_until([&] { return lock_.locked() == true; }));
  other->set(false);
  ASSERT_TRUE(run_until([&] { return lock_.locked() == false; }));
  gnome->set(true);
  ASSERT_TRUE(run_until([&] { return lock_.locked() == true; }));
  EXPECT_TRUE(lock_.health().working);
}

TEST_F(ScreenStateTest, ALockThatEndedWithItsServiceIsForgotten) {
  auto saver = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  saver->active = true;
  ASSERT_TRUE(run_until([&] { return lock_.locked() == true; }));
  saver.reset();
  ASSERT_TRUE(run_until([&] { return !lock_.locked(); }));
  saver = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  ASSERT_TRUE(run_until([&] { return lock_.locked() == false; }));
}

TEST_F(ScreenStateTest, OneThatHangsOrRefusesHidesNoOther) {
  const auto hanging = screen_saver("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver");
  hanging->service->frozen = true;
  const auto refusing = service("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver");
  run_for(100ms);
  EXPECT_EQ(lock_.locked(), std::nullopt);
  ASSERT_TRUE(run_until([&] {
    return lock_.health().sentence.find("does not answer") != std::string::npos;
  })) << lock_.health().sentence;
  const auto gnome = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  ASSERT_TRUE(run_until([&] { return lock_.locked() == false; }));
  EXPECT_TRUE(lock_.health().working);
  EXPECT_EQ(hanging->service->calls.size(), 1U);  // not asked all the time
}

TEST_F(ScreenStateTest, SeesGnomesInhibitorsOfIdlenessOnly) {
  const auto manager = session_manager();
  ASSERT_TRUE(run_until([&] { return inhibitors_.health().working; }));
  manager->set(1);  // logging out
  run_for(100ms);
  EXPECT_FALSE(inhibitors_.inhibited());
  manager->set(1 | 8);
  ASSERT_TRUE(run_until([&] { return inhibitors_.inhibited(); }));
  EXPECT_TRUE(inhibitors_.gnome_inhibited());
  manager->set(0);
  ASSERT_TRUE(run_until([&] { return !inhibitors_.inhibited(); }));
}

TEST_F(ScreenStateTest, SeesTheInhibitServiceOfKdeAndXfce) {
  auto power = service(kPower, "/org/freedesktop/PowerManagement/Inhibit");
  power->answer(
      "org.freedesktop.PowerManagement.Inhibit.HasInhibit",
      [](sd_bus_message*, sd_bus_message* reply) { sd_bus_message_append(reply, "b", 1); });
  ASSERT_TRUE(run_until([&] { return inhibitors_.inhibited(); }));
  EXPECT_FALSE(inhibitors_.gnome_inhibited());
  power->emit("org.freedesktop.PowerManagement.Inhibit", "HasInhibitChanged",
              [](sd_bus_message* m) { sd_bus_message_append(m, "b", 0); });
  ASSERT_TRUE(run_until([&] { return !inhibitors_.inhibited(); }));
}

TEST_F(ScreenStateTest, TheBusMayEndAndComeBack) {
  auto saver = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  saver->active = true;
  ASSERT_TRUE(run_until([&] { return lock_.locked() == true; }));
  bus_daemon_.kill();
  ASSERT_TRUE(run_until([&] { return !lock_.locked(); }));
  bus_daemon_.start();
  ASSERT_TRUE(run_until([&] { return lock_.locked() == true; }));
}

class ServiceWatchTest : public PresenceTest {};

TEST_F(ServiceWatchTest, WhatDidNotAnswerIsAskedAgainLater) {
  const auto hanging = screen_saver("org.test.Slow", "/org/test/Slow");
  hanging->service->frozen = true;
  std::unique_ptr<ServiceWatch> watch;
  BusSlot slot;
  int answers = 0;
  watch = std::make_unique<ServiceWatch>(
      bus_, io_, "org.test.Slow",
      ServiceWatch::Handlers{
          .attach =
              [&] {
                if (!watch) return;
                watch->ask(slot, watch->method_call("/org/test/Slow", "org.test.Slow", "GetActive"),
                           [&](sd_bus_message*) { ++answers; });
              },
          .gone = {},
          .changed = {}},
      200ms);
  ASSERT_TRUE(run_until([&] { return watch->state() == ServiceWatch::State::silent; }));
  hanging->service->frozen = false;
  ASSERT_TRUE(run_until([&] { return answers == 1; }));
  EXPECT_TRUE(watch->answers());
  EXPECT_EQ(hanging->service->calls.size(), 2U);
}

}  // namespace
}  // namespace postured::test
