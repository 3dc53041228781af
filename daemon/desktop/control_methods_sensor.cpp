#include <array>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

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

// The sensor answers later; the bus knows the call until then.
CallReply command(ControlService& service, sd_bus_message* call) {
  std::string clip;
  if (read_value(call, clip) < 0 || (clip != "upper" && clip != "lower")) {
    return invalid("A clip is one of upper, lower.");
  }
  std::string problem;
  const auto command = read_sensor_command(call, problem);
  if (!command) return invalid(problem);
  if (!service.handlers().command_sensor) return not_available();
  service.handlers().command_sensor(clip == "upper" ? ClipSide::upper : ClipSide::lower, *command,
                                    service.answer_later(call));
  return {.value = {}, .error = {}, .later = true};
}

CallReply sensors(ControlService& service, sd_bus_message*) {
  if (!service.handlers().sensors) return {std::vector<ControlDict>{}, std::nullopt};
  return {service.handlers().sensors(), std::nullopt};
}

constexpr std::array kMethods{
    ControlMethod{"Sensors", "", "aa{ss}", SD_BUS_PARAM(sensors), sensors},
    ControlMethod{"SensorSelfTest", "s", "s", SD_BUS_PARAM(clip) SD_BUS_PARAM(answer), command},
    ControlMethod{"SetSensorOutput", "s", "s", SD_BUS_PARAM(clip) SD_BUS_PARAM(answer), command},
    ControlMethod{"SetSensorRate", "su", "s",
                  SD_BUS_PARAM(clip) SD_BUS_PARAM(rate_hz) SD_BUS_PARAM(answer), command},
    ControlMethod{"SetSensorRange", "suu", "s",
                  SD_BUS_PARAM(clip) SD_BUS_PARAM(accel_g) SD_BUS_PARAM(gyro_dps)
                      SD_BUS_PARAM(answer),
                  command},
    ControlMethod{"SetSensorSerial", "ss", "s",
                  SD_BUS_PARAM(clip) SD_BUS_PARAM(serial) SD_BUS_PARAM(answer), command},
    ControlMethod{"SetSensorLed", "ss", "s",
                  SD_BUS_PARAM(clip) SD_BUS_PARAM(mode) SD_BUS_PARAM(answer), command},
    ControlMethod{"SensorHaptic", "suuu", "s",
                  SD_BUS_PARAM(clip) SD_BUS_PARAM(on_ms) SD_BUS_PARAM(off_ms) SD_BUS_PARAM(count)
                      SD_BUS_PARAM(answer),
                  command},
};

}  // namespace

std::span<const ControlMethod> sensor_methods() { return kMethods; }

}  // namespace postured
