#include "desktop/screen_lock.hpp"

#include <algorithm>
#include <string>

namespace postured {
namespace {

struct Place {
  const char *name, *path;
};
// KDE and others; GNOME; what was forked from GNOME's.
constexpr std::array<Place, 5> kPlaces{{
    {"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"},
    {"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"},
    {"org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"},
    {"org.mate.ScreenSaver", "/org/mate/ScreenSaver"},
    {"org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"},
}};

}  // namespace

ScreenLock::ScreenLock(Bus& session_bus, boost::asio::io_context& io, std::function<void()> changed)
    : bus_(session_bus), changed_(std::move(changed)) {
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    Saver& saver = savers_[i];
    saver.name = kPlaces[i].name;
    saver.path = kPlaces[i].path;
    saver.service = std::make_unique<ServiceWatch>(
        bus_, io, saver.name,
        ServiceWatch::Handlers{.attach = [this, &saver] { attach(saver); },
                               .gone = [this, &saver] { forget(saver); },
                               .changed = changed_});
  }
}

void ScreenLock::attach(Saver& saver) {
  const std::string rule = std::string("type='signal',sender='") + saver.name + "',interface='" +
                           saver.name + "',member='ActiveChanged'";
  saver.match = bus_.match(rule.c_str(), [this, &saver](sd_bus_message* m) { see(saver, m); });
  // Some have the object at another path too, and answer only there; the signal counts from any.
  const BusMessage m = saver.service->method_call(saver.path, saver.name, "GetActive");
  saver.service->ask(saver.call, m, [this, &saver](sd_bus_message* reply) { see(saver, reply); });
}

void ScreenLock::forget(Saver& saver) {
  saver.match.reset();
  saver.call.reset();
  if (!saver.active) return;
  saver.active.reset();
  if (changed_) changed_();
}

void ScreenLock::see(Saver& saver, sd_bus_message* message) {
  int active = 0;
  if (sd_bus_message_read(message, "b", &active) <= 0 || saver.active == (active != 0)) return;
  saver.active = active != 0;
  if (changed_) changed_();
}

std::optional<bool> ScreenLock::locked() const {
  std::optional<bool> locked;
  for (const Saver& saver : savers_) {
    if (saver.active) locked = locked.value_or(false) || *saver.active;
  }
  return locked;
}

SourceHealth ScreenLock::health() const {
  std::string names;
  for (const Saver& saver : savers_) {
    if (saver.active) names += (names.empty() ? "" : ", ") + std::string(saver.name);
  }
  if (!names.empty()) return {"screen_lock", true, names + " tells when the screen is locked."};
  for (const Saver& saver : savers_) {
    if (saver.service && saver.service->state() > ServiceWatch::State::absent) {
      return {"screen_lock", false,
              std::string(saver.name) + ": " + saver.service->why_not() + "."};
    }
  }
  return {"screen_lock", false,
          savers_[0].service
              ? "Screen savers of the desktop: " + savers_[0].service->why_not() + "."
              : ""};
}

}  // namespace postured
