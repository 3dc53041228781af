#include "desktop/notifier.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <string_view>

#include "desktop/notification_text.hpp"
#include "desktop/popup_buttons.hpp"

namespace postured {
namespace {

constexpr const char* kServer = "org.freedesktop.Notifications";
constexpr const char* kServerPath = "/org/freedesktop/Notifications";
constexpr const char* kOwnerRule =
    "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
    "member='NameOwnerChanged',arg0='org.freedesktop.Notifications'";
constexpr const char* kActionRule =
    "type='signal',sender='org.freedesktop.Notifications',"
    "path='/org/freedesktop/Notifications',member='ActionInvoked'";
constexpr const char* kClosedRule =
    "type='signal',sender='org.freedesktop.Notifications',"
    "path='/org/freedesktop/Notifications',member='NotificationClosed'";

constexpr std::uint32_t kDismissedByUser = 2;  // NotificationClosed's reason, specification 1.2
// Not low: GNOME Shell shows no banner for it (showNotification in its messageTray.js).
constexpr std::uint8_t kUrgencyNormal = 1;
constexpr std::size_t kLongestSummary = 100, kLongestBody = 500;  // bytes

// A frozen server may show a popup long after we gave up on it. Its answer is waited for this long,
// so that the late popup can be replaced or closed instead of staying on screen beside a new one.
constexpr std::chrono::microseconds kLateAnswer = std::chrono::seconds(30);

constexpr const char* kNoAnswer = "the notification server did not answer within 2 s";

std::string explain_error(sd_bus_message* reply) {
  const sd_bus_error* error = sd_bus_message_get_error(reply);
  const std::string_view name = error && error->name ? error->name : "";
  if (name == SD_BUS_ERROR_SERVICE_UNKNOWN || name == SD_BUS_ERROR_NAME_HAS_NO_OWNER) {
    return "no notification server is running on this desktop";
  }
  if (name == SD_BUS_ERROR_NO_REPLY || name == SD_BUS_ERROR_TIMEOUT) {
    return "the notification server did not answer";
  }
  return "the notification server refused: " +
         clean_text(error && error->message ? error->message : name, 100);
}

int append_actions(sd_bus_message* m, const Popup& popup, const std::vector<Answer>& answers,
                   int snooze_min) {
  int r = sd_bus_message_open_container(m, 'a', "s");
  for (const Answer answer : answers) {
    const std::string key(to_string(answer)), label = button_label(popup, answer, snooze_min);
    if (r >= 0) r = sd_bus_message_append(m, "ss", key.c_str(), label.c_str());
  }
  return r < 0 ? r : sd_bus_message_close_container(m);
}

int append_hints(sd_bus_message* m, PromptKind kind) {
  // No standard category fits a reminder; x-vendor names are what the specification offers.
  const std::string category = "x-postured.reminder." + std::string(to_string(kind));
  return sd_bus_message_append(m, "a{sv}", 5, "urgency", "y", kUrgencyNormal, "category", "s",
                               category.c_str(), "desktop-entry", "s", "postured", "transient", "b",
                               1, "suppress-sound", "b", 1);
}

}  // namespace

Notifier::Notifier(Bus& bus, boost::asio::io_context& io, NotifierHandlers handlers)
    : bus_(bus), io_(io), handlers_(std::move(handlers)), deadline_(io), next_update_(io) {
  listener_ = bus_.add_listener({.on_connected = [this] { on_connected(); },
                                 .on_ready = {},
                                 .on_name_taken = {},
                                 .on_lost = [this] { on_lost(); }});
}

Notifier::~Notifier() {
  bus_.remove_listener(listener_);
  // Nobody would hear its buttons.
  if (shown_) send_close();
}

void Notifier::on_connected() {
  owner_match_ = bus_.match(kOwnerRule, [this](sd_bus_message* m) { on_owner_changed(m); });
  action_match_ = bus_.match(kActionRule, [this](sd_bus_message* m) { on_action(m); });
  closed_match_ = bus_.match(kClosedRule, [this](sd_bus_message* m) { on_closed(m); });
}

void Notifier::on_lost() {
  for (BusSlot* slot : {&call_, &close_call_, &owner_match_, &action_match_, &closed_match_}) {
    slot->reset();
  }
  forget_server();
  fail_wanted("the session bus was lost");
  fail_shown("the session bus was lost");
}

void Notifier::show(const Popup& popup, const PopupOptions& options) {
  wanted_ = Wanted{popup, options, ++last_turn_};
  start_deadline();
  proceed();
}

void Notifier::close(PromptId id) {
  if (wanted_ && wanted_->popup.id == id) {
    drop_wanted();  // if its call is under way, the answer to that call closes it
  }
  if (shown_ == id) send_close();
}

// ---- towards the screen ----

void Notifier::proceed() {
  if (!wanted_ || call_ || too_soon()) return;
  if (!bus_.connected()) {
    fail_wanted("there is no session bus");
  } else if (!capabilities_) {
    ask_capabilities();
  } else {
    send_notify(*wanted_);
  }
}

// A countdown must not flood the server; another prompt is not kept waiting by it.
bool Notifier::too_soon() {
  const auto earliest = sent_ + kBetweenUpdates;
  if (shown_ != wanted_->popup.id || std::chrono::steady_clock::now() >= earliest) return false;
  next_update_.expires_at(earliest);
  next_update_.async_wait(lifetime_.guard([this](const boost::system::error_code& error) {
    if (!error) proceed();
  }));
  return true;
}

void Notifier::ask_capabilities() {
  const BusMessage m = bus_.method_call(kServer, kServerPath, kServer, "GetCapabilities");
  call_ = bus_.call(
      m, [this](sd_bus_message* reply) { on_capabilities(reply); }, kLateAnswer);
  if (!call_) fail_wanted("the session bus refused the call");
}

void Notifier::on_capabilities(sd_bus_message* reply) {
  call_.reset();
  if (sd_bus_message_is_method_error(reply, nullptr)) {
    fail_wanted(explain_error(reply));
    return;
  }
  Capabilities offered;
  const char* name = nullptr;
  int r = sd_bus_message_enter_container(reply, 'a', "s");
  while (r > 0 && sd_bus_message_read_basic(reply, 's', &name) > 0) {
    if (std::string_view(name) == "actions") offered.actions = true;
    if (std::string_view(name) == "body-markup") offered.body_markup = true;
  }
  ask_name(offered);
}

// One that does not say its name shows buttons in a row.
void Notifier::ask_name(Capabilities offered) {
  const BusMessage m = bus_.method_call(kServer, kServerPath, kServer, "GetServerInformation");
  call_ = bus_.call(
      m,
      [this, offered](sd_bus_message* reply) mutable {
        call_.reset();
        const char* name = nullptr;
        const bool told = !sd_bus_message_is_method_error(reply, nullptr) &&
                          sd_bus_message_read_basic(reply, 's', &name) > 0;
        offered.menu = told && lists_buttons_in_a_menu(name);
        capabilities_ = offered;
        proceed();
      },
      kLateAnswer);
  if (!call_) fail_wanted("the session bus refused the call");
}

void Notifier::send_notify(const Wanted& wanted) {
  const BusMessage m = bus_.method_call(kServer, kServerPath, kServer, "Notify");
  const std::string summary = clean_text(wanted.popup.summary, kLongestSummary);
  std::string body = clean_text(wanted.popup.body, kLongestBody);
  std::vector<Answer> answers = answers_of(wanted.popup);
  if (capabilities_->menu) answers = with_every_snooze(answers);
  if (!capabilities_->actions) body += how_to_answer(answers);
  body = capabilities_->body_markup ? escape_markup(body) : strip_markup(body);
  const auto expire_ms = static_cast<std::int32_t>(
      std::clamp(wanted.popup.window_s * 1000, 0.0, static_cast<double>(INT32_MAX)));

  int r = m ? 0 : -1;
  if (r >= 0) {
    r = sd_bus_message_append(m.get(), "susss", "postured", server_id_, "", summary.c_str(),
                              body.c_str());
  }
  if (r >= 0)
    r = append_actions(m.get(), wanted.popup,
                       capabilities_->actions ? answers : std::vector<Answer>{},
                       wanted.options.snooze_min);
  if (r >= 0) r = append_hints(m.get(), wanted.popup.kind);
  if (r >= 0) r = sd_bus_message_append(m.get(), "i", expire_ms);
  if (r >= 0) {
    call_ = bus_.call(
        m,
        [this, id = wanted.popup.id, turn = wanted.turn](sd_bus_message* reply) {
          on_notify_reply(id, turn, reply);
        },
        kLateAnswer);
  }
  if (!call_) {
    fail_wanted("the session bus refused the call");
    return;
  }
  sent_ = std::chrono::steady_clock::now();
  // Another one is being replaced: signals for it no longer count.
  if (shown_ != wanted.popup.id) shown_.reset();
}

void Notifier::on_notify_reply(PromptId id, int turn, sd_bus_message* reply) {
  call_.reset();
  const bool is_wanted = wanted_ && wanted_->turn == turn;
  if (sd_bus_message_is_method_error(reply, nullptr)) {
    // With another one wanted by now, that one gets its own attempt.
    if (wanted_ && !is_wanted) {
      proceed();
      return;
    }
    // What should have been replaced is still there, and nobody waits for its buttons.
    send_close();
    fail_wanted(explain_error(reply));
    return;
  }
  if (sd_bus_message_read(reply, "u", &server_id_) < 0) server_id_ = 0;
  if (!wanted_) {
    send_close();  // it came too late
    return;
  }
  if (wanted_->popup.id == id) shown_ = id;
  if (!is_wanted) {
    proceed();
    return;
  }
  drop_wanted();
  report_health(true, {});
}

void Notifier::send_close() {
  shown_.reset();
  if (server_id_ == 0) return;
  const BusMessage m = bus_.method_call(kServer, kServerPath, kServer, "CloseNotification");
  // No server need be started for this.
  if (!m || sd_bus_message_set_auto_start(m.get(), 0) < 0 ||
      sd_bus_message_append(m.get(), "u", server_id_) < 0) {
    return;
  }
  // Servers answer with an error when it is gone already: that is what was asked for.
  close_call_ = bus_.call(m, [this](sd_bus_message*) { close_call_.reset(); });
}

// ---- from the server ----

void Notifier::on_action(sd_bus_message* signal) {
  std::uint32_t id = 0;
  const char* key = nullptr;
  if (sd_bus_message_read(signal, "us", &id, &key) < 0) return;
  if (!shown_ || id != server_id_) return;
  const auto answer = answer_from_string(key);
  if (!answer) return;
  // With nothing shown, NotificationClosed (from some servers twice) is no answer.
  const PromptId prompt = *shown_;
  shown_.reset();
  if (wanted_ && wanted_->popup.id == prompt) drop_wanted();  // an update of it
  // Servers should close it now; dunst leaves it on screen when the button was in its menu. What
  // "Why?" is answered with takes its place.
  if (answer != Answer::why) send_close();
  if (handlers_.on_answer) handlers_.on_answer(prompt, *answer);
  if (answer == Answer::why && !wanted_) send_close();
}

void Notifier::on_closed(sd_bus_message* signal) {
  std::uint32_t id = 0, reason = 0;
  if (sd_bus_message_read(signal, "uu", &id, &reason) < 0) return;
  if (!shown_ || id != server_id_) return;
  // Expired by the server, or closed by someone: not an answer, the coach has its own window.
  const PromptId prompt = *shown_;
  shown_.reset();
  if (reason != kDismissedByUser) return;
  if (wanted_ && wanted_->popup.id == prompt) drop_wanted();  // an update of it
  if (handlers_.on_answer) handlers_.on_answer(prompt, Answer::dismiss);
}

void Notifier::on_owner_changed(sd_bus_message* signal) {
  const char *name = nullptr, *before = nullptr, *after = nullptr;
  if (sd_bus_message_read(signal, "sss", &name, &before, &after) < 0) return;
  // A server that starts because of our call is no change: the call under way is meant for it.
  if (std::string_view(before).empty()) return;
  forget_server();
  fail_shown("the notification server ended");
  if (!call_) return;
  // The answer to a call under way would be the old server's.
  call_.reset();
  proceed();
}

void Notifier::forget_server() {
  server_id_ = 0;
  capabilities_.reset();
}

// ---- failures ----

void Notifier::start_deadline() {
  deadline_.expires_after(kShowWithin);
  deadline_.async_wait(lifetime_.guard([this](const boost::system::error_code& error) {
    // A deadline that was moved while this handler was queued has not passed.
    if (!error && deadline_.expiry() <= std::chrono::steady_clock::now()) fail_wanted(kNoAnswer);
  }));
}

void Notifier::drop_wanted() {
  wanted_.reset();
  deadline_.cancel();
}

void Notifier::fail_wanted(const std::string& why) {
  if (!wanted_) return;
  const PromptId id = wanted_->popup.id;
  drop_wanted();
  if (shown_ == id) shown_.reset();  // an update of it: its end is reported once
  report_failure(id, why);
}

void Notifier::fail_shown(const std::string& why) {
  if (!shown_) return;
  const PromptId id = *shown_;
  shown_.reset();
  report_failure(id, why);
}

void Notifier::report_failure(PromptId id, const std::string& why) {
  report_health(false, why);
  if (!handlers_.on_failed) return;
  // Later: the caller of show() is in the middle of its own work.
  boost::asio::post(io_, lifetime_.guard([this, id, why] { handlers_.on_failed(id, why); }));
}

void Notifier::report_health(bool works, const std::string& why) {
  if (works == works_) return;
  works_ = works;
  if (works) {
    spdlog::info("desktop: popups are shown again");
  } else {
    spdlog::warn("desktop: a popup could not be shown: {}", why);
  }
}

}  // namespace postured
