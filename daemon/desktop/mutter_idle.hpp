// GNOME (and what else runs on Mutter): org.gnome.Mutter.IdleMonitor tells when input pauses and
// when it goes on.
#pragma once

#include "desktop/service_watch.hpp"

#include <cstdint>

#include "desktop/input_source.hpp"

namespace postured {

class MutterIdle final : public InputSource {
 public:
  MutterIdle(Bus& session_bus, boost::asio::io_context& io, InputSourceHooks hooks);

  InputSeen input() const override { return seen_; }
  SourceHealth input_health() const override;

  // While the session's idleness is inhibited Mutter's idle watches do not fire; its count of the
  // idle time goes on. So it is asked after every pause instead.
  void set_inhibited(bool inhibited);

 private:
  void attach();
  void forget();
  void ask_idle_time();
  void wait_for_activity();
  void on_fired(std::uint32_t watch);
  void on_idle_time(std::uint64_t idle_ms);
  void see(Input input, BootTime since);
  void poll();
  std::uint64_t pause_ms() const { return static_cast<std::uint64_t>(hooks_.pause.count()); }

  InputSourceHooks hooks_;
  InputSeen seen_;
  bool inhibited_ = false;
  std::uint32_t idle_watch_ = 0, active_watch_ = 0;  // 0: none
  BusSlot fired_match_, idle_call_, active_call_, time_call_;
  boost::asio::steady_timer poll_timer_;
  Lifetime lifetime_;
  Bus& bus_;
  ServiceWatch service_;  // last: it may call back at once
};

}  // namespace postured
