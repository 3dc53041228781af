#include "desktop/control_service.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <exception>

#include "desktop/control_wire.hpp"

namespace postured {
namespace {

// C callbacks: nothing may be thrown through them.
template <auto Member>
int get_property(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply,
                 void* service, sd_bus_error*) noexcept {
  return append_value(reply, static_cast<ControlService*>(service)->state().*Member);
}

template <bool returns_text>
int on_method(sd_bus_message* call, void* service, sd_bus_error* error) noexcept {
  try {
    const auto reply = static_cast<ControlService*>(service)->handle(call);
    if (reply.error) {
      return sd_bus_error_set(error, reply.error->name, reply.error->message.c_str());
    }
    if constexpr (returns_text) return sd_bus_reply_method_return(call, "s", reply.value.c_str());
    return sd_bus_reply_method_return(call, nullptr);
  } catch (const std::exception& e) {
    spdlog::error("desktop: {} failed: {}", sd_bus_message_get_member(call), e.what());
  } catch (...) {
    spdlog::error("desktop: {} failed", sd_bus_message_get_member(call));
  }
  return sd_bus_error_set(error, kNotPossible, "postured could not do this; see its log.");
}

// The sensor answers later; the bus knows the call until then.
int on_sensor_command(sd_bus_message* call, void* service, sd_bus_error* error) noexcept {
  try {
    const auto refused = static_cast<ControlService*>(service)->handle_sensor_command(call);
    return refused ? sd_bus_error_set(error, refused->name, refused->message.c_str()) : 1;
  } catch (const std::exception& e) {
    spdlog::error("desktop: {} failed: {}", sd_bus_message_get_member(call), e.what());
  } catch (...) {
    spdlog::error("desktop: {} failed", sd_bus_message_get_member(call));
  }
  return sd_bus_error_set(error, kNotPossible, "postured could not do this; see its log.");
}

int on_sensors(sd_bus_message* call, void* service, sd_bus_error* error) noexcept {
  try {
    sd_bus_message* raw = nullptr;
    int r = sd_bus_message_new_method_return(call, &raw);
    const BusMessage reply(raw);
    if (r >= 0) r = append_value(raw, static_cast<ControlService*>(service)->sensors());
    return r < 0 ? r : sd_bus_send(nullptr, raw, nullptr);
  } catch (const std::exception& e) {
    spdlog::error("desktop: Sensors failed: {}", e.what());
  } catch (...) {
    spdlog::error("desktop: Sensors failed");
  }
  return sd_bus_error_set(error, kNotPossible, "postured could not do this; see its log.");
}

// libsystemd's macros use the C names of unsigned fields and empty initialisers.
template <auto Member>
sd_bus_vtable property_row(const ControlProperty<Member>& property) {
  using Type = std::remove_cvref_t<decltype(std::declval<ControlState>().*Member)>;
  const bool is_const = std::string_view(property.name) == "Version";
  return SD_BUS_PROPERTY(
      property.name, signature_of<Type>(), get_property<Member>, 0,
      is_const ? SD_BUS_VTABLE_PROPERTY_CONST : SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE);
}

std::vector<sd_bus_vtable> make_vtable() {
  const std::uint64_t flags = SD_BUS_VTABLE_UNPRIVILEGED;
  std::vector<sd_bus_vtable> table{
      SD_BUS_VTABLE_START(0),
      SD_BUS_METHOD("Calibrate", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD("CalibrateStanding", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD("CalibrateRange", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD("CalibrateSensor", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD("Zero", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD_WITH_NAMES("ZeroProfile", "s", SD_BUS_PARAM(profile), nullptr, "",
                               on_method<false>, flags),
      SD_BUS_METHOD_WITH_NAMES("ChooseProfile", "s", SD_BUS_PARAM(profile), nullptr, "",
                               on_method<false>, flags),
      SD_BUS_METHOD("CancelCalibration", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD_WITH_NAMES("Snooze", "u", SD_BUS_PARAM(minutes), nullptr, "", on_method<false>,
                               flags),
      SD_BUS_METHOD_WITH_NAMES("Answer", "xs", SD_BUS_PARAM(prompt) SD_BUS_PARAM(answer), nullptr,
                               "", on_method<false>, flags),
      SD_BUS_METHOD_WITH_NAMES("StartRecording", "us", SD_BUS_PARAM(seconds) SD_BUS_PARAM(note),
                               "s", SD_BUS_PARAM(file_name), on_method<true>, flags),
      SD_BUS_METHOD_WITH_NAMES("StopRecording", nullptr, "", "s", SD_BUS_PARAM(file_path),
                               on_method<true>, flags),
      SD_BUS_METHOD_WITH_NAMES("Sensors", nullptr, "", "aa{ss}", SD_BUS_PARAM(sensors), on_sensors,
                               flags),
      SD_BUS_METHOD_WITH_NAMES("SensorSelfTest", "s", SD_BUS_PARAM(clip), "s", SD_BUS_PARAM(answer),
                               on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SetSensorOutput", "s", SD_BUS_PARAM(clip), "s",
                               SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SetSensorRate", "su", SD_BUS_PARAM(clip) SD_BUS_PARAM(rate_hz), "s",
                               SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SetSensorRange", "suu",
                               SD_BUS_PARAM(clip) SD_BUS_PARAM(accel_g) SD_BUS_PARAM(gyro_dps), "s",
                               SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SetSensorSerial", "ss", SD_BUS_PARAM(clip) SD_BUS_PARAM(serial),
                               "s", SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SetSensorLed", "ss", SD_BUS_PARAM(clip) SD_BUS_PARAM(mode), "s",
                               SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD_WITH_NAMES("SensorHaptic", "suuu",
                               SD_BUS_PARAM(clip) SD_BUS_PARAM(on_ms) SD_BUS_PARAM(off_ms)
                                   SD_BUS_PARAM(count),
                               "s", SD_BUS_PARAM(answer), on_sensor_command, flags),
      SD_BUS_METHOD("SwapClips", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_METHOD("Reload", nullptr, nullptr, on_method<false>, flags),
      SD_BUS_SIGNAL_WITH_NAMES(
          "Prompt", "xsss",
          SD_BUS_PARAM(prompt) SD_BUS_PARAM(kind) SD_BUS_PARAM(state) SD_BUS_PARAM(reason), 0),
  };
  for_each_control_property(
      [&table](const auto& property) { table.push_back(property_row(property)); });
  table.push_back(SD_BUS_VTABLE_END);
  return table;
}

const sd_bus_vtable* vtable() {
  static const std::vector<sd_bus_vtable> table = make_vtable();
  return table.data();
}

// NaN means "not known" and equals itself here: it must not be announced again and again.
template <class T>
bool same(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) return a == b || (std::isnan(a) && std::isnan(b));
  return a == b;
}

void round_to_shown(ControlState& state) {
  for_each_control_property([&state]<auto Member>(const ControlProperty<Member>& property) {
    auto& value = state.*Member;
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(value)>>) {
      // Dividing by a whole number gives the double nearest to the decimal, "12.3".
      const double per_unit = std::round(1 / property.step);
      if (std::isfinite(value)) value = std::round(value * per_unit) / per_unit;
    }
  });
}

using CallReply = ControlService::CallReply;

CallReply fail(const char* name, std::string message) {
  return {{}, ControlService::CallError{name, std::move(message)}};
}

CallReply reply_of(const ControlResult& result) {
  if (result.not_possible) return fail(kNotPossible, *result.not_possible);
  return {result.value, std::nullopt};
}

template <class... Parameters, class... Arguments>
CallReply run(const std::function<ControlResult(Parameters...)>& handler, Arguments&&... args) {
  if (!handler) return fail(kNotPossible, "This is not available now.");
  return reply_of(handler(std::forward<Arguments>(args)...));
}

CallReply out_of_range(const char* what, std::uint32_t value, std::uint32_t max, const char* unit) {
  return fail(kInvalidArgument, std::string(what) + " of " + std::to_string(value) + " " + unit +
                                    " is outside 1.." + std::to_string(max) + " " + unit + ".");
}

// What the method asks for; its arguments after the clip are read. Nothing: `problem` says why.
std::optional<SensorCommand> read_sensor_command(sd_bus_message* call, std::string& problem) {
  const std::string member = sd_bus_message_get_member(call);
  std::uint32_t a = 0, b = 0, c = 0;
  const char* text = "";
  std::optional<SensorCommand> command;
  int r = 0;
  if (member == "SensorSelfTest") {
    command = SelfTest{};
  } else if (member == "SetSensorOutput") {
    command = SetOutput{};
  } else if (member == "SetSensorRate") {
    r = sd_bus_message_read(call, "u", &a);
    command = SetRate{a};
  } else if (member == "SetSensorRange") {
    r = sd_bus_message_read(call, "uu", &a, &b);
    command = SetRange{a, b};
  } else if (member == "SetSensorSerial") {
    r = sd_bus_message_read(call, "s", &text);
    command = SetSerial{text};
  } else if (member == "SetSensorLed") {
    r = sd_bus_message_read(call, "s", &text);
    const auto mode = led_mode_from(text);
    if (mode) command = SetLed{*mode};
    problem = "A light is one of off, on, auto.";
  } else if (member == "SensorHaptic") {
    r = sd_bus_message_read(call, "uuu", &a, &b, &c);
    command = Haptic{a, b, c};
  }
  if (r < 0) problem = "The arguments of " + member + " cannot be read.";
  if (r < 0 || !command) return std::nullopt;
  problem = out_of_range(*command);
  return problem.empty() ? command : std::nullopt;
}

// Characters, not bytes: UTF-8 continuation bytes do not count. D-Bus guarantees valid UTF-8.
std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

ControlService::ControlService(Bus& bus, ControlHandlers handlers)
    : bus_(bus), handlers_(std::move(handlers)) {
  listener_ = bus_.add_listener({.on_connected = [this] { publish(); },
                                 .on_ready = {},
                                 .on_name_taken = {},
                                 .on_lost = [this] { object_.reset(); }});
}

ControlService::~ControlService() { bus_.remove_listener(listener_); }

void ControlService::publish() {
  sd_bus_slot* slot = nullptr;
  const int r =
      sd_bus_add_object_vtable(bus_.get(), &slot, kControlPath, kControlInterface, vtable(), this);
  if (r < 0) {
    spdlog::error("desktop: {} could not be published (error {})", kControlPath, -r);
    return;
  }
  object_.reset(slot);
  announced_ = state_;
}

void ControlService::update(ControlState state) {
  round_to_shown(state);
  state_ = std::move(state);
  if (!object_) return;

  std::vector<const char*> names, continuous;
  for_each_control_property([&]<auto Member>(const ControlProperty<Member>& property) {
    if (same(state_.*Member, announced_.*Member)) return;
    (property.step > 0 ? continuous : names).push_back(property.name);
  });
  const bool with_continuous =
      !continuous.empty() && continuous_.take(std::chrono::steady_clock::now());
  if (with_continuous) names.insert(names.end(), continuous.begin(), continuous.end());
  if (names.empty()) return;

  for_each_control_property([&]<auto Member>(const ControlProperty<Member>& property) {
    if (property.step == 0 || with_continuous) announced_.*Member = state_.*Member;
  });
  names.push_back(nullptr);
  // A lost bus reports itself to the listener; there is nothing to do about it here.
  sd_bus_emit_properties_changed_strv(bus_.get(), kControlPath, kControlInterface,
                                      const_cast<char**>(names.data()));
  bus_.used();
}

void ControlService::announce(const PromptEvent& event) {
  if (!object_) return;
  const std::string kind(to_string(event.kind)), state(to_string(event.state));
  sd_bus_emit_signal(bus_.get(), kControlPath, kControlInterface, "Prompt", "xsss", event.id,
                     kind.c_str(), state.c_str(), event.reason.c_str());
  bus_.used();
}

std::optional<ControlService::CallError> ControlService::over_limit() {
  if (calls_.take(std::chrono::steady_clock::now())) return std::nullopt;
  ++calls_refused_;
  return CallError{kLimitExceeded, "Too many calls: at most 20 a second are answered."};
}

CallReply ControlService::handle(sd_bus_message* call) {
  if (auto refused = over_limit()) return {{}, std::move(refused)};
  return dispatch(sd_bus_message_get_member(call), call);
}

CallReply ControlService::dispatch(const std::string& member, sd_bus_message* call) {
  if (member == "Snooze") return snooze(call);
  if (member == "Answer") return answer(call);
  if (member == "StartRecording") return start_recording(call);
  if (member == "StopRecording") return run(handlers_.stop_recording);
  if (member == "Calibrate") return run(handlers_.calibrate);
  if (member == "CalibrateStanding") return run(handlers_.calibrate_standing);
  if (member == "CalibrateRange") return run(handlers_.calibrate_range);
  if (member == "CalibrateSensor") return run(handlers_.calibrate_sensor);
  if (member == "Zero") return run(handlers_.zero);
  if (member == "CancelCalibration") return run(handlers_.cancel_calibration);
  if (member == "ZeroProfile") return with_profile(call, handlers_.zero_profile);
  if (member == "ChooseProfile") return with_profile(call, handlers_.choose_profile);
  if (member == "SwapClips") return run(handlers_.swap_clips);
  if (member == "Reload") return run(handlers_.reload);
  return fail(SD_BUS_ERROR_UNKNOWN_METHOD, "There is no such method.");
}

std::vector<ControlDict> ControlService::sensors() const {
  return handlers_.sensors ? handlers_.sensors() : std::vector<ControlDict>{};
}

std::optional<ControlService::CallError> ControlService::handle_sensor_command(
    sd_bus_message* call) {
  if (auto refused = over_limit()) return refused;
  std::string clip;
  if (read_value(call, clip) < 0 || (clip != "upper" && clip != "lower")) {
    return CallError{kInvalidArgument, "A clip is one of upper, lower."};
  }
  std::string problem;
  const auto command = read_sensor_command(call, problem);
  if (!command) return CallError{kInvalidArgument, problem};
  if (!handlers_.command_sensor) return CallError{kNotPossible, "This is not available now."};
  // A call that is never answered would leave its caller waiting: the handler always calls back.
  const auto pending = std::make_shared<BusMessage>(sd_bus_message_ref(call));
  handlers_.command_sensor(clip == "upper" ? ClipSide::upper : ClipSide::lower, *command,
                           lifetime_.guard([this, pending](const ControlResult& result) {
                             // A caller that has gone, or a lost bus, needs no answer.
                             if (result.not_possible) {
                               sd_bus_reply_method_errorf(pending->get(), kNotPossible, "%s",
                                                          result.not_possible->c_str());
                             } else {
                               sd_bus_reply_method_return(pending->get(), "s",
                                                          result.value.c_str());
                             }
                             bus_.used();
                           }));
  return std::nullopt;
}

CallReply ControlService::snooze(sd_bus_message* call) {
  std::uint32_t minutes = 0;
  if (sd_bus_message_read(call, "u", &minutes) < 0) {
    return fail(kInvalidArgument, "Snooze takes a number of minutes.");
  }
  if (minutes < 1 || minutes > kLongestSnooze_min) {
    return out_of_range("A snooze", minutes, kLongestSnooze_min, "minutes");
  }
  return run(handlers_.snooze, std::chrono::minutes(minutes));
}

CallReply ControlService::answer(sd_bus_message* call) {
  std::int64_t id = 0;
  const char* token = nullptr;
  if (sd_bus_message_read(call, "xs", &id, &token) < 0 || id <= 0) {
    return fail(kInvalidArgument, "Answer takes the number of a prompt and an answer.");
  }
  if (const auto answer = answer_from_string(token)) return run(handlers_.answer, id, *answer);
  return fail(
      kInvalidArgument,
      "An answer is one of done, snooze, snooze_5, snooze_10, snooze_30, dismiss, not_today, "
      "why.");
}

CallReply ControlService::with_profile(sd_bus_message* call,
                                       const std::function<ControlResult(Profile)>& handler) {
  const char* token = nullptr;
  const bool read = sd_bus_message_read(call, "s", &token) >= 0;
  const std::optional<Profile> profile = profile_from_string(read ? token : "");
  if (!profile) return fail(kInvalidArgument, "A profile is one of chair, standing_desk, sofa.");
  return run(handler, *profile);
}

CallReply ControlService::start_recording(sd_bus_message* call) {
  std::uint32_t seconds = 0;
  const char* text = nullptr;
  if (sd_bus_message_read(call, "us", &seconds, &text) < 0) {
    return fail(kInvalidArgument, "StartRecording takes a number of seconds and a note.");
  }
  if (seconds < 1 || seconds > kLongestRecording_s) {
    return out_of_range("A recording", seconds, kLongestRecording_s, "seconds");
  }
  std::string note(text);
  if (character_count(note) > kLongestNote) {
    return fail(kInvalidArgument, "A note has at most 200 characters.");
  }
  // The note becomes a line of the recording's header.
  std::replace_if(
      note.begin(), note.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return run(handlers_.start_recording, std::chrono::seconds(seconds), note);
}

}  // namespace postured
