#include "desktop/control_vtable.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <string_view>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

// C callbacks: nothing may be thrown through them.
template <auto Member>
int get_property(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply,
                 void* service, sd_bus_error*) noexcept {
  return append_value(reply, static_cast<ControlService*>(service)->state().*Member);
}

int append_reply(sd_bus_message*, std::monostate) { return 0; }
template <class Value>
int append_reply(sd_bus_message* reply, const Value& value) {
  return append_value(reply, value);
}

int send_reply(sd_bus_message* call, const CallReply& reply) {
  sd_bus_message* raw = nullptr;
  int r = sd_bus_message_new_method_return(call, &raw);
  const BusMessage message(raw);
  if (r >= 0) {
    r = std::visit([raw](const auto& value) { return append_reply(raw, value); }, reply.value);
  }
  return r < 0 ? r : sd_bus_send(nullptr, raw, nullptr);
}

int on_method(sd_bus_message* call, void* service, sd_bus_error* error) noexcept {
  try {
    const CallReply reply = static_cast<ControlService*>(service)->handle(call);
    if (reply.error) {
      return sd_bus_error_set(error, reply.error->name, reply.error->message.c_str());
    }
    return reply.later ? 1 : send_reply(call, reply);
  } catch (const std::exception& e) {
    spdlog::error("desktop: {} failed: {}", sd_bus_message_get_member(call), e.what());
  } catch (...) {
    spdlog::error("desktop: {} failed", sd_bus_message_get_member(call));
  }
  return sd_bus_error_set(error, kNotPossible, "postured could not do this; see its log.");
}

// libsystemd's macros use the C names of unsigned fields and empty initialisers.
template <auto Member>
sd_bus_vtable property_row(const ControlProperty<Member>& property) {
  using Type = std::remove_cvref_t<decltype(std::declval<ControlState>().*Member)>;
  const bool is_const = std::string_view(property.name) == "Version";
  return SD_BUS_PROPERTY(
      property.name, signature_of<Type>(), get_property<Member>, 0,
      is_const ? SD_BUS_VTABLE_PROPERTY_CONST : SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE);
}

sd_bus_vtable method_row(const ControlMethod& method) {
  // The macro concatenates two literals; the row has the names as one.
  return SD_BUS_METHOD_WITH_NAMES(method.name, method.takes, method.arguments, method.returns, ,
                                  on_method, SD_BUS_VTABLE_UNPRIVILEGED);
}

std::vector<sd_bus_vtable> make_vtable() {
  std::vector<sd_bus_vtable> table{SD_BUS_VTABLE_START(0)};
  for (const ControlMethod& method : control_methods()) table.push_back(method_row(method));
  table.push_back(SD_BUS_SIGNAL_WITH_NAMES(
      "Prompt", "xsss",
      SD_BUS_PARAM(prompt) SD_BUS_PARAM(kind) SD_BUS_PARAM(state) SD_BUS_PARAM(reason), 0));
  for_each_control_property(
      [&table](const auto& property) { table.push_back(property_row(property)); });
  table.push_back(SD_BUS_VTABLE_END);
  return table;
}

}  // namespace

const sd_bus_vtable* control_vtable() {
  static const std::vector<sd_bus_vtable> table = make_vtable();
  return table.data();
}

}  // namespace postured
