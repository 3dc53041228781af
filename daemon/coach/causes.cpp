#include "coach/causes.hpp"

namespace postured {

void Causes::update(const PostureSecond& second, DeskPresence desk, const Now&) {
  stand_.update(second, desk);
  lean_.update(second);
  collect();
}

void Causes::on_gap(double duration_s) {
  if (!(duration_s > 0)) return;
  stand_.on_gap(duration_s);
  lean_.on_gap();
  collect();
}

void Causes::correct(BootTime from, double duration_s, BodyState body) {
  stand_.correct(from, duration_s, body);
  collect();
}

void Causes::set_params(const CauseParams& params) {
  stand_.set_limit(params.sit_limit_s);
  lean_.set_params(params.lean);
}

void Causes::collect() {
  causes_.clear();
  causes_.push_back(stand_.cause());
  causes_.push_back(lean_.cause());
}

}  // namespace postured
