#include "desktop/control_client.hpp"

#include <cerrno>
#include <cstring>

#include "desktop/control_wire.hpp"

namespace postured {
namespace {

using Kind = ControlFailure::Kind;

// Turns what the bus says into what the person at the terminal can do.
ControlFailure failure_of(int r, sd_bus_error* error) {
  const std::string name = error->name ? error->name : "";
  const std::string text = error->message ? error->message : std::strerror(-r);
  if (name == SD_BUS_ERROR_SERVICE_UNKNOWN || name == SD_BUS_ERROR_NAME_HAS_NO_OWNER) {
    return {Kind::not_running,
            "postured is not running: start it with 'systemctl --user start postured', or run "
            "'postured' in a terminal."};
  }
  if (name == SD_BUS_ERROR_NO_REPLY || name == SD_BUS_ERROR_TIMEOUT || r == -ETIMEDOUT) {
    return {Kind::no_answer,
            "postured did not answer in time: look at its log with 'journalctl --user -u "
            "postured', or restart it with 'systemctl --user restart postured'."};
  }
  if (r == -ENOTCONN || r == -ECONNRESET || name == SD_BUS_ERROR_DISCONNECTED) {
    return {Kind::no_bus, "The session bus closed the connection: try again."};
  }
  return {Kind::refused, text};
}

ControlFailure unreadable(int r) {
  return {Kind::refused, std::string("postured's answer could not be read (") + std::strerror(-r) +
                             "): are postured and posturectl of the same version?"};
}

// Reads one {name, variant} into the property of that name; others are skipped, so that an older
// client works with a newer daemon.
int read_property(sd_bus_message* reply, ControlState& state) {
  std::string name;
  int r = read_value(reply, name);
  bool known = false;
  for_each_control_property([&]<auto Member>(const ControlProperty<Member>& property) {
    if (r < 0 || name != property.name) return;
    using Type = std::remove_cvref_t<decltype(state.*Member)>;
    known = true;
    r = sd_bus_message_enter_container(reply, 'v', signature_of<Type>());
    if (r > 0) r = read_value(reply, state.*Member);
    if (r >= 0) r = sd_bus_message_exit_container(reply);
  });
  if (r >= 0 && !known) r = sd_bus_message_skip(reply, "v");
  return r;
}

}  // namespace

ControlClient::ControlClient(std::chrono::milliseconds timeout) : timeout_(timeout) {
  sd_bus* bus = nullptr;
  if (const int r = sd_bus_open_user_with_description(&bus, "posturectl"); r < 0) {
    throw ControlFailure(Kind::no_bus,
                         std::string("There is no session bus (") + std::strerror(-r) +
                             "): run this inside a desktop session, or under dbus-run-session.");
  }
  bus_.reset(bus);
}

BusMessage ControlClient::call(const char* interface, const char* member, const Append& append) {
  sd_bus_message* raw = nullptr;
  int r = sd_bus_message_new_method_call(bus_.get(), &raw, kControlName, kControlPath, interface,
                                         member);
  const BusMessage request(raw);
  BusError error;
  // Asking for the status must not start the daemon.
  if (r >= 0) r = sd_bus_message_set_auto_start(raw, 0);
  if (r >= 0 && append) r = append(raw);
  sd_bus_message* reply = nullptr;
  if (r >= 0) {
    const auto timeout_us = std::chrono::duration_cast<std::chrono::microseconds>(timeout_);
    r = sd_bus_call(bus_.get(), raw, static_cast<std::uint64_t>(timeout_us.count()), error.get(),
                    &reply);
  }
  if (r < 0) throw failure_of(r, error.get());
  return BusMessage(reply);
}

BusMessage ControlClient::call(const char* member, const Append& append) {
  return call(kControlInterface, member, append);
}

ControlState ControlClient::get_all() {
  const BusMessage reply = call("org.freedesktop.DBus.Properties", "GetAll", [](sd_bus_message* m) {
    return sd_bus_message_append(m, "s", kControlInterface);
  });
  ControlState state;
  int r = sd_bus_message_enter_container(reply.get(), 'a', "{sv}");
  while (r >= 0 && (r = sd_bus_message_enter_container(reply.get(), 'e', "sv")) > 0) {
    r = read_property(reply.get(), state);
    if (r >= 0) r = sd_bus_message_exit_container(reply.get());
  }
  if (r < 0) throw unreadable(r);
  return state;
}

void ControlClient::calibrate() { call("Calibrate"); }
void ControlClient::calibrate_standing() { call("CalibrateStanding"); }
void ControlClient::calibrate_range() { call("CalibrateRange"); }
void ControlClient::calibrate_sensor() { call("CalibrateSensor"); }
void ControlClient::zero() { call("Zero"); }
void ControlClient::cancel_calibration() { call("CancelCalibration"); }
void ControlClient::reload() { call("Reload"); }

void ControlClient::swap_clips() { call("SwapClips"); }

std::vector<ControlDict> ControlClient::sensors() {
  const BusMessage reply = call("Sensors");
  std::vector<ControlDict> sensors;
  if (const int r = read_value(reply.get(), sensors); r < 0) throw unreadable(r);
  return sensors;
}

std::vector<ControlDict> ControlClient::desktop_sources() {
  const BusMessage reply = call("DesktopSources");
  std::vector<ControlDict> sources;
  if (const int r = read_value(reply.get(), sources); r < 0) throw unreadable(r);
  return sources;
}

std::string ControlClient::command_sensor(const std::string& clip, const SensorCommand& command) {
  const auto send = [&](const char* member, const char* types, auto... arguments) {
    const BusMessage reply = call(member, [&](sd_bus_message* m) {
      return sd_bus_message_append(m, types, clip.c_str(), arguments...);
    });
    std::string words;
    if (const int r = read_value(reply.get(), words); r < 0) throw unreadable(r);
    return words;
  };
  if (std::holds_alternative<SelfTest>(command)) return send("SensorSelfTest", "s");
  if (std::holds_alternative<SetOutput>(command)) return send("SetSensorOutput", "s");
  if (const auto* rate = std::get_if<SetRate>(&command)) {
    return send("SetSensorRate", "su", rate->rate_hz);
  }
  if (const auto* range = std::get_if<SetRange>(&command)) {
    return send("SetSensorRange", "suu", range->accel_g, range->gyro_dps);
  }
  if (const auto* serial = std::get_if<SetSerial>(&command)) {
    return send("SetSensorSerial", "ss", serial->serial.c_str());
  }
  if (const auto* led = std::get_if<SetLed>(&command)) {
    return send("SetSensorLed", "ss", to_string(led->mode));
  }
  const auto& haptic = std::get<Haptic>(command);
  return send("SensorHaptic", "suuu", haptic.on_ms, haptic.off_ms, haptic.count);
}

void ControlClient::zero_profile(const std::string& profile) {
  call("ZeroProfile",
       [&](sd_bus_message* m) { return sd_bus_message_append(m, "s", profile.c_str()); });
}

void ControlClient::choose_profile(const std::string& profile) {
  call("ChooseProfile",
       [&](sd_bus_message* m) { return sd_bus_message_append(m, "s", profile.c_str()); });
}

void ControlClient::snooze(std::uint32_t minutes) {
  call("Snooze", [&](sd_bus_message* m) { return sd_bus_message_append(m, "u", minutes); });
}

void ControlClient::answer(PromptId id, Answer answer) {
  const std::string token(to_string(answer));
  call("Answer",
       [&](sd_bus_message* m) { return sd_bus_message_append(m, "xs", id, token.c_str()); });
}

void ControlClient::pause(std::uint32_t minutes) {
  call("Pause", [&](sd_bus_message* m) { return sd_bus_message_append(m, "u", minutes); });
}

void ControlClient::pause_until_tomorrow() { call("PauseUntilTomorrow"); }
void ControlClient::resume() { call("Resume"); }

void ControlClient::correct(BodyState body, std::uint32_t minutes_ago_from,
                            std::uint32_t minutes_ago_to) {
  const std::string token(to_string(body));
  call("Correct", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "suu", token.c_str(), minutes_ago_from, minutes_ago_to);
  });
}

std::string ControlClient::start_recording(std::uint32_t seconds, const std::string& note) {
  const BusMessage reply = call("StartRecording", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "us", seconds, note.c_str());
  });
  std::string name;
  if (const int r = read_value(reply.get(), name); r < 0) throw unreadable(r);
  return name;
}

std::string ControlClient::stop_recording() {
  const BusMessage reply = call("StopRecording");
  std::string path;
  if (const int r = read_value(reply.get(), path); r < 0) throw unreadable(r);
  return path;
}

std::string ControlClient::call_for_text(const char* member, const Append& append) {
  const BusMessage reply = call(member, append);
  std::string text;
  if (const int r = read_value(reply.get(), text); r < 0) throw unreadable(r);
  return text;
}

std::string ControlClient::log_drink(std::uint32_t ml) {
  return call_for_text("LogDrink",
                       [&](sd_bus_message* m) { return sd_bus_message_append(m, "u", ml); });
}

std::string ControlClient::answer_fluids(FluidsLimited answer) {
  const std::string token(to_string(answer));
  return call_for_text("WaterAnswer", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "s", token.c_str());
  });
}

std::vector<ControlDict> ControlClient::exercises() {
  const BusMessage reply = call("Exercises");
  std::vector<ControlDict> all;
  if (const int r = read_value(reply.get(), all); r < 0) throw unreadable(r);
  return all;
}

std::string ControlClient::start_exercise(const std::string& id) {
  return call_for_text("StartExercise", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "s", id.c_str());
  });
}

std::string ControlClient::finish_exercise(ExerciseOutcome outcome) {
  const std::string token(to_string(outcome));
  return call_for_text("FinishExercise", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "s", token.c_str());
  });
}

std::string ControlClient::log_exercise(const std::string& id, std::uint32_t seconds,
                                        ExerciseOutcome outcome) {
  const std::string token(to_string(outcome));
  return call_for_text("LogExercise", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "sus", id.c_str(), seconds, token.c_str());
  });
}

std::string ControlClient::hide_exercise(const std::string& id, bool hidden) {
  return call_for_text("HideExercise", [&](sd_bus_message* m) {
    return sd_bus_message_append(m, "sb", id.c_str(), static_cast<int>(hidden));
  });
}

std::string ControlClient::forget_days(const std::string& days) {
  return call_for_text(
      "ForgetDays", [&](sd_bus_message* m) { return sd_bus_message_append(m, "s", days.c_str()); });
}

std::string ControlClient::compact_journal() { return call_for_text("CompactJournal", {}); }

}  // namespace postured
