#include "desktop/mutter_idle.hpp"

namespace postured {
namespace {

constexpr const char* kName = "org.gnome.Mutter.IdleMonitor";
constexpr const char* kPath = "/org/gnome/Mutter/IdleMonitor/Core";
constexpr const char* kFiredRule =
    "type='signal',sender='org.gnome.Mutter.IdleMonitor',"
    "path='/org/gnome/Mutter/IdleMonitor/Core',interface='org.gnome.Mutter.IdleMonitor',"
    "member='WatchFired'";

}  // namespace

MutterIdle::MutterIdle(Bus& session_bus, boost::asio::io_context& io, InputSourceHooks hooks)
    : hooks_(std::move(hooks)),
      poll_timer_(io),
      bus_(session_bus),
      service_(session_bus, io, kName,
               {.attach = [this] { attach(); },
                .gone = [this] { forget(); },
                .changed = hooks_.changed}) {}

void MutterIdle::attach() {
  forget();
  fired_match_ = bus_.match(kFiredRule, [this](sd_bus_message* m) {
    std::uint32_t watch = 0;
    if (sd_bus_message_read(m, "u", &watch) > 0) on_fired(watch);
  });
  const BusMessage m = service_.method_call(kPath, kName, "AddIdleWatch");
  if (!m || sd_bus_message_append(m.get(), "t", pause_ms()) < 0) return;
  service_.ask(idle_call_, m, [this](sd_bus_message* reply) {
    sd_bus_message_read(reply, "u", &idle_watch_);
    ask_idle_time();
  });
}

// A watch of a Mutter that is gone is gone too; one that only did not answer in time stays, and
// what it fires is nobody's.
void MutterIdle::forget() {
  for (BusSlot* slot : {&fired_match_, &idle_call_, &active_call_, &time_call_}) slot->reset();
  idle_watch_ = active_watch_ = 0;
  poll_timer_.cancel();
  see(Input::unknown, {});
}

void MutterIdle::ask_idle_time() {
  const BusMessage m = service_.method_call(kPath, kName, "GetIdletime");
  service_.ask(time_call_, m, [this](sd_bus_message* reply) {
    std::uint64_t idle_ms = 0;
    if (sd_bus_message_read(reply, "t", &idle_ms) > 0) on_idle_time(idle_ms);
  });
}

void MutterIdle::on_idle_time(std::uint64_t idle_ms) {
  if (idle_ms >= pause_ms()) {
    see(Input::idle, hooks_.now() - std::chrono::milliseconds(idle_ms));
    if (active_watch_ == 0) wait_for_activity();
  } else {
    see(Input::active, hooks_.now() - std::chrono::milliseconds(idle_ms));
  }
  if (inhibited_) poll();
}

// Fires once, at the next input. There may have been some before it was set: asked once more.
void MutterIdle::wait_for_activity() {
  const BusMessage m = service_.method_call(kPath, kName, "AddUserActiveWatch");
  service_.ask(active_call_, m, [this](sd_bus_message* reply) {
    if (sd_bus_message_read(reply, "u", &active_watch_) > 0) ask_idle_time();
  });
}

// Another program's watches are announced to everyone.
void MutterIdle::on_fired(std::uint32_t watch) {
  if (watch == 0) return;
  if (watch == idle_watch_) ask_idle_time();
  if (watch == active_watch_) {
    active_watch_ = 0;
    see(Input::active, hooks_.now());
  }
}

void MutterIdle::set_inhibited(bool inhibited) {
  if (inhibited == inhibited_) return;
  inhibited_ = inhibited;
  if (inhibited_ && service_.answers()) poll();
}

void MutterIdle::poll() {
  poll_timer_.expires_after(hooks_.pause);
  poll_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled && inhibited_ && service_.answers()) ask_idle_time();
  }));
}

// While it goes on, its beginning stays.
void MutterIdle::see(Input input, BootTime since) {
  if (input == seen_.input) return;
  seen_ = {input, input == Input::unknown ? BootTime{} : since};
  if (hooks_.changed) hooks_.changed();
}

SourceHealth MutterIdle::input_health() const {
  if (service_.answers()) return {"mutter_idle", true, "Mutter tells when typing pauses."};
  return {"mutter_idle", false, "Mutter's idle monitor: " + service_.why_not() + "."};
}

}  // namespace postured
