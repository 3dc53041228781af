#include "desktop/control_method.hpp"

namespace postured {

const std::vector<ControlMethod>& control_methods() {
  static const std::vector<ControlMethod> methods = [] {
    std::vector<ControlMethod> all;
    for (const auto list :
         {calibration_methods(), coach_methods(), self_care_methods(), recording_methods(),
          journal_methods(), sensor_methods(), desktop_methods()}) {
      all.insert(all.end(), list.begin(), list.end());
    }
    return all;
  }();
  return methods;
}

CallReply out_of_range(const char* what, std::uint32_t value, std::uint32_t max, const char* unit) {
  return invalid(std::string(what) + " of " + std::to_string(value) + " " + unit +
                 " is outside 1.." + std::to_string(max) + " " + unit + ".");
}

}  // namespace postured
