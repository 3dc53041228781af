#include "desktop/desktop_watch.hpp"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <string_view>

namespace postured {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

// A user service sees what the session handed to the service manager. A Wayland session has
// $DISPLAY too, for Xwayland, and a user can have a second session beside an X11 one: so its socket
// alone says nothing.
DisplayServers DisplayServers::from_environment() {
  DisplayServers servers;
  servers.wayland =
      environment("XDG_SESSION_TYPE") == "wayland" || !environment("WAYLAND_DISPLAY").empty();
  servers.x11 = environment("DISPLAY");
  return servers;
}

std::optional<bool> merge_locked(std::optional<bool> a, std::optional<bool> b) {
  if (!a || !b) return a ? a : b;
  return *a || *b;
}

DesktopWatch::DesktopWatch(boost::asio::io_context& io, Bus& session_bus, DesktopHandlers handlers,
                           const DisplayServers& servers)
    : handlers_(std::move(handlers)),
      servers_(servers),
      system_bus_(io, "", BusKind::system),
      logind_(system_bus_, io, hooks(),
              [this](bool asleep) {
                if (started_ && handlers_.on_sleep) handlers_.on_sleep(asleep);
              }),
      mutter_(session_bus, io, hooks()),
      wayland_(io, hooks(), handlers_.on_boundary),
      x11_(io, servers.wayland ? "" : servers.x11, hooks(), handlers_.on_boundary),
      lock_(session_bus, io, [this] { refresh(); }),
      inhibitors_(session_bus, io, [this] { refresh(); }),
      quiet_watch_(session_bus, io, [this](const std::set<Quiet>& quiet) {
        quiet_ = quiet;
        refresh();
      }) {}

void DesktopWatch::start() {
  started_ = true;
  system_bus_.start();
  x11_.start();
  if (servers_.wayland || servers_.x11.empty()) wayland_.start();
  refresh();
}

InputSourceHooks DesktopWatch::hooks() {
  return {handlers_.now, [this] { refresh(); }};
}

const InputSource* DesktopWatch::source_in_use() const {
  for (const InputSource* source :
       std::initializer_list<const InputSource*>{&mutter_, &wayland_, &x11_, &logind_}) {
    if (source->input_health().working) return source;
  }
  return nullptr;
}

void DesktopWatch::refresh() {
  if (!started_) return;
  mutter_.set_inhibited(inhibitors_.gnome_inhibited());

  DesktopContext next;
  next.quiet = quiet_;
  if (x11_.full_screen() || wayland_.full_screen()) next.quiet.insert(Quiet::full_screen);
  next.locked = merge_locked(lock_.locked(), logind_.locked());
  next.idle_inhibited = inhibitors_.inhibited() || logind_.idle_inhibited();
  const InputSource* source = source_in_use();
  if (source) {
    next.input = source->input().input;
    next.input_since = source->input().since;
  }
  const std::string from = source ? source->input_health().name : "";
  if (from != input_from_) {
    input_from_ = from;
    spdlog::info("desktop: keyboard and pointer: {}",
                 source ? source->input_health().sentence : "nothing tells of them");
  }
  if (next == context_) return;
  context_ = std::move(next);
  if (handlers_.on_context) handlers_.on_context(context_);
}

std::vector<DesktopSource> DesktopWatch::sources() const {
  std::vector<DesktopSource> all;
  const InputSource* in_use = source_in_use();
  // The one in use first.
  if (in_use) all.push_back({"input", in_use->input_health()});
  for (const InputSource* source :
       std::initializer_list<const InputSource*>{&mutter_, &wayland_, &x11_, &logind_}) {
    if (source == in_use) continue;
    SourceHealth health = source->input_health();
    if (source == &x11_ && servers_.wayland) {
      health.sentence = "X11: not asked, this session runs on Wayland.";
    }
    if (source == &wayland_ && !servers_.wayland && !servers_.x11.empty()) {
      health.sentence = "Wayland: not asked, this session runs on X11.";
    }
    all.push_back({"input", health});
  }
  all.push_back({"lock", lock_.health()});
  all.push_back({"suspend", logind_.health()});
  all.push_back({"awake", inhibitors_.health()});
  all.push_back({"windows", servers_.wayland ? wayland_.window_health() : x11_.window_health()});
  for (SourceHealth& health : quiet_watch_.sources()) all.push_back({"quiet", std::move(health)});
  all.push_back(
      {"quiet", servers_.wayland ? wayland_.full_screen_health() : x11_.full_screen_health()});
  return all;
}

}  // namespace postured
