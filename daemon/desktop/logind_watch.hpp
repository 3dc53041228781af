// What logind knows of our session: idle and locked as the desktop told it, what blocks idleness,
// and suspend. A service of the user manager is in no session: ours is what logind calls the user's
// display, and that is asked for by user, which works from anywhere.
#pragma once

#include "desktop/service_watch.hpp"

#include <functional>
#include <optional>
#include <string>

#include "desktop/input_source.hpp"

namespace postured {

class LogindWatch final : public InputSource {
 public:
  // `asleep`: true before suspend (when there is time to tell), false after.
  LogindWatch(Bus& system_bus, boost::asio::io_context& io, InputSourceHooks hooks,
              std::function<void(bool asleep)> on_sleep);

  // IdleHint is the desktop's, which sets it after minutes, or never. So a hint that was never set
  // is unknown, not activity. `since` is when it was set.
  InputSeen input() const override;
  SourceHealth input_health() const override;
  // LockedHint; false counts only if it was ever set: not every screen locker does.
  std::optional<bool> locked() const;
  bool idle_inhibited() const { return blocked_idle_; }
  SourceHealth health() const;

 private:
  void attach();
  void forget();
  void find_session();
  void on_session_path(const char* path);
  void ask_session();
  void ask_blocked();
  void read_session(sd_bus_message* properties);
  void set_hint(std::optional<bool>& hint, bool value);
  bool graphical() const { return type_ == "x11" || type_ == "wayland" || type_ == "mir"; }

  Bus& bus_;
  InputSourceHooks hooks_;
  std::function<void(bool)> on_sleep_;
  std::string path_, type_;            // of our session; "": none known
  std::optional<bool> idle_, locked_;  // nullopt: never set
  BootTime idle_changed_{};
  bool blocked_idle_ = false;
  BusSlot sleep_match_, manager_match_, new_match_, removed_match_;
  BusSlot session_match_, unlock_match_;
  BusSlot user_call_, display_call_, session_call_, blocked_call_;
  ServiceWatch service_;  // last: it may call back at once
};

}  // namespace postured
