// Bytes -> samples: what the daemon does for each sample before any estimation.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "sensor/clip_encoder.hpp"
#include "sensor/crc32.hpp"
#include "sensor/frame_decoder.hpp"
#include "sensor/recording.hpp"
#include "sensor/sample_assembler.hpp"
#include "wire/posture_wire.h"

namespace postured {
namespace {

class CountingSink : public SensorSink {
 public:
  void on_sample(const ImuSample& sample) override {
    ++samples;
    benchmark::DoNotOptimize(sample.accel_m_s2.x());
  }
  void on_break(const StreamBreak& /*what*/) override {}
  void on_info(const DeviceInfo& /*info*/) override {}
  void on_status(const DeviceStatus& /*status*/) override {}
  void on_button(const ButtonPress& /*press*/) override {}

  std::int64_t samples = 0;
};

ImuSample moving_sample(int index) {
  const double t_s = index * 0.01;
  ImuSample sample;
  sample.time = DeviceTime(from_seconds(t_s));
  sample.accel_m_s2 = kGravity_m_s2 * Vec3(std::sin(t_s), std::cos(3 * t_s), std::cos(t_s));
  sample.gyro_rad_s = Vec3(std::sin(5 * t_s), std::sin(7 * t_s), std::cos(11 * t_s));
  return sample;
}

// A minute of a 100 Hz sensor.
std::vector<std::uint8_t> a_minute(int batch) {
  ClipEncoderParams params;
  params.batch = batch;
  ClipEncoder encoder(params);
  std::vector<std::uint8_t> bytes;
  encoder.hello(bytes);
  for (int i = 0; i < 6'000; ++i) {
    encoder.sample(moving_sample(i), bytes);
    if (i % 100 == 99) encoder.status(static_cast<std::uint32_t>(i / 100), bytes);
  }
  return bytes;
}

// Argument 0: samples a frame. Argument 1: bytes a read.
void BM_BytesToSamples(benchmark::State& state) {
  const std::vector<std::uint8_t> stream = a_minute(static_cast<int>(state.range(0)));
  const auto read_size = static_cast<std::size_t>(state.range(1));
  std::int64_t samples = 0;
  for (auto _ : state) {
    CountingSink sink;
    SampleAssembler assembler(sink);
    FrameDecoder decoder;
    const FrameDecoder::OnFrame on_frame = [&assembler](const Frame& frame) {
      assembler.on_frame(frame);
    };
    for (std::span<const std::uint8_t> left = stream; !left.empty();) {
      const auto read = left.first(std::min(read_size, left.size()));
      decoder.feed(read, on_frame);
      left = left.subspan(read.size());
    }
    samples += sink.samples;
  }
  state.SetItemsProcessed(samples);
  state.counters["per_sample"] = benchmark::Counter(
      static_cast<double>(samples), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_BytesToSamples)->Args({10, 4096})->Args({10, 140})->Args({10, 61})->Args({1, 4096});

void BM_DaemonCrc(benchmark::State& state) {
  const std::vector<std::uint8_t> bytes(138, 0x5A);
  for (auto _ : state) benchmark::DoNotOptimize(crc32(bytes));
}
BENCHMARK(BM_DaemonCrc);

void BM_FirmwareCrc(benchmark::State& state) {
  const std::vector<std::uint8_t> bytes(138, 0x5A);
  for (auto _ : state) benchmark::DoNotOptimize(pw_crc32(0, bytes.data(), bytes.size()));
}
BENCHMARK(BM_FirmwareCrc);

// Text of the activity format, about 60 MB.
void BM_ParseRecording(benchmark::State& state) {
  std::string text = "# set: bench\nt_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n";
  for (int i = 0; i < 1'000'000; ++i) {
    text += std::to_string(i * 0.02) + ",0.91806,-0.11250,0.50972,-3.150,-3.990,-1.768,sit\n";
  }
  for (auto _ : state) benchmark::DoNotOptimize(parse_recording(text).recording.rows.size());
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_ParseRecording)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace postured
