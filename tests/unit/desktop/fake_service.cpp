#include "unit/desktop/fake_service.hpp"

namespace postured::test {

FakeService::FakeService(boost::asio::io_context& io, std::string name, std::string path)
    : path_(std::move(path)), bus_(io, std::move(name)) {
  bus_.add_listener({.on_connected =
                         [this] {
                           sd_bus_slot* slot = nullptr;
                           sd_bus_add_object(bus_.get(), &slot, path_.c_str(), on_message, this);
                           object_.reset(slot);
                         },
                     .on_ready = {},
                     .on_name_taken = {},
                     .on_lost = [this] { object_.reset(); }});
  bus_.start();
}

int FakeService::on_message(sd_bus_message* message, void* self, sd_bus_error*) noexcept {
  return static_cast<FakeService*>(self)->handle(message);
}

int FakeService::handle(sd_bus_message* message) {
  const char* interface = sd_bus_message_get_interface(message);
  const std::string method =
      std::string(interface ? interface : "") + "." + sd_bus_message_get_member(message);
  calls.push_back(method);
  if (frozen) return 1;
  const auto found = methods_.find(method);
  if (found == methods_.end()) return 0;  // sd-bus answers UnknownMethod
  sd_bus_message* raw = nullptr;
  if (sd_bus_message_new_method_return(message, &raw) < 0) return 0;
  const BusMessage reply(raw);
  found->second(message, raw);
  return sd_bus_send(nullptr, raw, nullptr) < 0 ? 0 : 1;
}

void FakeService::emit(const std::string& interface, const std::string& signal,
                       const std::function<void(sd_bus_message*)>& append) {
  sd_bus_message* raw = nullptr;
  if (!bus_.get() || sd_bus_message_new_signal(bus_.get(), &raw, path_.c_str(), interface.c_str(),
                                               signal.c_str()) < 0) {
    return;
  }
  const BusMessage message(raw);
  append(raw);
  sd_bus_send(nullptr, raw, nullptr);
  bus_.used();
}

}  // namespace postured::test
