#include "coach/causes.hpp"

namespace postured {

void Causes::update(const PostureSecond& second, const DeskPresence& desk, const Now&,
                    bool on_the_phone) {
  stand_.update(second, desk);
  standing_.update(second);
  static_.update(second);
  lean_.update(second, on_the_phone);
  side_lean_.update(second, on_the_phone);
  collect();
}

void Causes::on_gap(double duration_s) {
  if (!(duration_s > 0)) return;
  stand_.on_gap(duration_s);
  standing_.on_gap(duration_s);
  static_.on_gap();
  lean_.on_gap(duration_s);
  side_lean_.on_gap();
  collect();
}

void Causes::correct(BootTime from, double duration_s, BodyState body) {
  stand_.correct(from, duration_s, body);
  collect();
}

void Causes::set_params(const CauseParams& params) {
  stand_.set_limit(params.sit_limit_s);
  standing_.set_limit(params.standing_limit_s);
  static_.set_limit(params.static_limit_s);
  lean_.set_params(params.lean);
  side_lean_.set_enabled(params.side_lean);
}

void Causes::collect() {
  causes_.clear();
  causes_.push_back(stand_.cause());
  causes_.push_back(standing_.cause());
  causes_.push_back(static_.cause());
  causes_.push_back(lean_.cause());
  causes_.push_back(side_lean_.cause());
}

}  // namespace postured
