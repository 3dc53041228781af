// The whole core, bytes to decisions: ns per sample of a simulated working hour.
#include <benchmark/benchmark.h>

#include <vector>

#include "pipeline/coaching.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

struct Hour {
  std::vector<std::vector<std::uint8_t>> seconds;
  std::int64_t samples = 0;
};

Hour simulated_hour(double rate_hz) {
  WearerParams params;
  params.rate_hz = rate_hz;
  Wearer wearer(params);
  wearer.begin_day();
  Hour hour;
  for (int t = 1; t <= 3600; ++t) {
    wearer.advance_to(t, hour.seconds.emplace_back());
  }
  hour.samples = static_cast<std::int64_t>(3600 * rate_hz);
  return hour;
}

void BM_PipelineBytesToDecisions(benchmark::State& state) {
  const Hour hour = simulated_hour(static_cast<double>(state.range(0)));
  for (auto _ : state) {
    Coaching coaching(Settings{}, {});
    Now now{};
    SensingOutputs outputs;
    outputs.on_second = [&](const PostureSecond& second) { coaching.on_second(second, now); };
    Sensing sensing(Placement::chest, outputs);
    sensing.on_link_opened();
    for (const auto& bytes : hour.seconds) {
      now.boot += std::chrono::seconds(1);
      now.wall.utc += std::chrono::seconds(1);
      sensing.on_bytes(now.boot, bytes);
      sensing.tick(now.boot);
    }
    benchmark::DoNotOptimize(coaching.status(now).sitting_s);
  }
  state.counters["per_sample"] =
      benchmark::Counter(static_cast<double>(hour.samples * state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_PipelineBytesToDecisions)->Arg(50)->Arg(100)->Unit(benchmark::kMillisecond);

void BM_SimulatedWearer(benchmark::State& state) {
  std::int64_t samples = 0;
  for (auto _ : state) {
    samples += simulated_hour(50).samples;
  }
  state.counters["per_sample"] = benchmark::Counter(
      static_cast<double>(samples), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_SimulatedWearer)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace postured
