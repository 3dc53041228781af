// A handler that the reactor has already queued still runs after its object is gone: cancelling a
// timer or a descriptor comes too late for it. Guarded handlers then do nothing.
#pragma once

#include <memory>
#include <utility>

namespace postured {

class Lifetime {
 public:
  Lifetime() = default;
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;

  // Wraps a handler of the object that owns this Lifetime.
  template <class Handler>
  auto guard(Handler handler) const {
    return [alive = std::weak_ptr<char>(token_), handler = std::move(handler)](auto&&... args) {
      if (!alive.expired()) handler(std::forward<decltype(args)>(args)...);
    };
  }

 private:
  std::shared_ptr<char> token_ = std::make_shared<char>('\0');
};

}  // namespace postured
