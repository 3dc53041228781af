#include "desktop/bus.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstring>
#include <exception>
#include <memory>

namespace postured {
namespace {

// RequestName's answers, D-Bus specification "Message Bus Messages".
constexpr std::uint32_t kPrimaryOwner = 1;
constexpr std::uint32_t kAlreadyOwner = 4;
constexpr const char* kLossRule =
    "type='signal',sender='org.freedesktop.DBus.Local',path='/org/freedesktop/DBus/Local',"
    "interface='org.freedesktop.DBus.Local',member='Disconnected'";

// sd-bus is C: an exception must not unwind through it. Always 0: a negative value from a match
// makes sd-event close the connection.
int run_handler(sd_bus_message* message, void* handler, sd_bus_error*) noexcept {
  try {
    (*static_cast<Bus::MessageHandler*>(handler))(message);
  } catch (const std::exception& e) {
    spdlog::error("desktop: a message was not handled: {}", e.what());
  } catch (...) {
    spdlog::error("desktop: a message was not handled");
  }
  return 0;
}

void delete_handler(void* handler) noexcept { delete static_cast<Bus::MessageHandler*>(handler); }

// The slot owns its handler from here on. sd-bus holds a slot while its callback runs, so that a
// handler may let go of its own slot.
BusSlot adopt(sd_bus_slot* slot, std::unique_ptr<Bus::MessageHandler> handler) {
  handler.release();  // NOLINT(bugprone-unused-return-value): deleted by the slot
  sd_bus_slot_set_destroy_callback(slot, delete_handler);
  return BusSlot(slot);
}

}  // namespace

Bus::Bus(boost::asio::io_context& io, std::string name, BusKind kind)
    : io_(io), name_(std::move(name)), kind_(kind), pump_(io), retry_timer_(io) {}

Bus::~Bus() { drop_connection(); }

Bus::ListenerId Bus::add_listener(BusListener listener) {
  listeners_.push_back({++last_listener_, std::move(listener)});
  if (bus_ && listeners_.back().listener.on_connected) listeners_.back().listener.on_connected();
  return last_listener_;
}

void Bus::remove_listener(ListenerId id) {
  std::erase_if(listeners_, [id](const Registered& r) { return r.id == id; });
}

void Bus::announce(std::function<void()> BusListener::*event) {
  for (const Registered& registered : std::vector<Registered>(listeners_)) {
    if (const auto& callback = registered.listener.*event) callback();
  }
}

void Bus::start() {
  if (!bus_) connect();
}

void Bus::connect() {
  sd_bus* bus = nullptr;
  const auto open = kind_ == BusKind::session ? sd_bus_open_user_with_description
                                              : sd_bus_open_system_with_description;
  if (const int r = open(&bus, "postured"); r < 0) {
    disconnected(std::strerror(-r));
    return;
  }
  bus_.reset(bus);
  sd_bus_set_method_call_timeout(bus, static_cast<std::uint64_t>(kCallTimeout.count()));
  int r = sd_bus_attach_event(bus, pump_.event(), SD_EVENT_PRIORITY_NORMAL);
  if (r >= 0) {
    loss_match_ = match(kLossRule, [this](sd_bus_message*) { disconnected("the bus went away"); });
    if (!loss_match_) r = -ENOTCONN;
  }
  if (r < 0) {
    disconnected(std::strerror(-r));
    return;
  }
  announce(&BusListener::on_connected);
  request_name();
}

void Bus::request_name() {
  // Without queueing: a second instance must hear "taken" and end.
  constexpr std::uint32_t kDoNotQueue = 4;
  const bool nameless = name_.empty();
  auto message = method_call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                             "org.freedesktop.DBus", nameless ? "GetId" : "RequestName");
  if (message &&
      (nameless || sd_bus_message_append(message.get(), "su", name_.c_str(), kDoNotQueue) >= 0)) {
    // The first answer of the bus also proves that it is alive; a busy login may take its time.
    name_call_ = call(
        message, [this](sd_bus_message* reply) { on_name_reply(reply); }, std::chrono::seconds(10));
  }
  if (!name_call_) disconnected("its name could not be requested");
}

void Bus::on_name_reply(sd_bus_message* reply) {
  std::uint32_t answer = 0;
  if (sd_bus_message_is_method_error(reply, nullptr) ||
      (!name_.empty() && sd_bus_message_read(reply, "u", &answer) < 0)) {
    const sd_bus_error* error = sd_bus_message_get_error(reply);
    disconnected(error && error->message ? error->message : "its name was refused");
    return;
  }
  if (!name_.empty() && answer != kPrimaryOwner && answer != kAlreadyOwner) {
    spdlog::error("desktop: {} is owned by another process on this session bus", name_);
    boost::asio::post(io_, lifetime_.guard([this] {
      if (!bus_) return;
      announce(&BusListener::on_lost);
      drop_connection();
      announce(&BusListener::on_name_taken);
    }));
    return;
  }
  ready_ = true;
  retry_delay_ = kFirstRetry;
  if (loss_reported_) spdlog::info("desktop: connected to the {} bus", kind_words());
  loss_reported_ = false;
  announce(&BusListener::on_ready);
}

void Bus::disconnected(const std::string& why) {
  if (!loss_reported_) spdlog::warn("desktop: no {} bus ({}); trying again", kind_words(), why);
  loss_reported_ = true;
  ready_ = false;
  if (loss_pending_) return;
  loss_pending_ = true;
  // Not here: sd-bus may be in the middle of dispatching to us.
  boost::asio::post(io_, lifetime_.guard([this] {
    loss_pending_ = false;
    if (bus_) {
      announce(&BusListener::on_lost);
      drop_connection();
    }
    retry_later();
  }));
}

void Bus::drop_connection() {
  ready_ = false;
  name_call_.reset();
  loss_match_.reset();
  if (bus_) sd_bus_detach_event(bus_.get());
  bus_.reset();
}

void Bus::retry_later() {
  retry_timer_.expires_after(retry_delay_);
  retry_delay_ = std::min(retry_delay_ * 2, kLongestRetry);
  retry_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& error) {
    if (!error && !bus_) connect();
  }));
}

BusMessage Bus::method_call(const char* destination, const char* path, const char* interface,
                            const char* member) {
  sd_bus_message* message = nullptr;
  if (!bus_ || sd_bus_message_new_method_call(bus_.get(), &message, destination, path, interface,
                                              member) < 0) {
    return nullptr;
  }
  return BusMessage(message);
}

BusSlot Bus::call(const BusMessage& message, MessageHandler handler,
                  std::chrono::microseconds timeout) {
  if (!bus_ || !message) return nullptr;
  auto owned = std::make_unique<MessageHandler>(std::move(handler));
  sd_bus_slot* slot = nullptr;
  const int r = sd_bus_call_async(bus_.get(), &slot, message.get(), run_handler, owned.get(),
                                  static_cast<std::uint64_t>(timeout.count()));
  if (r < 0) return nullptr;
  pump_.schedule();
  return adopt(slot, std::move(owned));
}

BusSlot Bus::match(const char* rule, MessageHandler handler) {
  if (!bus_) return nullptr;
  auto owned = std::make_unique<MessageHandler>(std::move(handler));
  sd_bus_slot* slot = nullptr;
  if (sd_bus_add_match_async(bus_.get(), &slot, rule, run_handler, nullptr, owned.get()) < 0) {
    return nullptr;
  }
  pump_.schedule();
  return adopt(slot, std::move(owned));
}

}  // namespace postured
