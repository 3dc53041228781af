#include <array>

#include "ctl/doctor.hpp"
#include "ctl/words.hpp"

namespace postured {
namespace {

using Result = std::optional<Finding>;

Finding ok(std::string sentence) { return {Level::ok, std::move(sentence), {}}; }
Finding warn(std::string sentence, std::string mend = {}) {
  return {Level::warn, std::move(sentence), std::move(mend)};
}
Finding problem(std::string sentence, std::string mend) {
  return {Level::problem, std::move(sentence), std::move(mend)};
}

Result settings(const DoctorView& view) {
  const std::string file = view.settings_file.string();
  if (!view.settings_errors.empty()) {
    std::string all;
    for (const std::string& error : view.settings_errors) all += (all.empty() ? "" : "; ") + error;
    return problem(all + ".", "Mend the file, then run 'posturectl reload'.");
  }
  if (!view.settings_there)
    return ok("No settings file (" + file + "): the defaults are in force.");
  return ok(file + " is valid.");
}

Result journal(const DoctorView& view) {
  const std::string file = view.journal_file.string();
  if (view.daemon && view.daemon->journal != "ok") {
    return problem("postured cannot write its journal: " + view.daemon->journal + ".",
                   "Make room, or give " + file + " and its folder back to yourself.");
  }
  if (!view.journal_there)
    return warn("There is no journal yet (" + file + "): postured makes it.");
  if (!view.journal_error.empty()) return problem(view.journal_error, "");
  return ok(file + " can be read.");
}

Result session_bus(const DoctorView& view) {
  if (view.bus_error.empty()) return ok("There is a session bus.");
  return problem("There is no session bus (" + view.bus_error + ").",
                 "Run this inside a desktop session, or under dbus-run-session.");
}

Result daemon(const DoctorView& view) {
  if (view.daemon) return ok("postured " + view.daemon->version + " runs.");
  if (!view.bus_error.empty()) return std::nullopt;
  return problem(view.daemon_error, "");
}

Result sensor(const DoctorView& view) {
  if (!view.daemon) return std::nullopt;
  if (view.daemon->link == "open") return ok(sensor_words(*view.daemon) + ".");
  return warn("No sensor is connected: posture is not seen.",
              "Plug it in; 'posturectl sensors' lists what is there.");
}

Result notifications(const DoctorView& view) {
  if (!view.bus_error.empty()) return std::nullopt;
  const DoctorView::Server& server = view.server;
  if (!server.error.empty()) {
    return problem("The notification server does not answer: " + server.error + ".",
                   "Restart it; until it answers no prompt is shown.");
  }
  if (server.there) return ok(server.name + " shows notifications.");
  if (server.activatable) return ok("A notification server starts with the first notification.");
  return problem("Nothing shows notifications on this desktop, so no prompt can be seen.",
                 "Install a notification server, such as dunst or mako, and start it.");
}

Result buttons(const DoctorView& view) {
  const DoctorView::Server& server = view.server;
  if (!server.there || !server.error.empty()) return std::nullopt;
  if (server.capabilities.count("actions") > 0) return ok("Notifications have buttons.");
  return warn("This notification server shows no buttons.",
              "Answer with 'posturectl answer' instead.");
}

// The sources of one use: fine if one works, since each desktop has its own.
Result any_source(const DoctorView& view, std::string_view use, const std::string& without,
                  const std::string& mend) {
  if (!view.daemon) return std::nullopt;
  std::string all;
  for (const ControlDict& source : view.sources) {
    if (value_of(source, "use") != use) continue;
    if (value_of(source, "working") == "yes") return ok(value_of(source, "sentence"));
    all += " " + value_of(source, "sentence");
  }
  return warn(without + all, mend);
}

Result input(const DoctorView& view) {
  return any_source(
      view, "input", "Nothing tells of keyboard and pointer, so no typing pause is waited for.",
      "In a graphical session: run 'systemctl --user import-environment DISPLAY WAYLAND_DISPLAY "
      "XDG_SESSION_TYPE', then 'systemctl --user restart postured'.");
}
Result lock(const DoctorView& view) {
  return any_source(view, "lock", "Nothing tells when the screen is locked.", "");
}
Result suspend(const DoctorView& view) {
  return any_source(view, "suspend", "Nothing announces a suspend; it is found afterwards.", "");
}
Result awake(const DoctorView& view) {
  return any_source(view, "awake", "Nothing tells of a playing video.", "");
}
Result windows(const DoctorView& view) {
  return any_source(view, "windows", "Nothing tells of window switches.", "");
}

// Each of these tells of something else, so each should work.
Result quiet(const DoctorView& view) {
  if (!view.daemon) return std::nullopt;
  std::string working, missing;
  for (const ControlDict& source : view.sources) {
    if (value_of(source, "use") != "quiet") continue;
    std::string& list = value_of(source, "working") == "yes" ? working : missing;
    list += (list.empty() ? "" : " ") + value_of(source, "sentence");
  }
  if (missing.empty()) return ok(working);
  return warn(missing + (working.empty() ? "" : " ") + working);
}

constexpr std::array kChecks{
    Check{"settings", settings}, Check{"journal", journal}, Check{"session_bus", session_bus},
    Check{"daemon", daemon},     Check{"sensor", sensor},   Check{"notifications", notifications},
    Check{"buttons", buttons},   Check{"input", input},     Check{"lock", lock},
    Check{"suspend", suspend},   Check{"awake", awake},     Check{"windows", windows},
    Check{"quiet", quiet},
};

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warn:
      return "warn";
    case Level::problem:
      return "problem";
  }
  return "problem";
}

std::span<const Check> doctor_checks() { return kChecks; }

}  // namespace postured
