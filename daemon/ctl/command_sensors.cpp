// posturectl sensors: what is plugged in, and what speaks there.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "ctl/commands.hpp"
#include "ctl/port_survey.hpp"
#include "ctl/words.hpp"
#include "desktop/control_client.hpp"

namespace postured {
namespace {

struct SensorsOptions {
  bool quiet = false, json = false;
  std::vector<std::string> ports;
};

// Empty when no daemon runs: then all ports are free to be listened to.
std::vector<ControlDict> daemons_sensors() {
  try {
    return ControlClient().sensors();
  } catch (const ControlFailure&) {
    return {};
  }
}

std::string node_of(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(path, ignored).string();
}

SurveyedPort from_daemon(const ControlDict& row) {
  SurveyedPort out;
  out.port.path = value_of(row, "port");
  out.title = value_of(row, "title");
  out.kind = value_of(row, "kind");
  out.sensor = !out.kind.empty();
  out.baud = std::atoi(value_of(row, "baud").c_str());
  out.serial = value_of(row, "serial");
  out.board = value_of(row, "board");
  out.firmware = value_of(row, "firmware");
  out.trouble = value_of(row, "trouble");
  const std::string clip = value_of(row, "clip");
  if (!out.sensor && out.trouble.empty() && !clip.empty()) {
    out.trouble = "is open as the " + clip + " clip, and has not said anything known yet";
  }
  return out;
}

std::string line_of(const SurveyedPort& port, const std::string& clip) {
  std::string line = to_string(port.port) + ": ";
  if (!port.sensor) return line + port.trouble;
  line += port.title + ", " + std::to_string(port.baud) + " baud";
  if (!port.serial.empty()) line += ", serial " + port.serial;
  if (!port.firmware.empty()) line += ", firmware " + port.firmware;
  if (!clip.empty()) line += "; in use as the " + clip + " clip";
  return line;
}

nlohmann::ordered_json json_of(const SurveyedPort& port, const std::string& clip) {
  nlohmann::ordered_json json;
  const auto set = [&json](const char* key, const std::string& value) {
    json[key] = value.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
  };
  json["port"] = port.port.path;
  set("description", port.port.description);
  json["sensor"] = port.sensor;
  set("kind", port.kind);
  json["baud"] = port.sensor ? nlohmann::ordered_json(port.baud) : nlohmann::ordered_json();
  set("serial", port.serial);
  set("board", port.board);
  set("firmware", port.firmware);
  set("clip", clip);
  set("trouble", port.sensor ? "" : port.trouble);
  return json;
}

std::string left_alone(const PortInfo& port) {
  if (port.modem) return "belongs to a modem or a phone: not listened to";
  return std::string(port.transport == PortInfo::Transport::bluetooth ? "a Bluetooth"
                                                                      : "a built-in") +
         " port: not listened to; give its name to this command to do so";
}

int list_sensors(const SensorsOptions& options) {
  const std::vector<ControlDict> rows = daemons_sensors();
  const auto row_of = [&rows](const std::string& path) -> const ControlDict* {
    const auto found = std::find_if(rows.begin(), rows.end(), [&path](const ControlDict& row) {
      return value_of(row, "port") == path;
    });
    return found == rows.end() ? nullptr : &*found;
  };
  std::vector<PortInfo> all = find_ports(), to_hear;
  for (const std::string& path : options.ports) all.push_back(port_at(node_of(path)));
  for (const ControlDict& row : rows) {  // a pty is in no list of ports
    const std::string path = value_of(row, "port");
    const bool listed = std::any_of(all.begin(), all.end(),
                                    [&path](const PortInfo& port) { return port.path == path; });
    if (!path.empty() && !listed) all.push_back(port_at(path));
  }
  std::vector<SurveyedPort> found;
  const std::vector<PortInfo> likely = likely_sensors(all);
  for (const PortInfo& port : all) {
    const ControlDict* const row = row_of(port.path);
    const bool held = row != nullptr && !value_of(*row, "clip").empty();
    const bool wanted =
        std::find(likely.begin(), likely.end(), port) != likely.end() ||
        std::any_of(options.ports.begin(), options.ports.end(),
                    [&port](const std::string& path) { return node_of(path) == port.path; });
    if (held) {
      found.push_back(from_daemon(*row));
      found.back().port = port;
    } else if (wanted) {
      to_hear.push_back(port);
    } else {
      found.push_back({});
      found.back().port = port;
      found.back().trouble = left_alone(port);
    }
  }
  if (!to_hear.empty() && !options.json) {
    std::cerr << "Listening to " << to_hear.size() << (to_hear.size() == 1 ? " port" : " ports")
              << ", up to 24 s ...\n";
  }
  for (SurveyedPort& heard : survey_ports(to_hear)) {
    // The daemon may be listening there just now, or have done so.
    const ControlDict* const row = row_of(heard.port.path);
    if (!heard.sensor && row != nullptr) heard.trouble = "postured: " + value_of(*row, "trouble");
    found.push_back(std::move(heard));
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  bool any = false;
  for (const SurveyedPort& port : found) {
    const ControlDict* const row = row_of(port.port.path);
    const std::string clip = row == nullptr ? "" : value_of(*row, "clip");
    any = any || port.sensor;
    if (options.json) {
      list.push_back(json_of(port, clip));
    } else {
      std::cout << line_of(port, clip) << '\n';
    }
  }
  if (options.json) std::cout << list.dump(2) << '\n';
  if (found.empty() && !options.json) {
    std::cerr << "posturectl sensors: no serial port is there: plug the sensor in\n";
  }
  return any ? kExitDone : kExitFailed;
}

}  // namespace

void add_sensors_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SensorsOptions>();
  CLI::App* command = app.add_subcommand("sensors", "What is plugged in, and what speaks there.");
  command->add_option("port", options->ports,
                      "Ports to listen to as well, such as /dev/rfcomm0 or /dev/ttyS0");
  command->add_flag("--json", options->json, "For scripts");
  command->add_flag("--quiet", options->quiet,
                    "Only the exit code, without listening: 0 when something is plugged in");
  command->footer(
      "Asks the daemon for the ports that it uses and listens to the others, without writing "
      "anything. Fails when no sensor speaks.");
  command->callback([options, &exit_code] {
    if (options->quiet) {
      exit_code = likely_sensors(find_ports()).empty() ? kExitFailed : kExitDone;
    } else {
      exit_code = list_sensors(*options);
    }
  });
}

}  // namespace postured
