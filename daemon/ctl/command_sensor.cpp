// posturectl sensor: the connected sensor itself: what it is, its own test, its settings.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/words.hpp"

namespace postured {
namespace {

struct SensorOptions {
  bool lower = false, json = false;
  std::uint32_t rate_hz = 100, accel_g = 4, gyro_dps = 500, on_ms = 200, off_ms = 200, count = 1;
  std::string serial, led;
  std::string clip() const { return lower ? "lower" : "upper"; }
};

void show(const ControlDict& row) {
  const auto line = [&row](const char* label, const char* key, const char* unit = "") {
    const std::string value = value_of(row, key);
    if (!value.empty()) std::cout << label << value << unit << '\n';
  };
  line("Clip         ", "clip");
  line("Source       ", "source");
  line("Port         ", "port");
  line("Kind         ", "title");
  line("Line speed   ", "baud", " baud");
  line("Link         ", "link");
  line("Serial       ", "serial");
  line("Board        ", "board");
  line("Chip         ", "imu");
  line("Firmware     ", "firmware");
  line("Protocol     ", "protocol");
  line("Rate         ", "rate_hz", " readings a second");
  line("Range        ", "accel_range_g", " g");
  line("             ", "gyro_range_dps", " deg/s");
  line("Calibrated   ", "calibrated");
  line("Temperature  ", "temperature_c", " deg C");
  line("Battery      ", "battery_v", " V");
  line("Running for  ", "uptime_s", " s");
  line("Not sent     ", "samples_dropped", " readings");
  line("I2C errors   ", "i2c_errors");
  line("Note         ", "missing");
  line("Trouble      ", "trouble");
}

int show_info(const SensorOptions& options) {
  return call_daemon("sensor info", [&options](ControlClient& daemon) {
    for (const ControlDict& row : daemon.sensors()) {
      if (value_of(row, "clip") != options.clip()) continue;
      if (options.json) {
        nlohmann::ordered_json json;
        for (const auto& [key, value] : row) json[key] = value;
        std::cout << json.dump(2) << '\n';
      } else {
        show(row);
      }
      return;
    }
    throw ControlFailure(ControlFailure::Kind::refused,
                         "there is no second clip: name it in sensor.lower.source first");
  });
}

int tell(const std::string& name, const SensorOptions& options, const SensorCommand& command) {
  if (const std::string problem = out_of_range(command); !problem.empty()) {
    std::cerr << "posturectl sensor " << name << ": " << problem << '\n';
    return kExitUsage;
  }
  return call_daemon("sensor " + name, [&](ControlClient& daemon) {
    const std::string answer = daemon.command_sensor(options.clip(), command);
    std::cout << "Done: " << answer << '\n';
  });
}

// One command below `parent`.
CLI::App* add(CLI::App& parent, const std::shared_ptr<SensorOptions>& options, int& exit_code,
              const std::string& name, const std::string& what,
              const std::function<SensorCommand(const SensorOptions&)>& make) {
  CLI::App* const command = parent.add_subcommand(name, what);
  command->add_flag("--lower", options->lower, "Of the second clip");
  const std::string full = parent.get_name() == "set" ? "set " + name : name;
  command->callback(
      [options, &exit_code, full, make] { exit_code = tell(full, *options, make(*options)); });
  return command;
}

}  // namespace

void add_sensor_command(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<SensorOptions>();
  CLI::App* sensor = app.add_subcommand("sensor", "The connected sensor itself.");
  sensor->require_subcommand(1);

  CLI::App* info = sensor->add_subcommand("info", "What it is and how it fares.");
  info->add_flag("--lower", o->lower, "Of the second clip");
  info->add_flag("--json", o->json, "For scripts");
  info->callback([o, &exit_code] { exit_code = show_info(*o); });

  add(*sensor, o, exit_code, "selftest", "Let the chip test itself; keep the clip still.",
      [](const SensorOptions&) -> SensorCommand { return SelfTest{}; });

  CLI::App* swap = sensor->add_subcommand(
      "swap", "Two clips that were found by themselves change places: upper and lower.");
  swap->callback([&exit_code] {
    exit_code = call_daemon("sensor swap", [](ControlClient& daemon) {
      daemon.swap_clips();
      std::cout << "Done: upper and lower have changed places. Run 'posturectl calibrate'.\n";
    });
  });

  CLI::App* set = sensor->add_subcommand("set", "Change one of its settings.");
  set->require_subcommand(1);
  add(*set, o, exit_code, "rate", "Readings a second, 25 to 200.",
      [](const SensorOptions& v) -> SensorCommand { return SetRate{v.rate_hz}; })
      ->add_option("hz", o->rate_hz, "25 to 200")
      ->required();
  CLI::App* range =
      add(*set, o, exit_code, "range", "Full scale of the accelerometer and of the gyroscope.",
          [](const SensorOptions& v) -> SensorCommand {
            return SetRange{v.accel_g, v.gyro_dps};
          });
  range->add_option("g", o->accel_g, "2, 4, 8 or 16 g")->required();
  range->add_option("dps", o->gyro_dps, "125 to 2000 deg/s")->required();
  add(*set, o, exit_code, "serial", "Its serial number, stored in it for good.",
      [](const SensorOptions& v) -> SensorCommand { return SetSerial{v.serial}; })
      ->add_option("serial", o->serial, "16 hexadecimal digits")
      ->required();
  add(*set, o, exit_code, "led", "Its light.",
      [](const SensorOptions& v) -> SensorCommand {
        return SetLed{led_mode_from(v.led).value_or(LedMode::automatic)};
      })
      ->add_option("mode", o->led, "off, on, or auto: as the firmware likes")
      ->required()
      ->check(CLI::IsMember({"off", "on", "auto"}));
  CLI::App* haptic = add(*set, o, exit_code, "haptic", "Let its motor buzz now.",
                         [](const SensorOptions& v) -> SensorCommand {
                           return Haptic{v.on_ms, v.off_ms, v.count};
                         });
  haptic->add_option("on_ms", o->on_ms, "Length of a pulse, 1 to 1000 ms")->capture_default_str();
  haptic->add_option("off_ms", o->off_ms, "Pause between pulses, 0 to 1000 ms")
      ->capture_default_str();
  haptic->add_option("count", o->count, "Number of pulses, 1 to 10")->capture_default_str();
  add(*set, o, exit_code, "output", "A WitMotion shall send only what postured uses.",
      [](const SensorOptions&) -> SensorCommand { return SetOutput{}; });
}

}  // namespace postured
