// org.freedesktop.Notifications as tests want it: it behaves as told and remembers what it was
// sent.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "desktop/bus.hpp"

namespace postured::test {

class FakeNotificationServer {
 public:
  struct Received {
    std::uint32_t replaces = 0;
    std::string app, icon, summary, body;
    std::vector<std::string> actions;
    std::map<std::string, std::string> hints;  // type and value: "y0", "b1", "sdevice"
    std::int32_t expire_ms = 0;
    std::uint32_t id = 0;  // what was or will be answered
  };

  explicit FakeNotificationServer(boost::asio::io_context& io,
                                  std::vector<std::string> capabilities = {"body", "body-markup",
                                                                           "actions"});

  bool ready() const { return bus_.ready(); }
  void emit_action(std::uint32_t id, const std::string& key);
  void emit_closed(std::uint32_t id, std::uint32_t reason);
  // Answers what was held back.
  void answer_held();
  std::size_t held() const { return held_.size(); }

  // The property Inhibited as Plasma has it: announced when it changes.
  void set_inhibited(bool on);

  // Behaviour.
  std::string name = "Fake";    // only "Plasma" has the property Inhibited
  bool frozen = false;          // holds every answer back
  bool erroring = false;        // refuses every Notify
  bool always_new_ids = false;  // as GNOME does for closed ones
  int closed_signals = 1;       // how often a close is announced

  // What came in.
  std::vector<Received> received;
  std::vector<std::uint32_t> closed;
  int capabilities_asked = 0;
  std::set<std::uint32_t> on_screen;

 private:
  static int on_get_capabilities(sd_bus_message* m, void* self, sd_bus_error*) noexcept;
  static int on_get_information(sd_bus_message* m, void* self, sd_bus_error*) noexcept;
  static int on_get_inhibited(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply,
                              void* self, sd_bus_error* error) noexcept;
  static int on_notify(sd_bus_message* m, void* self, sd_bus_error* error) noexcept;
  static int on_close(sd_bus_message* m, void* self, sd_bus_error*) noexcept;
  int answer(sd_bus_message* m);
  int answer_notify(sd_bus_message* m);
  void publish();

  std::vector<std::string> capabilities_;
  bool inhibited_ = false;
  std::uint32_t last_id_ = 0;
  std::vector<BusMessage> held_;
  Bus bus_;
  BusSlot object_;
};

}  // namespace postured::test
