#include <array>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

template <auto Handler>
CallReply plain(ControlService& service, sd_bus_message*) {
  return run(service.handlers().*Handler);
}

template <auto Handler>
CallReply with_profile(ControlService& service, sd_bus_message* call) {
  const char* token = nullptr;
  const bool read = sd_bus_message_read(call, "s", &token) >= 0;
  const std::optional<Profile> profile = profile_from_string(read ? token : "");
  if (!profile) return invalid("A profile is one of chair, standing_desk, sofa.");
  return run(service.handlers().*Handler, *profile);
}

constexpr std::array kMethods{
    ControlMethod{"Calibrate", "", "", "", plain<&ControlHandlers::calibrate>},
    ControlMethod{"CalibrateStanding", "", "", "", plain<&ControlHandlers::calibrate_standing>},
    ControlMethod{"CalibrateRange", "", "", "", plain<&ControlHandlers::calibrate_range>},
    ControlMethod{"CalibrateSensor", "", "", "", plain<&ControlHandlers::calibrate_sensor>},
    ControlMethod{"Zero", "", "", "", plain<&ControlHandlers::zero>},
    ControlMethod{"ZeroProfile", "s", "", SD_BUS_PARAM(profile),
                  with_profile<&ControlHandlers::zero_profile>},
    ControlMethod{"ChooseProfile", "s", "", SD_BUS_PARAM(profile),
                  with_profile<&ControlHandlers::choose_profile>},
    ControlMethod{"CancelCalibration", "", "", "", plain<&ControlHandlers::cancel_calibration>},
    ControlMethod{"SwapClips", "", "", "", plain<&ControlHandlers::swap_clips>},
    ControlMethod{"Reload", "", "", "", plain<&ControlHandlers::reload>},
};

}  // namespace

std::span<const ControlMethod> calibration_methods() { return kMethods; }

}  // namespace postured
