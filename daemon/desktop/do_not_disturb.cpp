#include "desktop/do_not_disturb.hpp"

#include <array>
#include <string_view>

#include "desktop/notification_text.hpp"

namespace postured {
namespace {

constexpr const char* kServer = "org.freedesktop.Notifications";
constexpr const char* kServerPath = "/org/freedesktop/Notifications";
constexpr const char* kOwnerRule =
    "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
    "member='NameOwnerChanged',arg0='org.freedesktop.Notifications'";

// It answered, but knows nothing of the kind.
bool says_unsupported(const sd_bus_error* error) {
  constexpr std::array kNames{SD_BUS_ERROR_UNKNOWN_INTERFACE, SD_BUS_ERROR_UNKNOWN_PROPERTY,
                              SD_BUS_ERROR_UNKNOWN_METHOD,    SD_BUS_ERROR_UNKNOWN_OBJECT,
                              SD_BUS_ERROR_INVALID_ARGS,      SD_BUS_ERROR_NOT_SUPPORTED};
  for (const char* name : kNames) {
    if (sd_bus_error_has_name(error, name)) return true;
  }
  return false;
}

// xfconf has no such key until the switch was used once.
bool says_not_set(const sd_bus_error* error) {
  return sd_bus_error_has_name(error, "org.xfce.Xfconf.Error.PropertyNotFound") ||
         sd_bus_error_has_name(error, "org.xfce.Xfconf.Error.ChannelNotFound");
}

// To ask is no reason to start a server.
bool do_not_start(const BusMessage& m) {
  return m && sd_bus_message_set_auto_start(m.get(), 0) >= 0;
}

}  // namespace

DoNotDisturb::DoNotDisturb(Bus& bus, boost::asio::io_context& io, std::function<void()> changed,
                           std::chrono::milliseconds ask_again)
    : bus_(bus), changed_(std::move(changed)), ask_again_(ask_again), again_(io) {
  BusListener listener;
  listener.on_connected = [this] { on_connected(); };
  listener.on_lost = [this] { on_lost(); };
  listener_ = bus_.add_listener(std::move(listener));
}

DoNotDisturb::~DoNotDisturb() { bus_.remove_listener(listener_); }

void DoNotDisturb::on_connected() {
  owner_match_ = bus_.match(kOwnerRule, [this](sd_bus_message* signal) {
    const char *name = nullptr, *before = nullptr, *after = nullptr;
    if (sd_bus_message_read(signal, "sss", &name, &before, &after) < 0) return;
    on_owner(*after != '\0');
  });
  become(State::asking, false);
  // Is there one already?
  const BusMessage m = bus_.method_call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "NameHasOwner");
  if (!m || sd_bus_message_append(m.get(), "s", kServer) < 0) return;
  call_ = bus_.call(m, [this](sd_bus_message* reply) {
    call_.reset();
    int there = 0;
    if (sd_bus_message_is_method_error(reply, nullptr)) return;
    if (sd_bus_message_read(reply, "b", &there) > 0) on_owner(there != 0);
  });
}

void DoNotDisturb::on_lost() {
  on_owner(false);
  owner_match_.reset();
  become(State::no_bus, false);
}

void DoNotDisturb::on_owner(bool there) {
  // The answers under way would be of the old one.
  call_.reset();
  change_matches_.clear();
  again_.cancel();
  manner_ = nullptr;
  server_.clear();
  ask_once_more_ = false;
  become(there ? State::asking : State::no_server, false);
  if (there) identify();
}

void DoNotDisturb::identify() {
  const BusMessage m = bus_.method_call(kServer, kServerPath, kServer, "GetServerInformation");
  if (do_not_start(m)) {
    call_ = bus_.call(m, [this](sd_bus_message* reply) { on_identified(reply); });
  }
  if (!call_) ask_again_later();
}

void DoNotDisturb::on_identified(sd_bus_message* reply) {
  call_.reset();
  const char* name = nullptr;
  if (sd_bus_message_is_method_error(reply, nullptr) ||
      sd_bus_message_read(reply, "s", &name) <= 0) {
    become(State::silent, false);
    ask_again_later();
    return;
  }
  server_ = clean_text(name, 60);
  manner_ = &do_not_disturb_server(server_);
  watch();
  ask();
}

// Before it is asked the first time: a change in between is not missed.
void DoNotDisturb::watch() {
  for (const char* rule : manner_->changes) {
    change_matches_.push_back(bus_.match(rule, [this](sd_bus_message*) { ask(); }));
  }
}

void DoNotDisturb::ask() {
  if (!manner_->member) {
    const auto on = manner_->read();
    become(on ? State::known : State::unsupported, on.value_or(false));
    return;
  }
  if (call_) {
    ask_once_more_ = true;
    return;
  }
  const BusMessage m =
      bus_.method_call(manner_->destination, manner_->path, manner_->interface, manner_->member);
  bool built = do_not_start(m);
  for (const char* argument : manner_->arguments) {
    built = built && sd_bus_message_append(m.get(), "s", argument) >= 0;
  }
  if (built) call_ = bus_.call(m, [this](sd_bus_message* reply) { on_answer(reply); });
  if (!call_) ask_again_later();
}

void DoNotDisturb::on_answer(sd_bus_message* reply) {
  call_.reset();
  if (ask_once_more_) {
    ask_once_more_ = false;
    ask();
    return;
  }
  if (!sd_bus_message_is_method_error(reply, nullptr)) {
    const auto on = manner_->is_on(reply);
    become(on ? State::known : State::unsupported, on.value_or(false));
    if (!manner_->tells_of_changes) ask_again_later();
    return;
  }
  const sd_bus_error* error = sd_bus_message_get_error(reply);
  if (says_not_set(error)) {
    become(State::known, false);
  } else if (says_unsupported(error)) {
    become(State::unsupported, false);
  } else {
    become(State::silent, false);
    ask_again_later();
  }
}

void DoNotDisturb::ask_again_later() {
  again_.expires_after(ask_again_);
  again_.async_wait(lifetime_.guard([this](const boost::system::error_code& error) {
    if (error || !bus_.connected() || call_) return;
    manner_ ? ask() : identify();
  }));
}

void DoNotDisturb::become(State state, bool on) {
  state_ = state;
  if (on == on_) return;
  on_ = on;
  changed_();
}

SourceHealth DoNotDisturb::health() const {
  const bool works = state_ == State::known;
  std::string sentence;
  switch (state_) {
    case State::no_bus:
      sentence = "There is no session bus to ask about do-not-disturb.";
      break;
    case State::no_server:
      sentence = "No notification server is running: prompts cannot be shown either.";
      break;
    case State::asking:
      sentence = "The notification server is being asked.";
      break;
    case State::silent:
      sentence = (server_.empty() ? "The notification server" : server_) +
                 " did not answer whether do-not-disturb is on; it is asked again every 30 s.";
      break;
    case State::unsupported:
      sentence = server_ + " does not tell whether do-not-disturb is on; use 'posturectl pause'.";
      break;
    case State::known:
      sentence = server_ + (on_ ? ": do-not-disturb is on, prompts wait."
                                : " tells when do-not-disturb is on; it is off.");
      if (!manner_->tells_of_changes) sentence += " It is asked every 30 s.";
      break;
  }
  return {"do_not_disturb", works, sentence};
}

}  // namespace postured
