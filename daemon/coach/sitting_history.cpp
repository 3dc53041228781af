#include "coach/sitting_history.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

void SittingHistory::update(const PostureSecond& second, const DeskPresence& desk) {
  const BootTime end = second.start + std::chrono::seconds(1);
  Run* last = runs_.empty() ? nullptr : &runs_.back();
  const bool same = last && last->seconds > 0 && last->valid == second.valid &&
                    last->body == second.body && last->desk == desk;
  if (same) {
    last->to = end;
    ++last->seconds;
  } else {
    runs_.push_back({second.start, end, 1, second.valid, second.body, desk});
  }
  while (end - runs_.front().to > from_seconds(kLongestCorrection_s)) {
    play(base_, runs_.front());
    runs_.pop_front();
  }
}

void SittingHistory::on_gap(double duration_s) {
  const BootTime from = runs_.empty() ? BootTime{} : runs_.back().to;
  runs_.push_back({from, from + from_seconds(duration_s), 0, false, {}, {}});
}

void SittingHistory::play(SittingClock& clock, const Run& run) {
  if (run.seconds == 0) {
    clock.on_gap(to_seconds(run.to - run.from));
    return;
  }
  PostureSecond second;
  second.valid = run.valid;
  second.body = run.body;
  for (int i = 0; i < run.seconds; ++i) clock.update(second, run.desk.after(i));
}

SittingHistory::Run SittingHistory::part(const Run& run, BootTime from, BootTime to) {
  const auto seconds_until = [&run](BootTime t) {
    const double share = to_seconds(t - run.from) / to_seconds(run.to - run.from);
    return static_cast<int>(std::lround(share * run.seconds));
  };
  Run cut = run;
  cut.from = from;
  cut.to = to;
  cut.seconds = seconds_until(to) - seconds_until(from);
  cut.desk = run.desk.after(seconds_until(from));
  return cut;
}

void SittingHistory::correct(BootTime from, double duration_s, BodyState body) {
  const BootTime to = from + from_seconds(duration_s);
  std::deque<Run> corrected;
  const auto keep = [&corrected](const Run& run, bool gap) {
    if (run.to > run.from && (gap || run.seconds > 0)) corrected.push_back(run);
  };
  for (const Run& run : runs_) {
    const bool gap = run.seconds == 0;
    const BootTime begin = std::clamp(from, run.from, run.to);
    const BootTime end = std::clamp(to, run.from, run.to);
    if (begin == end) {
      corrected.push_back(run);
      continue;
    }
    keep(part(run, run.from, begin), gap);
    Run said = part(run, begin, end);
    if (gap) said.seconds = static_cast<int>(std::lround(to_seconds(end - begin)));
    said.valid = true;
    said.body = body;
    keep(said, false);
    keep(part(run, end, run.to), gap);
  }
  runs_ = std::move(corrected);
}

SittingClock SittingHistory::clock() const {
  SittingClock clock = base_;
  for (const Run& run : runs_) play(clock, run);
  return clock;
}

}  // namespace postured
