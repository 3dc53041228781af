#include "desktop/control_service.hpp"

#include <spdlog/spdlog.h>

#include <cmath>
#include <string_view>

#include "desktop/control_vtable.hpp"

namespace postured {
namespace {

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
  const int r = sd_bus_add_object_vtable(bus_.get(), &slot, kControlPath, kControlInterface,
                                         control_vtable(), this);
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

CallReply ControlService::handle(sd_bus_message* call) {
  if (!calls_.take(std::chrono::steady_clock::now())) {
    ++calls_refused_;
    return fail(kLimitExceeded, "Too many calls: at most 20 a second are answered.");
  }
  const std::string_view member = sd_bus_message_get_member(call);
  for (const ControlMethod& method : control_methods()) {
    if (member == method.name) return method.call(*this, call);
  }
  return fail(SD_BUS_ERROR_UNKNOWN_METHOD, "There is no such method.");
}

std::function<void(ControlResult)> ControlService::answer_later(sd_bus_message* call) {
  const auto pending = std::make_shared<BusMessage>(sd_bus_message_ref(call));
  return lifetime_.guard([this, pending](const ControlResult& result) {
    // A caller that has gone, or a lost bus, needs no answer.
    if (result.not_possible) {
      sd_bus_reply_method_errorf(pending->get(), kNotPossible, "%s", result.not_possible->c_str());
    } else {
      sd_bus_reply_method_return(pending->get(), "s", result.value.c_str());
    }
    bus_.used();
  });
}

}  // namespace postured
