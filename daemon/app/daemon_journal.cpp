// What the daemon does to its journal as a whole, on the writer's thread.
#include <spdlog/spdlog.h>
#include <boost/asio/post.hpp>

#include "app/daemon.hpp"

namespace postured {

JobDone Daemon::on_reactor(std::function<void(ControlResult)> done) {
  return [this, done = std::move(done)](bool well, const std::string& sentence) {
    boost::asio::post(io_, [done, well, sentence] {
      if (well) {
        spdlog::info("journal: {}", sentence);
      } else {
        spdlog::warn("journal: {}", sentence);
      }
      done(well ? ControlResult::done(sentence) : ControlResult::refused(sentence));
    });
  };
}

void Daemon::forget_days(const std::string& days, const std::function<void(ControlResult)>& done) {
  const auto range = day_range_from_string(days);
  if (!range) {
    done(ControlResult::refused("Days are 2026-11-02..2026-11-08, 2026-11-02 or all."));
    return;
  }
  journal_.start(ForgetJob{*range}, on_reactor(done));
}

}  // namespace postured
