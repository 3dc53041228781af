#include "app/sensor_commander.hpp"

#include <utility>

namespace postured {

void SensorCommander::send(const CommandExchange::Encode& encode, Write write, Done done) {
  write_ = std::move(write);
  done_ = std::move(done);
  write_(exchange_.begin(encode));
  wait();
}

void SensorCommander::on_answer(const CommandAnswer& answer) {
  if (const auto outcome = exchange_.on_answer(answer)) finish(*outcome);
}

void SensorCommander::on_link_lost() {
  if (!busy()) return;
  exchange_.cancel();
  finish({CommandOutcome::Kind::no_answer, 0});
}

void SensorCommander::wait() {
  timer_.expires_after(CommandExchange::kAnswerTime);
  timer_.async_wait(
      [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (cancelled || alive.expired() || !busy()) return;
        const auto again = exchange_.on_silence();
        if (again.empty()) {
          finish({CommandOutcome::Kind::no_answer, 0});
          return;
        }
        write_(again);
        wait();
      });
}

void SensorCommander::finish(const CommandOutcome& outcome) {
  timer_.cancel();
  const Done done = std::exchange(done_, {});
  write_ = {};
  done(outcome);
}

}  // namespace postured
