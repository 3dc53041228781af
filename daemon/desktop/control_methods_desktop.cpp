#include <array>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

CallReply desktop_sources(ControlService& service, sd_bus_message*) {
  if (!service.handlers().desktop_sources) return {std::vector<ControlDict>{}, std::nullopt};
  return {service.handlers().desktop_sources(), std::nullopt};
}

constexpr std::array kMethods{
    ControlMethod{"DesktopSources", "", "aa{ss}", SD_BUS_PARAM(sources), desktop_sources},
};

}  // namespace

std::span<const ControlMethod> desktop_methods() { return kMethods; }

}  // namespace postured
