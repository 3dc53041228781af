// What was recorded live gives the same seconds when it is replayed.
#include "pipeline/capture_replay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "fakes/foreign_sensors.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using fakes::Bytes;

// Tells a Sensing and a capture the same, as the daemon does.
class LiveAndRecorded {
 public:
  LiveAndRecorded(BootTime start, SensorKind kind, const std::optional<Mounting>& mounting,
                  const std::optional<AccelerometerCalibration>& accelerometer = {},
                  const DecoderOptions& options = {})
      : sensing_(Placement::chest, outputs(live)), last_(start) {
    sensing_.set_decoder_options(options);
    sensing_.set_mounting(mounting);
    sensing_.set_accelerometer_calibration(accelerometer);
    sensing_.on_link_opened(kind);
    CaptureHeader header;
    header.placement = "chest";
    describe_start(sensing_, start, header);
    base_ = start - std::chrono::floor<std::chrono::seconds>(start) - header.phase +
            std::chrono::floor<std::chrono::seconds>(start).time_since_epoch();
    const Bytes encoded = encode_capture_header(header);
    text_.assign(encoded.begin(), encoded.end());
    opened(start, kind);
  }

  void bytes(BootTime now, const Bytes& bytes) {
    if (bytes.empty()) return;
    record(now, bytes, CaptureEvent::bytes);
    sensing_.on_bytes(now, bytes);
  }
  void beat(BootTime now) {
    record(now, {}, CaptureEvent::beat);
    sensing_.tick(now);
  }
  void lost(BootTime now) {
    record(now, {}, CaptureEvent::lost);
    sensing_.on_link_lost();
  }
  void opened(BootTime now, SensorKind kind) {
    const std::string_view name = spec_of(kind).name;
    record(now, {name.begin(), name.end()}, CaptureEvent::opened);
    sensing_.on_link_opened(kind);
  }
  void finish() { sensing_.finish(); }

  std::vector<PostureSecond> replayed() const {
    const CaptureResult parsed = parse_capture(text_);
    EXPECT_EQ(parsed.error, "");
    EXPECT_FALSE(parsed.capture.tail_damaged);
    std::vector<PostureSecond> seconds;
    Sensing sensing(placement_from_string(parsed.capture.header.placement), outputs(seconds));
    sensing.set_mounting(mounting_of(parsed.capture.header));
    play_capture(parsed.capture, sensing);
    for (PostureSecond& second : seconds) second.start += base_;
    return seconds;
  }

  std::vector<PostureSecond> live;

 private:
  static SensingOutputs outputs(std::vector<PostureSecond>& seconds) {
    SensingOutputs outputs;
    outputs.on_second = [&seconds](const PostureSecond& second) { seconds.push_back(second); };
    return outputs;
  }
  void record(BootTime now, const Bytes& bytes, CaptureEvent event) {
    const Bytes encoded = encode_capture_record(now - last_, bytes, event);
    text_.append(encoded.begin(), encoded.end());
    last_ = now;
  }

  Sensing sensing_;
  BootTime last_;
  std::chrono::microseconds base_{};
  std::string text_;
};

void expect_same(const std::vector<PostureSecond>& live,
                 const std::vector<PostureSecond>& replayed) {
  ASSERT_EQ(live.size(), replayed.size());
  const auto same = [](double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-9;
  };
  for (std::size_t i = 0; i < live.size(); ++i) {
    const PostureSecond &a = live[i], &b = replayed[i];
    ASSERT_EQ(a.start, b.start) << i;
    ASSERT_EQ(a.valid, b.valid) << i;
    ASSERT_EQ(a.reason, b.reason) << i;
    ASSERT_EQ(a.body, b.body) << i;
    ASSERT_EQ(a.axis_known, b.axis_known) << i;
    ASSERT_TRUE(same(a.confidence, b.confidence)) << i;
    ASSERT_TRUE(same(a.lean_deg, b.lean_deg)) << i << " " << a.lean_deg << " " << b.lean_deg;
    ASSERT_TRUE(same(a.side_deg, b.side_deg)) << i;
    ASSERT_TRUE(same(a.inclination_deg, b.inclination_deg)) << i;
  }
}

TEST(CaptureReplay, GivesTheSecondsOfALiveHourWithLossesOfTheLink) {
  WearerParams params;
  params.seed = 4;
  Wearer wearer(params);
  wearer.begin_day();
  std::mt19937 random(2);
  // Neither boot time nor the beats are at full seconds.
  const BootTime boot{12'345'678'901us};
  AccelerometerCalibration accelerometer;
  accelerometer.bias_m_s2 = Vec3(0.11, -0.07, 0.2);
  accelerometer.correction(0, 0) = 1.012;
  accelerometer.bias_sigma_m_s2 = 0.01;
  accelerometer.scale_sigma = 0.001;
  LiveAndRecorded both(boot, SensorKind::postured, std::nullopt, accelerometer);
  Bytes bytes;
  for (int t = 1; t <= 3600; ++t) {
    for (int part = 1; part <= 10; ++part) {
      const double until_s = t - 1 + part / 10.0;
      wearer.advance_to(until_s, bytes);
      const auto late = std::chrono::microseconds(random() % 60'000);
      const bool plugged = t < 1000 || t >= 1030;
      if (plugged) both.bytes(boot + from_seconds(until_s) + late, bytes);
      bytes.clear();
    }
    const BootTime now = boot + std::chrono::seconds(t) + 70ms;
    if (t == 1000) both.lost(now);
    if (t == 1029) both.opened(now, SensorKind::postured);
    both.beat(now + 1ms);
  }
  both.finish();
  ASSERT_GT(both.live.size(), 3500U);
  EXPECT_GT(std::count_if(both.live.begin(), both.live.end(),
                          [](const PostureSecond& second) { return second.valid; }),
            1000);
  expect_same(both.live, both.replayed());
}

TEST(CaptureReplay, GivesTheSecondsOfEveryKindOfSensor) {
  Mounting mounting;
  mounting.segment_from_sensor = Quat(0.5, -0.5, 0.5, 0.5).toRotationMatrix();
  mounting.axis_known = true;
  mounting.sit_ref_deg = 4;
  for (const auto& sensor : fakes::kForeignSensors) {
    const auto motion = [](double t_s) {
      fakes::ForeignTruth truth;
      truth.room_from_sensor = Quat(Eigen::AngleAxisd(0.2 * std::sin(0.5 * t_s), Vec3::UnitX()));
      truth.rate_dps = kDegPerRad * Vec3(0.1 * std::cos(0.5 * t_s), 0, 0);
      return truth;
    };
    const BootTime boot{777'250'000us};
    LiveAndRecorded both(boot, sensor.kind, mounting);
    const auto readings = fakes::readings_of(sensor, motion, 60);
    std::size_t next = 0;
    for (int part = 1; part <= 600; ++part) {
      const double now_s = part / 10.0;
      Bytes chunk;
      for (; next < readings.size() && static_cast<double>(next) / sensor.rate_hz < now_s; ++next) {
        chunk.insert(chunk.end(), readings[next].begin(), readings[next].end());
      }
      both.bytes(boot + from_seconds(now_s), chunk);
      if (part % 10 == 3) both.beat(boot + from_seconds(now_s + 0.01));
    }
    both.finish();
    ASSERT_GT(both.live.size(), 50U) << sensor.name;
    expect_same(both.live, both.replayed());
  }
}

TEST(CaptureReplay, ACsvSensorsColumnsAreInTheHeader) {
  DecoderOptions options;
  options.csv = {"t_ms,ax,ay,az,gx,gy,gz", 9.81, 16.4};
  LiveAndRecorded both(BootTime{5s}, SensorKind::csv, std::nullopt, {}, options);
  std::mt19937 random(1);
  for (int n = 0; n < 3000; ++n) {
    Bytes line;
    const auto noise = static_cast<double>(random() % 50);
    const auto turn = static_cast<unsigned>(random() % 9);
    fakes::put_text(line, "%d,0.1,%.3f,9.8,%u,0,0\n", 10 * n, 0.001 * noise, turn);
    both.bytes(BootTime{5s} + std::chrono::milliseconds(10 * n), line);
    if (n % 100 == 0) both.beat(BootTime{5s} + std::chrono::milliseconds(10 * n));
  }
  both.finish();
  ASSERT_GT(both.live.size(), 20U);
  EXPECT_NE(both.live[10].reason, Unknown::no_data);
  expect_same(both.live, both.replayed());
}

TEST(CaptureReplay, ADamagedHeaderGivesNoMounting) {
  CaptureHeader header;
  EXPECT_FALSE(mounting_of(header));
  header.mounting = "1 0 0 0 1 0 0 0 1 1 1 5";
  ASSERT_TRUE(mounting_of(header));
  EXPECT_EQ(mounting_of(header)->sit_ref_deg, 5);
  for (const char* wrong : {"1 0 0 0 1 0 0 0 1 1 1", "1 0 0 0 1 0 0 0 -1 1 1 5", "nan",
                            "2 0 0 0 1 0 0 0 1 1 1 5", "1 0 0 0 x"}) {
    header.mounting = wrong;
    EXPECT_FALSE(mounting_of(header)) << wrong;
  }
}

}  // namespace
}  // namespace postured
