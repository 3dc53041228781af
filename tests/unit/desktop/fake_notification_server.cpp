#include "unit/desktop/fake_notification_server.hpp"

#include <cstring>

#include "desktop/control_wire.hpp"

namespace postured::test {
namespace {

constexpr const char* kServerName = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";

std::string read_hint(sd_bus_message* m) {
  const char* type = nullptr;
  sd_bus_message_peek_type(m, nullptr, &type);
  const std::string signature = type;
  sd_bus_message_enter_container(m, 'v', signature.c_str());
  std::string value = signature;
  if (signature == "s") {
    std::string text;
    read_value(m, text);
    value += text;
  } else if (signature == "b") {
    bool flag = false;
    read_value(m, flag);
    value += flag ? "1" : "0";
  } else if (signature == "y") {
    std::uint8_t byte = 0;
    sd_bus_message_read_basic(m, 'y', &byte);
    value += std::to_string(byte);
  } else {
    sd_bus_message_skip(m, signature.c_str());
  }
  sd_bus_message_exit_container(m);
  return value;
}

FakeNotificationServer::Received read_notify(sd_bus_message* m) {
  FakeNotificationServer::Received n;
  read_value(m, n.app);
  sd_bus_message_read_basic(m, 'u', &n.replaces);
  read_value(m, n.icon);
  read_value(m, n.summary);
  read_value(m, n.body);
  read_value(m, n.actions);
  sd_bus_message_enter_container(m, 'a', "{sv}");
  while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
    std::string key;
    read_value(m, key);
    n.hints[key] = read_hint(m);
    sd_bus_message_exit_container(m);
  }
  sd_bus_message_exit_container(m);
  sd_bus_message_read_basic(m, 'i', &n.expire_ms);
  return n;
}

}  // namespace

FakeNotificationServer::FakeNotificationServer(boost::asio::io_context& io,
                                               std::vector<std::string> capabilities)
    : capabilities_(std::move(capabilities)), bus_(io, kServerName) {
  bus_.add_listener({.on_connected = [this] { publish(); },
                     .on_ready = {},
                     .on_name_taken = {},
                     .on_lost = [this] { object_.reset(); }});
  bus_.start();
}

void FakeNotificationServer::publish() {
  static const sd_bus_vtable kTable[] = {
      SD_BUS_VTABLE_START(0),
      SD_BUS_METHOD("GetCapabilities", "", "as", on_get_capabilities, SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_METHOD("GetServerInformation", "", "ssss", on_get_information,
                    SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_PROPERTY("Inhibited", "b", on_get_inhibited, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
      SD_BUS_METHOD("Notify", "susssasa{sv}i", "u", on_notify, SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_METHOD("CloseNotification", "u", "", on_close, SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_SIGNAL("ActionInvoked", "us", 0),
      SD_BUS_SIGNAL("NotificationClosed", "uu", 0),
      SD_BUS_VTABLE_END};
  sd_bus_slot* slot = nullptr;
  sd_bus_add_object_vtable(bus_.get(), &slot, kPath, kServerName, kTable, this);
  object_.reset(slot);
}

int FakeNotificationServer::on_get_capabilities(sd_bus_message* m, void* self,
                                                sd_bus_error*) noexcept {
  auto& server = *static_cast<FakeNotificationServer*>(self);
  ++server.capabilities_asked;
  return server.answer(m);
}

int FakeNotificationServer::on_get_information(sd_bus_message* m, void* self,
                                               sd_bus_error*) noexcept {
  return sd_bus_reply_method_return(
      m, "ssss", static_cast<FakeNotificationServer*>(self)->name.c_str(), "postured", "1", "1.2");
}

int FakeNotificationServer::on_get_inhibited(sd_bus*, const char*, const char*, const char*,
                                             sd_bus_message* reply, void* self,
                                             sd_bus_error* error) noexcept {
  const auto& server = *static_cast<FakeNotificationServer*>(self);
  if (server.name != "Plasma") return sd_bus_error_set(error, SD_BUS_ERROR_UNKNOWN_PROPERTY, "no");
  return sd_bus_message_append(reply, "b", server.inhibited_ ? 1 : 0);
}

void FakeNotificationServer::set_inhibited(bool on) {
  inhibited_ = on;
  sd_bus_emit_properties_changed(bus_.get(), kPath, kName, "Inhibited", nullptr);
  bus_.used();
}

int FakeNotificationServer::on_notify(sd_bus_message* m, void* self, sd_bus_error* error) noexcept {
  auto& server = *static_cast<FakeNotificationServer*>(self);
  if (server.erroring) {
    return sd_bus_error_set(error, "org.freedesktop.Notifications.MaxNotificationsExceeded",
                            "Exceeded maximum number of notifications");
  }
  return server.answer(m);
}

int FakeNotificationServer::on_close(sd_bus_message* m, void* self, sd_bus_error*) noexcept {
  auto& server = *static_cast<FakeNotificationServer*>(self);
  std::uint32_t id = 0;
  sd_bus_message_read_basic(m, 'u', &id);
  server.closed.push_back(id);
  server.on_screen.erase(id);
  for (int i = 0; i < server.closed_signals; ++i) server.emit_closed(id, i == 0 ? 3 : 2);
  return sd_bus_reply_method_return(m, nullptr);
}

int FakeNotificationServer::answer(sd_bus_message* m) {
  if (frozen) {
    held_.emplace_back(sd_bus_message_ref(m));
    return 1;
  }
  if (std::strcmp(sd_bus_message_get_member(m), "Notify") == 0) return answer_notify(m);
  sd_bus_message* reply = nullptr;
  sd_bus_message_new_method_return(m, &reply);
  const BusMessage owned(reply);
  append_value(reply, capabilities_);
  return sd_bus_send(nullptr, reply, nullptr);
}

int FakeNotificationServer::answer_notify(sd_bus_message* m) {
  Received n = read_notify(m);
  n.id = n.replaces != 0 && !always_new_ids ? n.replaces : ++last_id_;
  on_screen.erase(n.replaces);
  on_screen.insert(n.id);
  received.push_back(n);
  return sd_bus_reply_method_return(m, "u", n.id);
}

void FakeNotificationServer::answer_held() {
  frozen = false;
  const auto held = std::move(held_);
  held_.clear();
  for (const BusMessage& m : held) answer(m.get());
  bus_.used();
}

void FakeNotificationServer::emit_action(std::uint32_t id, const std::string& key) {
  sd_bus_emit_signal(bus_.get(), kPath, kServerName, "ActionInvoked", "us", id, key.c_str());
  bus_.used();
}

void FakeNotificationServer::emit_closed(std::uint32_t id, std::uint32_t reason) {
  on_screen.erase(id);
  sd_bus_emit_signal(bus_.get(), kPath, kServerName, "NotificationClosed", "uu", id, reason);
  bus_.used();
}

}  // namespace postured::test
