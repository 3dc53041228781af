#include "desktop/logind_watch.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace postured {
namespace {

constexpr const char* kName = "org.freedesktop.login1";
constexpr const char* kPath = "/org/freedesktop/login1";
constexpr const char* kManager = "org.freedesktop.login1.Manager";
constexpr const char* kUser = "org.freedesktop.login1.User";
constexpr const char* kSession = "org.freedesktop.login1.Session";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

std::string signal_rule(const char* path, const char* interface, const char* member) {
  return std::string("type='signal',sender='org.freedesktop.login1',path='") + path +
         "',interface='" + interface + "',member='" + member + "'";
}

// "shutdown:sleep:idle" holds "idle".
bool holds_idle(std::string_view what) {
  for (std::size_t begin = 0; begin <= what.size();) {
    const std::size_t end = std::min(what.find(':', begin), what.size());
    if (what.substr(begin, end - begin) == "idle") return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

LogindWatch::LogindWatch(Bus& system_bus, boost::asio::io_context& io, InputSourceHooks hooks,
                         std::function<void(bool asleep)> on_sleep)
    : bus_(system_bus),
      hooks_(std::move(hooks)),
      on_sleep_(std::move(on_sleep)),
      service_(system_bus, io, kName,
               {.attach = [this] { attach(); },
                .gone = [this] { forget(); },
                .changed = hooks_.changed}) {}

void LogindWatch::attach() {
  forget();
  sleep_match_ = bus_.match(signal_rule(kPath, kManager, "PrepareForSleep").c_str(),
                            [this](sd_bus_message* m) {
                              int asleep = 0;
                              if (sd_bus_message_read(m, "b", &asleep) > 0 && on_sleep_)
                                on_sleep_(asleep != 0);
                            });
  // The signal names what changed, with or without its value; it is rare, so both are asked for.
  manager_match_ = bus_.match(signal_rule(kPath, kProperties, "PropertiesChanged").c_str(),
                              [this](sd_bus_message*) { ask_blocked(); });
  new_match_ =
      bus_.match(signal_rule(kPath, kManager, "SessionNew").c_str(), [this](sd_bus_message*) {
        if (!graphical()) find_session();
      });
  removed_match_ =
      bus_.match(signal_rule(kPath, kManager, "SessionRemoved").c_str(), [this](sd_bus_message* m) {
        const char *id = nullptr, *path = nullptr;
        if (sd_bus_message_read(m, "so", &id, &path) > 0 && path_ == path) find_session();
      });
  ask_blocked();
  find_session();
}

void LogindWatch::forget() {
  for (BusSlot* slot :
       {&sleep_match_, &manager_match_, &new_match_, &removed_match_, &session_match_,
        &unlock_match_, &user_call_, &display_call_, &session_call_, &blocked_call_}) {
    slot->reset();
  }
  path_.clear();
  type_.clear();
  idle_.reset();
  locked_.reset();
  blocked_idle_ = false;
}

void LogindWatch::ask_blocked() {
  const BusMessage m = service_.method_call(kPath, kProperties, "Get");
  if (!m || sd_bus_message_append(m.get(), "ss", kManager, "BlockInhibited") < 0) return;
  service_.ask(blocked_call_, m, [this](sd_bus_message* reply) {
    const char* what = nullptr;
    if (sd_bus_message_read(reply, "v", "s", &what) <= 0) return;
    if (std::exchange(blocked_idle_, holds_idle(what)) == holds_idle(what)) return;
    if (hooks_.changed) hooks_.changed();
  });
}

void LogindWatch::find_session() {
  path_.clear();
  type_.clear();
  idle_.reset();
  locked_.reset();
  if (hooks_.changed) hooks_.changed();
  const BusMessage m = service_.method_call(kPath, kManager, "GetUser");
  if (!m || sd_bus_message_append(m.get(), "u", ::getuid()) < 0) return;
  // Nobody logged in is an answer too, not a fault of logind's: not through ask().
  user_call_ = bus_.call(m, [this](sd_bus_message* reply) {
    const char* user = nullptr;
    if (sd_bus_message_is_method_error(reply, nullptr) ||
        sd_bus_message_read(reply, "o", &user) <= 0) {
      return;
    }
    const BusMessage question = service_.method_call(user, kProperties, "Get");
    if (!question || sd_bus_message_append(question.get(), "ss", kUser, "Display") < 0) return;
    service_.ask(display_call_, question, [this](sd_bus_message* answer) {
      const char *id = nullptr, *path = nullptr;
      if (sd_bus_message_read(answer, "v", "(so)", &id, &path) > 0 && *id != 0) {
        on_session_path(path);
      }
    });
  });
}

void LogindWatch::on_session_path(const char* path) {
  path_ = path;
  session_match_ = bus_.match(signal_rule(path, kProperties, "PropertiesChanged").c_str(),
                              [this](sd_bus_message*) { ask_session(); });
  // Lock only asks the desktop to lock, and LockedHint says whether it did. After Unlock nothing is
  // locked: lockers that set no hint obey it.
  unlock_match_ =
      bus_.match(signal_rule(path, kSession, "Unlock").c_str(), [this](sd_bus_message*) {
        if (!locked_) return;
        locked_ = false;
        if (hooks_.changed) hooks_.changed();
      });
  ask_session();
}

void LogindWatch::ask_session() {
  const BusMessage m = service_.method_call(path_.c_str(), kProperties, "GetAll");
  if (!m || sd_bus_message_append(m.get(), "s", kSession) < 0) return;
  service_.ask(session_call_, m, [this](sd_bus_message* reply) { read_session(reply); });
}

void LogindWatch::read_session(sd_bus_message* properties) {
  if (sd_bus_message_enter_container(properties, 'a', "{sv}") < 0) return;
  const char* name = nullptr;
  while (sd_bus_message_enter_container(properties, 'e', "sv") > 0) {
    if (sd_bus_message_read(properties, "s", &name) < 0) return;
    const std::string_view property = name;
    int flag = 0;
    const char* text = nullptr;
    int r = 0;
    if (property == "Type") {
      r = sd_bus_message_read(properties, "v", "s", &text);
      if (r > 0) type_ = text;
    } else if (property == "IdleHint" || property == "LockedHint") {
      r = sd_bus_message_read(properties, "v", "b", &flag);
      if (r > 0) set_hint(property == "IdleHint" ? idle_ : locked_, flag != 0);
    } else {
      r = sd_bus_message_skip(properties, "v");
    }
    if (r < 0 || sd_bus_message_exit_container(properties) < 0) return;
  }
  if (hooks_.changed) hooks_.changed();
}

void LogindWatch::set_hint(std::optional<bool>& hint, bool value) {
  if (!hint && !value) return;
  if (&hint == &idle_ && hint != value) idle_changed_ = hooks_.now();
  hint = value;
}

InputSeen LogindWatch::input() const {
  if (!idle_ || !graphical()) return {};
  return {*idle_ ? Input::idle : Input::active, idle_changed_};
}

std::optional<bool> LogindWatch::locked() const { return graphical() ? locked_ : std::nullopt; }

SourceHealth LogindWatch::input_health() const {
  if (!service_.answers()) return {"logind_idle", false, "logind: " + service_.why_not() + "."};
  if (!graphical()) return {"logind_idle", false, "logind knows no graphical session of yours."};
  if (!idle_) {
    return {"logind_idle", false, "logind: this desktop has not told it of idleness so far."};
  }
  return {"logind_idle", true, "logind tells when the desktop thinks you idle, after minutes."};
}

SourceHealth LogindWatch::health() const {
  if (!service_.answers()) {
    return {"logind", false, "logind, which tells of suspend: " + service_.why_not() + "."};
  }
  if (!graphical()) {
    return {"logind", true, "logind tells of suspend; it knows no graphical session of yours."};
  }
  return {"logind", true, "logind tells of suspend, and of a lock if the screen locker tells it."};
}

}  // namespace postured
