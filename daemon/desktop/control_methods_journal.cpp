#include <array>
#include <string_view>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

constexpr std::size_t kLongestRange = 24;  // "2026-11-02..2026-11-08"

CallReply forget_days(ControlService& service, sd_bus_message* call) {
  const char* range = nullptr;
  if (sd_bus_message_read(call, "s", &range) < 0) return invalid("ForgetDays takes days.");
  if (std::string_view(range).size() > kLongestRange) {
    return invalid("Days are 2026-11-02..2026-11-08, 2026-11-02 or all.");
  }
  if (!service.handlers().forget_days) return not_available();
  service.handlers().forget_days(range, service.answer_later(call));
  return {.value = {}, .error = std::nullopt, .later = true};
}

CallReply compact_journal(ControlService& service, sd_bus_message* call) {
  if (!service.handlers().compact_journal) return not_available();
  service.handlers().compact_journal(service.answer_later(call));
  return {.value = {}, .error = std::nullopt, .later = true};
}

constexpr std::array kMethods{
    ControlMethod{"ForgetDays", "s", "s", SD_BUS_PARAM(days) SD_BUS_PARAM(done), forget_days},
    ControlMethod{"CompactJournal", "", "s", SD_BUS_PARAM(done), compact_journal},
};

}  // namespace

std::span<const ControlMethod> journal_methods() { return kMethods; }

}  // namespace postured
