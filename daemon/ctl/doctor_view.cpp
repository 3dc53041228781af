// Looks around for posturectl doctor.
#include <algorithm>
#include <cstring>

#include "app/paths.hpp"
#include "app/settings_file.hpp"
#include "ctl/doctor.hpp"
#include "desktop/control_client.hpp"
#include "journal/store.hpp"

namespace postured {
namespace {

constexpr const char* kBus = "org.freedesktop.DBus";
constexpr const char* kServer = "org.freedesktop.Notifications";
constexpr const char* kServerPath = "/org/freedesktop/Notifications";
constexpr std::uint64_t kTimeout_us = 2'000'000;

// Null when it failed; then `why`.
BusMessage ask(sd_bus* bus, const char* name, const char* path, const char* member,
               std::string& why) {
  sd_bus_message *raw = nullptr, *reply = nullptr;
  int r = sd_bus_message_new_method_call(bus, &raw, name, path, name, member);
  const BusMessage question(raw);
  BusError error;
  if (r >= 0) r = sd_bus_message_set_auto_start(raw, 0);
  if (r >= 0) r = sd_bus_call(bus, raw, kTimeout_us, error.get(), &reply);
  if (r < 0) why = error.get()->message ? error.get()->message : std::strerror(-r);
  return BusMessage(r < 0 ? nullptr : reply);
}

bool lists(sd_bus* bus, const char* method, std::string_view wanted) {
  std::string why;
  const BusMessage reply = ask(bus, kBus, "/org/freedesktop/DBus", method, why);
  std::vector<std::string> names;
  if (!reply || read_value(reply.get(), names) < 0) return false;
  return std::find(names.begin(), names.end(), wanted) != names.end();
}

void look_at_server(sd_bus* bus, DoctorView::Server& server) {
  server.there = lists(bus, "ListNames", kServer);
  server.activatable = lists(bus, "ListActivatableNames", kServer);
  if (!server.there) return;
  if (const BusMessage m = ask(bus, kServer, kServerPath, "GetServerInformation", server.error)) {
    const char *name = nullptr, *vendor = nullptr, *version = nullptr;
    if (sd_bus_message_read(m.get(), "sss", &name, &vendor, &version) > 0) {
      server.name = std::string(name) + " " + version;
    }
  }
  if (const BusMessage m = ask(bus, kServer, kServerPath, "GetCapabilities", server.error)) {
    std::vector<std::string> names;
    if (read_value(m.get(), names) >= 0) server.capabilities = {names.begin(), names.end()};
  }
}

void look_at_files(DoctorView& view) {
  std::error_code ignored;
  view.settings_there = std::filesystem::exists(view.settings_file, ignored);
  view.settings_errors = load_settings(view.settings_file).errors;
  view.journal_there = std::filesystem::exists(view.journal_file, ignored);
  if (!view.journal_there) return;
  try {
    const JournalStore store(view.journal_file, JournalStore::Access::read);
    store.latest_week();
  } catch (const std::exception& error) {
    view.journal_error = error.what();
  }
}

}  // namespace

DoctorView look_around(const std::string& settings_file, const std::string& journal_file) {
  DoctorView view;
  const auto paths = user_paths();
  view.settings_file = settings_file;
  if (settings_file.empty() && paths) view.settings_file = paths->settings_file;
  view.journal_file = journal_file;
  if (journal_file.empty() && paths) view.journal_file = paths->journal_file;
  look_at_files(view);

  sd_bus* raw = nullptr;
  const int r = sd_bus_open_user_with_description(&raw, "posturectl");
  const BusHandle bus(raw);
  if (r < 0) {
    view.bus_error = std::strerror(-r);
    return view;
  }
  look_at_server(bus.get(), view.server);
  try {
    ControlClient client;
    view.daemon = client.get_all();
    view.sources = client.desktop_sources();
  } catch (const ControlFailure& failure) {
    view.daemon_error = failure.what();
  }
  return view;
}

}  // namespace postured
