#include "desktop/do_not_disturb_servers.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "desktop/dconf_file.hpp"

namespace postured {
namespace {

constexpr const char* kServer = "org.freedesktop.Notifications";
constexpr const char* kServerPath = "/org/freedesktop/Notifications";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr const char* kShowBanners = "/org/gnome/desktop/notifications/show-banners";

std::optional<bool> plain_switch(sd_bus_message* answer) {
  int on = 0;
  if (sd_bus_message_read(answer, "b", &on) <= 0) return std::nullopt;
  return on != 0;
}

std::optional<bool> variant_switch(sd_bus_message* answer) {
  int on = 0;
  if (sd_bus_message_read(answer, "v", "b", &on) <= 0) return std::nullopt;
  return on != 0;
}

// mako has modes that its user names; this is the name in mako(5), and its common short form.
std::optional<bool> mode_is_quiet(sd_bus_message* answer) {
  if (sd_bus_message_enter_container(answer, 'a', "s") < 0) return std::nullopt;
  bool quiet = false;
  const char* mode = nullptr;
  while (sd_bus_message_read_basic(answer, 's', &mode) > 0) {
    const std::string_view name(mode);
    if (name == "do-not-disturb" || name == "dnd") quiet = true;
  }
  return quiet;
}

// GNOME Shell has the switch in its settings. The settings portal does not pass this one on, so the
// database of dconf is read; a change is announced on the bus after it was written. Without a
// database every setting has its default: banners are shown.
std::optional<bool> gnome_is_quiet() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  std::string path = folder && *folder ? folder : std::string(home ? home : "") + "/.config";
  std::ifstream file(path + "/dconf/user", std::ios::binary);
  if (!file) return false;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.empty()) return false;
  const DconfSwitch banners = read_dconf_switch(bytes, kShowBanners);
  if (!banners.readable) return std::nullopt;
  return !banners.value.value_or(true);
}

// Names and members as found on: dunst 1.9, Plasma 5.27, mako 1.7, swaync 0.7, xfce4-notifyd 0.7,
// GNOME Shell 43.
const std::array kServers{
    DoNotDisturbServer{.name = "dunst",
                       .destination = kServer,
                       .path = kServerPath,
                       .interface = kProperties,
                       .member = "Get",
                       .arguments = {"org.dunstproject.cmd0", "paused"},
                       .is_on = variant_switch,
                       .changes = {"type='signal',sender='org.freedesktop.Notifications',"
                                   "interface='org.freedesktop.DBus.Properties',"
                                   "member='PropertiesChanged',arg0='org.dunstproject.cmd0'"}},
    // Newer ones announce a property Modes; 1.7 says nothing.
    DoNotDisturbServer{.name = "mako",
                       .destination = kServer,
                       .path = "/fr/emersion/Mako",
                       .interface = "fr.emersion.Mako",
                       .member = "ListModes",
                       .is_on = mode_is_quiet,
                       .changes = {"type='signal',sender='org.freedesktop.Notifications',"
                                   "interface='org.freedesktop.DBus.Properties',"
                                   "member='PropertiesChanged',arg0='fr.emersion.Mako'"},
                       .tells_of_changes = false},
    DoNotDisturbServer{.name = "SwayNotificationCenter",
                       .destination = "org.erikreider.swaync.cc",
                       .path = "/org/erikreider/swaync/cc",
                       .interface = "org.erikreider.swaync.cc",
                       .member = "GetDnd",
                       .is_on = plain_switch,
                       .changes = {"type='signal',interface='org.erikreider.swaync.cc'"}},
    DoNotDisturbServer{
        .name = "Xfce Notify Daemon",
        .destination = "org.xfce.Xfconf",
        .path = "/org/xfce/Xfconf",
        .interface = "org.xfce.Xfconf",
        .member = "GetProperty",
        .arguments = {"xfce4-notifyd", "/do-not-disturb"},
        .is_on = variant_switch,
        .changes = {"type='signal',interface='org.xfce.Xfconf',arg0='xfce4-notifyd'"}},
    DoNotDisturbServer{.name = "gnome-shell",
                       .read = gnome_is_quiet,
                       .changes = {"type='signal',interface='ca.desrt.dconf.Writer',"
                                   "member='Notify',arg0path='/org/gnome/desktop/notifications/"
                                   "show-banners'"}},
    // Plasma, and whoever followed it.
    DoNotDisturbServer{.name = "Plasma",
                       .destination = kServer,
                       .path = kServerPath,
                       .interface = kProperties,
                       .member = "Get",
                       .arguments = {kServer, "Inhibited"},
                       .is_on = variant_switch,
                       .changes = {"type='signal',sender='org.freedesktop.Notifications',"
                                   "interface='org.freedesktop.DBus.Properties',"
                                   "member='PropertiesChanged',"
                                   "arg0='org.freedesktop.Notifications'"}},
};

}  // namespace

const DoNotDisturbServer& do_not_disturb_server(std::string_view name) {
  for (const DoNotDisturbServer& server : kServers) {
    if (server.name == name) return server;
  }
  return kServers.back();
}

}  // namespace postured
