// Body state against the truth of the simulated wearer: whole days at the chest, where sitting and
// standing have to be carried from transitions, walking and tilt.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <sstream>

#include "body_accuracy/body_report.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/wearer.hpp"

namespace postured::test {
namespace {

// Without optimisation (sanitizers) two hours show that it works.
#ifdef NDEBUG
constexpr int kHours = 10, kDays = 2;
#else
constexpr int kHours = 2, kDays = 1;
#endif

BodyScore score_of_a_day(std::uint64_t seed) {
  WearerParams params;
  params.seed = seed;
  params.rate_hz = 25;
  Wearer wearer(params);
  std::map<std::int64_t, TruthSecond> truth;
  wearer.on_truth = [&](const TruthSecond& t) { truth[t.t_s] = t; };
  BodyScore score;
  std::vector<PostureSecond> seconds;
  SensingOutputs outputs;
  outputs.on_second = [&](const PostureSecond& second) { seconds.push_back(second); };
  Sensing sensing(Placement::chest, outputs);
  sensing.on_link_opened();
  wearer.begin_day();
  std::vector<std::uint8_t> bytes;
  for (int t = 1; t <= kHours * 3600 && !wearer.day_over(); ++t) {
    bytes.clear();
    wearer.advance_to(t, bytes);
    sensing.on_bytes(BootTime(std::chrono::seconds(t)), bytes);
    sensing.tick(BootTime(std::chrono::seconds(t)));
  }
  sensing.finish();
  for (const PostureSecond& second : seconds) {
    const auto at = truth.find(
        std::chrono::duration_cast<std::chrono::seconds>(second.start.time_since_epoch()).count());
    if (at == truth.end() || !second.valid || !at->second.worn) continue;
    if (at->second.body != BodyState::unknown) score.add(at->second.body, second.body);
  }
  return score;
}

TEST(BodyOnTheSimulatedWearer, AtTheChestFewCommittedSecondsAreWrong) {
  BodyScore all;
  for (int day = 1; day <= kDays; ++day) all.add(score_of_a_day(static_cast<std::uint64_t>(day)));
  std::ostringstream text;
  print_pooled(text, "simulated days at the chest", all);
  std::fputs(text.str().c_str(), stdout);
  EXPECT_GE(all.f1(BodyState::walking), 0.95);
  EXPECT_LE(all.seat_committed_error(), 0.12);
  EXPECT_GE(all.seat_commitment(), 0.4);
}

}  // namespace
}  // namespace postured::test
