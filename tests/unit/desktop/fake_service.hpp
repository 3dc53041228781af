// A service on the private bus that answers as told, or not at all.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "desktop/bus.hpp"

namespace postured::test {

class FakeService {
 public:
  // Appends its answer to `reply`.
  using Method = std::function<void(sd_bus_message* call, sd_bus_message* reply)>;

  FakeService(boost::asio::io_context& io, std::string name, std::string path);

  // "interface.Method"
  void answer(const std::string& method, Method with) { methods_[method] = std::move(with); }
  void emit(const std::string& interface, const std::string& signal,
            const std::function<void(sd_bus_message*)>& append);
  bool ready() const { return bus_.ready(); }

  bool frozen = false;  // swallows every call
  std::vector<std::string> calls;

 private:
  static int on_message(sd_bus_message* message, void* self, sd_bus_error*) noexcept;
  int handle(sd_bus_message* message);

  std::string path_;
  std::map<std::string, Method> methods_;
  Bus bus_;
  BusSlot object_;
};

}  // namespace postured::test
