#include "desktop/service_watch.hpp"

#include <string_view>

namespace postured {

ServiceWatch::ServiceWatch(Bus& bus, boost::asio::io_context& io, std::string name,
                           Handlers handlers, std::chrono::milliseconds ask_again)
    : bus_(bus),
      name_(std::move(name)),
      handlers_(std::move(handlers)),
      ask_again_(ask_again),
      timer_(io) {
  listener_ = bus_.add_listener({.on_connected = [this] { on_connected(); },
                                 .on_ready = {},
                                 .on_name_taken = {},
                                 .on_lost = [this] { on_lost(); }});
}

ServiceWatch::~ServiceWatch() { bus_.remove_listener(listener_); }

void ServiceWatch::on_connected() {
  set_state(State::unknown);
  const std::string rule =
      "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
      "member='NameOwnerChanged',arg0='" +
      name_ + "'";
  owner_match_ = bus_.match(rule.c_str(), [this](sd_bus_message* m) {
    const char *name = nullptr, *before = nullptr, *after = nullptr;
    if (sd_bus_message_read(m, "sss", &name, &before, &after) < 0) return;
    owner_call_.reset();  // its answer would be older
    on_owner(after);
  });
  const BusMessage m = bus_.method_call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "GetNameOwner");
  if (!m || sd_bus_message_append(m.get(), "s", name_.c_str()) < 0) return;
  owner_call_ = bus_.call(
      m,
      [this](sd_bus_message* reply) {
        owner_call_.reset();
        const char* owner = "";
        // The only error: nobody has that name.
        if (!sd_bus_message_is_method_error(reply, nullptr))
          sd_bus_message_read(reply, "s", &owner);
        on_owner(owner);
      },
      std::chrono::seconds(25));  // as long as D-Bus programs usually wait for a busy bus
}

void ServiceWatch::on_lost() {
  owner_match_.reset();
  owner_call_.reset();
  timer_.cancel();
  if (handlers_.gone) handlers_.gone();
  set_state(State::no_bus);
}

void ServiceWatch::on_owner(const std::string& owner) {
  timer_.cancel();
  if (handlers_.gone) handlers_.gone();
  if (owner.empty()) {
    set_state(State::absent);
  } else {
    attach_again();
  }
}

void ServiceWatch::attach_again() {
  set_state(State::asked);
  if (handlers_.attach) handlers_.attach();
}

BusMessage ServiceWatch::method_call(const char* path, const char* interface, const char* member) {
  BusMessage m = bus_.method_call(name_.c_str(), path, interface, member);
  if (m) sd_bus_message_set_auto_start(m.get(), 0);
  return m;
}

void ServiceWatch::ask(BusSlot& slot, const BusMessage& question,
                       std::function<void(sd_bus_message*)> handler) {
  slot = bus_.call(question, [this, handler = std::move(handler)](sd_bus_message* reply) {
    if (sd_bus_message_is_method_error(reply, nullptr)) {
      failed(reply);
    } else {
      set_state(State::answers);
      handler(reply);
    }
  });
}

void ServiceWatch::failed(sd_bus_message* error) {
  const sd_bus_error* e = sd_bus_message_get_error(error);
  const std::string_view name = e && e->name ? e->name : "";
  if (name != SD_BUS_ERROR_NO_REPLY && name != SD_BUS_ERROR_TIMEOUT) {
    refusal_ = e && e->message ? e->message : std::string(name);
    set_state(State::refuses);
    return;
  }
  set_state(State::silent);
  timer_.expires_after(ask_again_);
  timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled && state_ == State::silent) attach_again();
  }));
}

void ServiceWatch::set_state(State state) {
  if (state == state_) return;
  state_ = state;
  if (handlers_.changed) handlers_.changed();
}

std::string ServiceWatch::why_not() const {
  switch (state_) {
    case State::no_bus:
      return "there is no connection to its bus";
    case State::unknown:
    case State::asked:
      return "it has not answered yet";
    case State::absent:
      return "nobody offers it here";
    case State::answers:
      return "it answers";
    case State::silent:
      return "it does not answer; it is asked again once a minute";
    case State::refuses:
      return "it refuses: " + refusal_;
  }
  return {};
}

}  // namespace postured
