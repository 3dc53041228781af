#include "posture/bouts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "posture/continuity.hpp"

namespace postured {

namespace {

// A crash may lose 60 s of an open bout: this, the look-ahead and a slow disk.
constexpr double kCheckpoint_s = 30;
// An interruption of the sitting ends the bout; evidence in domain model 3.2.
constexpr double kBreak_s = 60;

double least_s(BodyState body) { return body == BodyState::walking ? 10 : 60; }

constexpr std::array<std::pair<BoutEnd, std::string_view>, 6> kEndTokens{{
    {BoutEnd::open, "open"},
    {BoutEnd::movement, "movement"},
    {BoutEnd::gap, "gap"},
    {BoutEnd::not_worn, "not_worn"},
    {BoutEnd::shutdown, "shutdown"},
    {BoutEnd::crash, "crash"},
}};

}  // namespace

std::string_view to_string(BoutEnd end) {
  for (const auto& [value, token] : kEndTokens) {
    if (value == end) return token;
  }
  return "open";
}

BoutEnd bout_end_from_string(std::string_view text) {
  for (const auto& [value, token] : kEndTokens) {
    if (token == text) return value;
  }
  return BoutEnd::open;
}

void BoutTracker::update(const PostureSecond& second) {
  if (last_ && missing_s(*last_, second.start) > kIgnoredGap_s) finish(BoutEnd::gap);
  last_ = second.start;

  if (!second.valid) {
    invalid_s_ += 1;
    not_worn_ = not_worn_ || second.reason == Unknown::not_worn;
    if (invalid_s_ > kIgnoredGap_s) finish(not_worn_ ? BoutEnd::not_worn : BoutEnd::gap);
    return;
  }
  invalid_s_ = 0;
  not_worn_ = false;
  add(second);
}

void BoutTracker::add(const PostureSecond& second) {
  if (current_.body == BodyState::unknown) {
    if (second.body != BodyState::unknown) begin(second);
  } else if (second.body == current_.body) {
    interruption_.clear();
    extend(second);
  } else if (second.body == BodyState::unknown && interruption_.empty()) {
    extend(second);
  } else {
    interrupt(second);
  }
}

void BoutTracker::begin(const PostureSecond& second) {
  current_ = {};
  current_.body = second.body;
  current_.boot_start = second.start;
  current_.start = second.wall;
  confidence_sum_ = confidence_n_ = reported_s_ = 0;
  extend(second);
}

void BoutTracker::extend(const PostureSecond& second) {
  current_.duration_s = to_seconds(second.start - current_.boot_start) + 1;
  if (second.body == current_.body) {
    confidence_sum_ += second.confidence;
    confidence_n_ += 1;
    current_.confidence = confidence_sum_ / confidence_n_;
  }
  report_if_due();
}

void BoutTracker::interrupt(const PostureSecond& second) {
  interruption_.push_back(second);
  if (interruption_ends_bout()) {
    const std::vector<PostureSecond> since = std::exchange(interruption_, {});
    end_current(BoutEnd::movement);
    for (const PostureSecond& s : since) add(s);
    return;
  }
  // An interruption that fades into unknown tells nothing: the bout goes on.
  const auto known = std::find_if(interruption_.rbegin(), interruption_.rend(),
                                  [](const auto& s) { return s.body != BodyState::unknown; });
  if (known - interruption_.rbegin() >= static_cast<std::ptrdiff_t>(kBreak_s)) {
    interruption_.clear();
    extend(second);
  }
}

bool BoutTracker::interruption_ends_bout() const {
  if (reported_s_ == 0) return true;  // too short to have been a bout
  double total_s = 0, run_s = 0;
  BodyState run = BodyState::unknown;
  for (const PostureSecond& s : interruption_) {
    if (s.body == BodyState::unknown) continue;
    total_s += 1;
    run_s = s.body == run ? run_s + 1 : 1;
    run = s.body;
    if (current_.body != BodyState::sitting && run_s >= least_s(run)) return true;
  }
  return total_s >= kBreak_s;
}

void BoutTracker::report_if_due() {
  const bool first = reported_s_ == 0 && current_.duration_s >= least_s(current_.body);
  const bool checkpoint = reported_s_ > 0 && current_.duration_s >= reported_s_ + kCheckpoint_s;
  if (!first && !checkpoint) return;
  reported_s_ = current_.duration_s;
  if (on_bout_) on_bout_(current_);
}

void BoutTracker::end_current(BoutEnd reason) {
  const Bout ended = std::exchange(current_, {});
  if (reported_s_ == 0) return;
  reported_s_ = 0;
  if (!on_bout_) return;
  Bout last = ended;
  last.ended_by = reason;
  on_bout_(last);
}

void BoutTracker::finish(BoutEnd reason) {
  while (current_.body != BodyState::unknown) {
    // Who walked away before the data ended did not sit until then.
    const std::vector<PostureSecond> since = std::exchange(interruption_, {});
    end_current(since.empty() ? reason : BoutEnd::movement);
    for (const PostureSecond& s : since) add(s);
  }
}

}  // namespace postured
