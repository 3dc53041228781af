#include "desktop/idle_inhibitors.hpp"

#include <string>
#include <string_view>

namespace postured {
namespace {

constexpr const char* kGnome = "org.gnome.SessionManager";
constexpr const char* kGnomePath = "/org/gnome/SessionManager";
constexpr const char* kGnomeRule =
    "type='signal',sender='org.gnome.SessionManager',path='/org/gnome/SessionManager',"
    "interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'";
// org.gnome.SessionManager.xml: 8, "inhibit the session being marked as idle".
constexpr std::uint32_t kGnomeIdle = 8;

constexpr const char* kPower = "org.freedesktop.PowerManagement";
constexpr const char* kPowerPath = "/org/freedesktop/PowerManagement/Inhibit";
constexpr const char* kPowerInterface = "org.freedesktop.PowerManagement.Inhibit";
constexpr const char* kPowerRule =
    "type='signal',sender='org.freedesktop.PowerManagement',"
    "interface='org.freedesktop.PowerManagement.Inhibit',member='HasInhibitChanged'";

}  // namespace

IdleInhibitors::IdleInhibitors(Bus& session_bus, boost::asio::io_context& io,
                               std::function<void()> changed)
    : bus_(session_bus),
      changed_(std::move(changed)),
      gnome_service_(session_bus, io, kGnome,
                     {.attach = [this] { attach_gnome(); },
                      .gone =
                          [this] {
                            gnome_match_.reset();
                            gnome_call_.reset();
                            see(gnome_, std::nullopt);
                          },
                      .changed = changed_}),
      power_service_(session_bus, io, kPower,
                     {.attach = [this] { attach_power(); },
                      .gone =
                          [this] {
                            power_match_.reset();
                            power_call_.reset();
                            see(power_, std::nullopt);
                          },
                      .changed = changed_}) {}

void IdleInhibitors::attach_gnome() {
  // The signal need not carry the value: it is asked for.
  const auto ask = [this] {
    const BusMessage m =
        gnome_service_.method_call(kGnomePath, "org.freedesktop.DBus.Properties", "Get");
    if (!m || sd_bus_message_append(m.get(), "ss", kGnome, "InhibitedActions") < 0) return;
    gnome_service_.ask(gnome_call_, m, [this](sd_bus_message* reply) {
      std::uint32_t actions = 0;
      if (sd_bus_message_read(reply, "v", "u", &actions) > 0) {
        see(gnome_, (actions & kGnomeIdle) != 0);
      }
    });
  };
  gnome_match_ = bus_.match(kGnomeRule, [ask](sd_bus_message*) { ask(); });
  ask();
}

void IdleInhibitors::attach_power() {
  const auto read = [this](sd_bus_message* m) {
    int inhibited = 0;
    if (sd_bus_message_read(m, "b", &inhibited) > 0) see(power_, inhibited != 0);
  };
  power_match_ = bus_.match(kPowerRule, read);
  power_service_.ask(power_call_,
                     power_service_.method_call(kPowerPath, kPowerInterface, "HasInhibit"), read);
}

void IdleInhibitors::see(std::optional<bool>& which, std::optional<bool> value) {
  if (which == value) return;
  which = value;
  if (changed_) changed_();
}

SourceHealth IdleInhibitors::health() const {
  std::string names;
  if (gnome_) names = kGnome;
  if (power_) names += (names.empty() ? "" : ", ") + std::string(kPower);
  if (!names.empty()) {
    return {"idle_inhibitors", true, names + " tells when something keeps the screen awake."};
  }
  const auto& service =
      power_service_.state() > gnome_service_.state() ? power_service_ : gnome_service_;
  return {"idle_inhibitors", false,
          "A service that tells what keeps the screen awake: " + service.why_not() + "."};
}

}  // namespace postured
