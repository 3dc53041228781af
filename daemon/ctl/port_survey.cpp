#include "ctl/port_survey.hpp"

#include <fmt/core.h>

#include <memory>

#include "link/port_listener.hpp"
#include "sensor/device_info.hpp"

namespace postured {
namespace {

void take(HeardSensor heard, SurveyedPort& out) {
  out.sensor = true;
  out.kind = spec_of(heard.kind).name;
  out.title = spec_of(heard.kind).title;
  out.baud = heard.baud;
  if (!heard.info) return;
  out.serial = own_serial(*heard.info);
  out.board = heard.info->board;
  if (heard.info->protocol_major == 0) return;
  out.firmware = fmt::format("{}.{}.{}", heard.info->firmware_major, heard.info->firmware_minor,
                             heard.info->firmware_patch);
}

}  // namespace

std::vector<SurveyedPort> survey_ports(const std::vector<PortInfo>& ports, HuntTimes times) {
  boost::asio::io_context io{1};
  std::vector<SurveyedPort> found(ports.size());
  std::vector<std::unique_ptr<PortListener>> listeners;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    SurveyedPort& out = found[i];
    out.port = ports[i];
    PortListener::Options options;
    options.times = times;
    options.introduction = PortListener::Introduction::awaited;
    listeners.push_back(std::make_unique<PortListener>(io, ports[i], options));
    const auto tell = [&out](const std::string& why) { out.trouble = why; };
    const SerialPortError error = listeners.back()->start(
        {[&out](HeardSensor heard) { take(std::move(heard), out); }, tell, tell});
    if (error) out.trouble = error.why;
  }
  io.run();  // until the last listener has made up its mind
  return found;
}

}  // namespace postured
