#include "base/unknown.hpp"

#include <array>

namespace postured {
namespace {

struct Row {
  Unknown reason;
  std::string_view token;
  std::string_view sentence;
};

constexpr std::array<Row, 15> kRows{{
    {Unknown::none, "", ""},
    {Unknown::no_sensor, "no_sensor",
     "No sensor is connected. Plug it in, or see 'posturectl status'."},
    {Unknown::no_data, "no_data", "The sensor sends nothing. Check its cable or its battery."},
    {Unknown::gap, "gap", "Readings are missing in this stretch."},
    {Unknown::settling, "settling", "The angle is settling. This takes about a second."},
    {Unknown::not_worn, "not_worn",
     "The clip is not worn. Clip it on, then run 'posturectl zero'."},
    {Unknown::uncalibrated, "uncalibrated",
     "There is no reference yet. Run 'posturectl calibrate' once."},
    {Unknown::calibrating, "calibrating", "A calibration is under way."},
    {Unknown::reference_suspect, "reference_suspect",
     "The clip has moved. Sit comfortably upright and run 'posturectl zero'."},
    {Unknown::stuck, "stuck", "The sensor repeats one reading. Unplug it and plug it in again."},
    {Unknown::implausible, "implausible",
     "The sensor does not feel gravity as it should. Unplug it and plug it in again."},
    {Unknown::maybe_slipped, "maybe_slipped",
     "The clip may have slipped: the last walk looked different. The next walk will tell; or sit "
     "comfortably upright and run 'posturectl zero'."},
    {Unknown::slipped, "slipped",
     "The clip has slipped on the clothes. Set it straight, sit comfortably upright and run "
     "'posturectl zero'."},
    {Unknown::turned, "turned",
     "The clip has turned: forward is not forward any more. Run 'posturectl calibrate'."},
    {Unknown::handled, "handled",
     "The clip was just moved. In a minute it shows whether it is worn."},
}};

}  // namespace

std::string_view to_string(Unknown reason) {
  for (const Row& row : kRows) {
    if (row.reason == reason) return row.token;
  }
  return "";
}

std::string_view sentence(Unknown reason) {
  for (const Row& row : kRows) {
    if (row.reason == reason) return row.sentence;
  }
  return "";
}

bool doubts_reference(Unknown reason) {
  return reason == Unknown::maybe_slipped || reason == Unknown::slipped ||
         reason == Unknown::turned;
}

Unknown unknown_from_string(std::string_view token) {
  for (const Row& row : kRows) {
    if (row.token == token) return row.reason;
  }
  return Unknown::none;
}

}  // namespace postured
