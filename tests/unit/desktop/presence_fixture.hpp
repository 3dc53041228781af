// A private session bus with one connection, and the services that desktops have on it.
#pragma once

#include <memory>

#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/display_server.hpp"
#include "unit/desktop/fake_service.hpp"

namespace postured::test {

class PresenceTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    if (IsSkipped()) return;
    bus_daemon_.start();
    bus_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready(); }));
  }

  std::unique_ptr<FakeService> service(const std::string& name, const std::string& path) {
    return std::make_unique<FakeService>(io_, name, path);
  }

  // A screen saver that answers GetActive and tells of each change.
  struct Saver {
    std::unique_ptr<FakeService> service;
    std::string name;
    bool active = false;

    void set(bool value) {
      active = value;
      service->emit(name, "ActiveChanged",
                    [value](sd_bus_message* m) { sd_bus_message_append(m, "b", value ? 1 : 0); });
    }
  };
  std::unique_ptr<Saver> screen_saver(const std::string& name, const std::string& path) {
    auto saver = std::make_unique<Saver>(Saver{service(name, path), name});
    saver->service->answer(name + ".GetActive",
                           [raw = saver.get()](sd_bus_message*, sd_bus_message* reply) {
                             sd_bus_message_append(reply, "b", raw->active ? 1 : 0);
                           });
    return saver;
  }

  // GNOME's session manager: InhibitedActions, announced as a property. As gnome-session 43 does
  // it, and as Mutter reads it.
  struct SessionManager {
    std::unique_ptr<FakeService> service;
    std::uint32_t actions = 0;

    void set(std::uint32_t value) {
      actions = value;
      service->emit("org.freedesktop.DBus.Properties", "PropertiesChanged",
                    [value](sd_bus_message* m) {
                      sd_bus_message_append(m, "sa{sv}as", "org.gnome.SessionManager", 1,
                                            "InhibitedActions", "u", value, 0);
                    });
    }
  };
  std::unique_ptr<SessionManager> session_manager() {
    auto manager = std::make_unique<SessionManager>(
        SessionManager{service("org.gnome.SessionManager", "/org/gnome/SessionManager")});
    manager->service->answer("org.freedesktop.DBus.Properties.Get",
                             [raw = manager.get()](sd_bus_message*, sd_bus_message* reply) {
                               sd_bus_message_append(reply, "v", "u", raw->actions);
                             });
    manager->service->answer("org.freedesktop.DBus.Properties.GetAll",
                             [raw = manager.get()](sd_bus_message*, sd_bus_message* reply) {
                               sd_bus_message_append(reply, "a{sv}", 1, "InhibitedActions", "u",
                                                     raw->actions);
                             });
    return manager;
  }

  Bus bus_{io_, ""};
  int changes_ = 0;
};

}  // namespace postured::test
