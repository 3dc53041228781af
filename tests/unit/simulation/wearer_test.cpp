#include "simulation/wearer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "sensor/frame_decoder.hpp"
#include "sensor/sample_assembler.hpp"

namespace postured {
namespace {

std::vector<std::uint8_t> play(WearerParams params, double until_s, double chunk_s) {
  Wearer wearer(params);
  std::vector<std::uint8_t> bytes;
  wearer.begin_day();
  for (int i = 1; (i - 1) * chunk_s < until_s; ++i) {
    wearer.advance_to(std::min(until_s, i * chunk_s), bytes);
  }
  return bytes;
}

struct Counting : SensorSink {
  int samples = 0, breaks = 0, infos = 0, statuses = 0, taps = 0, holds = 0;
  double last_hold_s = 0, last_tap_s = 0, last_s = -1;
  std::uint16_t boot_id = 0;
  double rate_hz = 0;
  double sum_g = 0;
  std::map<StreamBreak::Cause, int> causes;
  void on_sample(const ImuSample& sample) override {
    last_s = to_seconds(sample.time.time_since_epoch());
    sum_g += sample.accel_m_s2.norm() / kGravity_m_s2;
    ++samples;
  }
  void on_break(const StreamBreak& what) override {
    ++breaks;
    ++causes[what.cause];
  }
  void on_info(const DeviceInfo& info) override {
    ++infos;
    boot_id = info.boot_id;
    rate_hz = info.rate_hz;
  }
  void on_status(const DeviceStatus&) override { ++statuses; }
  void on_button(const ButtonPress& press) override {
    (press.kind == ButtonPress::Kind::hold ? last_hold_s : last_tap_s) = last_s;
    ++(press.kind == ButtonPress::Kind::hold ? holds : taps);
  }
};

TEST(Wearer, SameParametersGiveIdenticalBytes) {
  WearerParams params;
  params.seed = 4;
  EXPECT_EQ(play(params, 60, 1), play(params, 60, 1));
  WearerParams other = params;
  other.seed = 5;
  EXPECT_NE(play(params, 20, 1), play(other, 20, 1));
}

TEST(Wearer, BytesDoNotDependOnTheSizeOfTheSteps) {
  WearerParams params;
  const auto whole = play(params, 120, 120);
  EXPECT_EQ(whole, play(params, 120, 1));
  EXPECT_EQ(whole, play(params, 120, 0.0137));
  EXPECT_EQ(whole, play(params, 120, 7.77));
}

TEST(Wearer, ItsBytesDecodeWithoutALossThroughTwoDays) {
  WearerParams params;
  params.behaviour.work_hours = 0.15;
  Wearer wearer(params);
  Counting sink;
  FrameDecoder decoder;
  SampleAssembler assembler(sink);
  std::vector<std::uint8_t> bytes;
  int sent = 0;
  for (int day = 0; day < 2; ++day) {
    bytes.clear();
    wearer.advance_to(day * 86400 + 9 * 3600.0, bytes);
    EXPECT_TRUE(bytes.empty());  // switched off
    EXPECT_TRUE(wearer.day_over());
    const double morning_s = wearer.now_s();
    EXPECT_EQ(morning_s, day * 86400 + 9 * 3600.0);
    wearer.begin_day();
    while (!wearer.day_over()) {
      bytes.clear();
      wearer.advance_to(wearer.now_s() + 1, bytes);
      decoder.feed(bytes, [&](const Frame& frame) { assembler.on_frame(frame); });
    }
    EXPECT_EQ(sink.boot_id, day + 1);
    EXPECT_EQ(sink.holds, day + 1);
    EXPECT_NEAR(sink.last_hold_s, 7, 0.3);
    EXPECT_NEAR(sink.last_s, 0.15 * 3600 + 8, 2);
    sent += static_cast<int>(sink.last_s * 50 + 1.5);
  }
  EXPECT_EQ(decoder.counts().dropped(), 0u);
  EXPECT_EQ(assembler.counts().missing, 0u);
  EXPECT_EQ(assembler.counts().malformed, 0u);
  EXPECT_EQ(assembler.counts().unknown_types, 0u);
  EXPECT_EQ(sink.samples, sent);
  EXPECT_EQ(sink.rate_hz, 50);
  EXPECT_EQ(sink.causes[StreamBreak::Cause::lost_samples], 0);
  EXPECT_EQ(sink.causes[StreamBreak::Cause::time_gap], 0);
  EXPECT_NEAR(sink.statuses, sent / 50, 3);
  EXPECT_NEAR(sink.sum_g / sink.samples, 1, 0.06);
}

TEST(Wearer, TakesTheClipOffForLunchAndZeroesAfterwards) {
  WearerParams params;
  params.rate_hz = 10;  // whole hours: fewer samples will do
  params.behaviour.work_hours = 2;
  Wearer wearer(params);
  Counting sink;
  FrameDecoder decoder;
  SampleAssembler assembler(sink);
  std::vector<TruthSecond> truth;
  wearer.on_truth = [&](const TruthSecond& t) { truth.push_back(t); };
  wearer.begin_day();
  std::vector<std::uint8_t> bytes;
  while (!wearer.day_over() && sink.taps == 0) {
    bytes.clear();
    wearer.advance_to(wearer.now_s() + 10, bytes);
    decoder.feed(bytes, [&](const Frame& frame) { assembler.on_frame(frame); });
  }
  ASSERT_EQ(sink.taps, 1);
  const auto tap_s = static_cast<std::size_t>(sink.last_tap_s);
  ASSERT_GT(truth.size(), tap_s);
  EXPECT_TRUE(truth[tap_s].worn);
  EXPECT_FALSE(truth[tap_s - 60].worn);
  EXPECT_EQ(truth[tap_s].body, BodyState::sitting);
}

TEST(Wearer, SitsTallAtLeanZeroAfterTheCalibration) {
  for (std::uint64_t seed = 1; seed < 10; ++seed) {
    WearerParams params;
    params.seed = seed;
    Wearer wearer(params);
    std::vector<TruthSecond> truth;
    wearer.on_truth = [&](const TruthSecond& t) { truth.push_back(t); };
    wearer.begin_day();
    wearer.advance_to(60, [](const ImuSample&, const BodyMotion&) {});
    // 7 s clip on, 7.5 s standing, three bends of 4.2-4.8 s, 3.6 s standing, then 16 s sitting.
    for (std::size_t s = 9; s < 14; ++s) {
      EXPECT_EQ(truth[s].body, BodyState::standing);
      EXPECT_NEAR(truth[s].inclination_deg, 0, 1.5);
      EXPECT_NEAR(truth[s].lean_deg, -params.kinematics.sit_tilt_deg, 1.5);
    }
    double deepest_deg = 0;
    for (std::size_t s = 14; s < 29; ++s) {
      deepest_deg = std::max(deepest_deg, truth[s].inclination_deg);
    }
    EXPECT_GT(deepest_deg, 38);
    for (std::size_t s = 37; s < 45; ++s) {
      EXPECT_EQ(truth[s].body, BodyState::sitting) << s;
      EXPECT_NEAR(truth[s].lean_deg, 0, 0.8) << s;
    }
  }
}

TEST(Wearer, ADayHasTheActivitiesOfADay) {
  WearerParams params;
  params.seed = 3;
  params.rate_hz = 10;
  params.behaviour.work_hours = 4;
  Wearer wearer(params);
  std::map<BodyState, int> bodies;
  int worn = 0, over = 0, sitting = 0, n = 0;
  std::int64_t next_s = 0;
  wearer.on_truth = [&](const TruthSecond& t) {
    EXPECT_EQ(t.t_s, next_s++);
    ++n;
    ++bodies[t.body];
    worn += t.worn;
    if (t.body != BodyState::sitting) return;
    ++sitting;
    over += t.lean_deg > 15;
    EXPECT_GT(t.inclination_deg, -1);
  };
  wearer.begin_day();
  while (!wearer.day_over()) {
    wearer.advance_to(wearer.now_s() + 60, [](const ImuSample&, const BodyMotion&) {});
  }
  const double seconds = n;
  EXPECT_NEAR(seconds, 4 * 3600, 60);
  EXPECT_NEAR(worn / seconds, 0.86, 0.05);  // lunch takes 25-45 min
  EXPECT_NEAR(bodies[BodyState::sitting] / seconds, 0.7, 0.14);
  EXPECT_GT(bodies[BodyState::walking] / seconds, 0.02);
  EXPECT_GT(bodies[BodyState::standing] / seconds, 0.01);
  EXPECT_GT(over / static_cast<double>(sitting), 0.08);
  EXPECT_LT(over / static_cast<double>(sitting), 0.6);
}

TEST(Wearer, StandsUpAndWalksAfterAStandPrompt) {
  WearerParams params;
  params.behaviour.comply = 1;
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    params.seed = seed;
    Wearer wearer(params);
    std::vector<TruthSecond> truth;
    wearer.on_truth = [&](const TruthSecond& t) { truth.push_back(t); };
    wearer.begin_day();
    const auto ignore = [](const ImuSample&, const BodyMotion&) {};
    wearer.advance_to(80, ignore);
    ASSERT_EQ(truth.back().body, BodyState::sitting);
    wearer.see(PromptKind::stand);
    wearer.advance_to(80 + 60 + 75, ignore);
    int walking = 0;
    for (std::size_t s = 80; s < truth.size(); ++s) {
      walking += truth[s].body == BodyState::walking;
    }
    EXPECT_GE(walking, 60);
  }
}

TEST(Wearer, StraightensAfterALeanPromptAndStaysSo) {
  WearerParams params;
  params.behaviour.comply = 1;
  params.behaviour.habitual_lean_deg = 25;
  params.behaviour.natural_bout_min = 60;
  params.seed = 2;
  Wearer wearer(params);
  std::vector<TruthSecond> truth;
  wearer.on_truth = [&](const TruthSecond& t) { truth.push_back(t); };
  wearer.begin_day();
  const auto ignore = [](const ImuSample&, const BodyMotion&) {};
  wearer.advance_to(300, ignore);
  wearer.see(PromptKind::lean);
  wearer.advance_to(300 + 150, ignore);
  int below = 0;
  for (std::size_t s = 325; s < 445; ++s) below += truth[s].lean_deg < 10;
  EXPECT_GE(below, 110);
}

TEST(Wearer, PressesAnswersWhileTimeAdvances) {
  WearerParams params;
  params.behaviour.comply = 0;
  int answers = 0;
  for (std::uint64_t seed = 1; seed < 15; ++seed) {
    params.seed = seed;
    params.rate_hz = 20;
    Wearer wearer(params);
    wearer.on_answer = [&](PromptKind kind, Answer) {
      EXPECT_EQ(kind, PromptKind::lean);
      ++answers;
    };
    wearer.begin_day();
    const auto ignore = [](const ImuSample&, const BodyMotion&) {};
    wearer.advance_to(70, ignore);
    wearer.see(PromptKind::lean);
    wearer.advance_to(105, ignore);
  }
  EXPECT_GT(answers, 3);
  EXPECT_LT(answers, 14);
}

}  // namespace
}  // namespace postured
