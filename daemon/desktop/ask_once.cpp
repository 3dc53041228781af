#include "desktop/ask_once.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "desktop/notification_text.hpp"
#include "desktop/sd_handles.hpp"

namespace postured {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr const char* kNotifications = "org.freedesktop.Notifications";
constexpr const char* kNotificationsPath = "/org/freedesktop/Notifications";
constexpr std::uint64_t kAnswerWithin_us = 2'000'000;
constexpr std::size_t kSummaryBytes = 200, kBodyBytes = 1000;
constexpr const char* kAction = "open";
constexpr const char* kDefaultAction = "default";  // a click on the popup itself

struct Waiting {
  std::uint32_t id = 0;
  std::optional<Reply> reply;
};

// Signals of other programs' notifications come too: the id tells.
int on_pressed(sd_bus_message* signal, void* data, sd_bus_error*) noexcept {
  auto& waiting = *static_cast<Waiting*>(data);
  std::uint32_t id = 0;
  const char* action = nullptr;
  if (sd_bus_message_read(signal, "us", &id, &action) >= 0 && id == waiting.id &&
      (std::string_view(action) == kAction || std::string_view(action) == kDefaultAction)) {
    waiting.reply = Reply::pressed;
  }
  return 0;
}

int on_closed_signal(sd_bus_message* signal, void* data, sd_bus_error*) noexcept {
  auto& waiting = *static_cast<Waiting*>(data);
  std::uint32_t id = 0, reason = 0;
  if (sd_bus_message_read(signal, "uu", &id, &reason) >= 0 && id == waiting.id && !waiting.reply) {
    waiting.reply = Reply::closed;
  }
  return 0;
}

// A server that leaves the bus takes its popups along.
int on_owner(sd_bus_message* signal, void* data, sd_bus_error*) noexcept {
  const char *name = nullptr, *before = nullptr, *after = nullptr;
  if (sd_bus_message_read(signal, "sss", &name, &before, &after) >= 0 && *before != '\0') {
    static_cast<Waiting*>(data)->reply = Reply::closed;
  }
  return 0;
}

struct Server {
  bool actions = false, markup = false;
};

std::optional<Server> ask_server(sd_bus* bus) {
  sd_bus_message* raw = nullptr;
  BusError error;
  BusMessage call;
  if (sd_bus_message_new_method_call(bus, &raw, kNotifications, kNotificationsPath, kNotifications,
                                     "GetCapabilities") < 0) {
    return std::nullopt;
  }
  call.reset(raw);
  raw = nullptr;
  if (sd_bus_call(bus, call.get(), kAnswerWithin_us, error.get(), &raw) < 0) return std::nullopt;
  const BusMessage reply(raw);
  Server server;
  const char* capability = nullptr;
  if (sd_bus_message_enter_container(raw, 'a', "s") < 0) return std::nullopt;
  while (sd_bus_message_read(raw, "s", &capability) > 0) {
    server.actions = server.actions || std::string_view(capability) == "actions";
    server.markup = server.markup || std::string_view(capability) == "body-markup";
  }
  return server;
}

// Its number; nullopt: it could not be shown. A persistent popup (0 ms) where it has a button.
std::optional<std::uint32_t> show(sd_bus* bus, const Question& question, const Server& server) {
  const std::string summary = clean_text(question.summary, kSummaryBytes);
  const std::string cleaned = clean_text(question.body, kBodyBytes);
  const std::string body = server.markup ? escape_markup(cleaned) : strip_markup(cleaned);
  sd_bus_message* raw = nullptr;
  if (sd_bus_message_new_method_call(bus, &raw, kNotifications, kNotificationsPath, kNotifications,
                                     "Notify") < 0) {
    return std::nullopt;
  }
  const BusMessage call(raw);
  int r = sd_bus_message_append(raw, "susss", "postured", 0U, "", summary.c_str(), body.c_str());
  if (r >= 0 && server.actions) {
    r = sd_bus_message_append(raw, "as", 4, kAction, question.button.c_str(), kDefaultAction,
                              question.button.c_str());
  } else if (r >= 0) {
    r = sd_bus_message_append(raw, "as", 0);
  }
  if (r >= 0) {
    r = sd_bus_message_append(raw, "a{sv}", 2, "urgency", "y", 0, "suppress-sound", "b", 1);
  }
  if (r >= 0) r = sd_bus_message_append(raw, "i", server.actions ? 0 : -1);
  BusError error;
  sd_bus_message* answer = nullptr;
  if (r >= 0) r = sd_bus_call(bus, raw, kAnswerWithin_us, error.get(), &answer);
  if (r < 0) return std::nullopt;
  const BusMessage reply(answer);
  std::uint32_t id = 0;
  if (sd_bus_message_read(answer, "u", &id) < 0) return std::nullopt;
  return id;
}

void close_popup(sd_bus* bus, std::uint32_t id) {
  sd_bus_call_method(bus, kNotifications, kNotificationsPath, kNotifications, "CloseNotification",
                     nullptr, nullptr, "u", id);
}

bool matched(sd_bus* bus, BusSlot& slot, const char* rule, sd_bus_message_handler_t handler,
             Waiting& waiting) {
  sd_bus_slot* raw = nullptr;
  if (sd_bus_add_match(bus, &raw, rule, handler, &waiting) < 0) return false;
  slot.reset(raw);
  return true;
}

}  // namespace

Reply ask_once(const Question& question, std::chrono::seconds wait) {
  sd_bus* raw = nullptr;
  if (sd_bus_open_user_with_description(&raw, "postured-report") < 0) return Reply::not_shown;
  const BusHandle bus(raw);
  Waiting waiting;
  BusSlot pressed, closed, owner;
  // Before it is shown: whoever presses at once is heard, since signals wait in the queue.
  const bool listening =
      matched(raw, pressed,
              "type='signal',interface='org.freedesktop.Notifications',member='ActionInvoked'",
              on_pressed, waiting) &&
      matched(raw, closed,
              "type='signal',interface='org.freedesktop.Notifications',"
              "member='NotificationClosed'",
              on_closed_signal, waiting) &&
      matched(raw, owner,
              "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',"
              "arg0='org.freedesktop.Notifications'",
              on_owner, waiting);
  const auto server = ask_server(raw);
  if (!listening || !server) return Reply::not_shown;
  const auto id = show(raw, question, *server);
  if (!id) return Reply::not_shown;
  if (!server->actions) return Reply::shown_unasked;
  waiting.id = *id;
  const auto until = steady_clock::now() + wait;
  while (!waiting.reply) {
    const auto left = std::chrono::duration_cast<microseconds>(until - steady_clock::now()).count();
    if (left <= 0) break;
    const int r = sd_bus_process(raw, nullptr);
    if (r < 0) return Reply::closed;  // the bus went away, and the popup with it
    if (r == 0) sd_bus_wait(raw, static_cast<std::uint64_t>(left));
  }
  close_popup(raw, *id);
  return waiting.reply.value_or(Reply::closed);
}

}  // namespace postured
