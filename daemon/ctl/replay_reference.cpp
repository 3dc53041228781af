#include "ctl/replay_reference.hpp"

#include <charconv>
#include <functional>

#include "motion/orientation_filter.hpp"
#include "motion/reference.hpp"

namespace postured {
namespace {

constexpr double kShortestStand_s = 1;

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// Runs the filter over everything, so that it has settled, and shows what lies in the range.
std::size_t filter_range(const std::vector<TimedSample>& samples, const TimeRange& range,
                         const std::function<void(const ImuSample&, const Inclination&)>& each) {
  OrientationFilter filter;
  std::size_t n = 0;
  for (std::size_t i = 0; i < samples.size() && samples[i].t_s <= range.to_s; ++i) {
    const TimedSample& s = samples[i];
    if (s.after_gap && i > 0) {
      filter.on_break({StreamBreak::Cause::time_gap, 0, from_seconds(s.t_s - samples[i - 1].t_s)});
    }
    const Inclination inclination = in_reading_terms(filter.update(s.sample));
    if (s.t_s < range.from_s) continue;
    each(s.sample, inclination);
    ++n;
  }
  return n;
}

void warn(const char* option, const GateResult& gate, std::vector<std::string>& warnings) {
  if (!gate.ok()) warnings.push_back(std::string(option) + ": " + gate.problem);
}

}  // namespace

std::optional<TimeRange> time_range_from_string(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto from = number(std::string_view(text).substr(0, colon));
  const auto to = number(std::string_view(text).substr(colon + 1));
  if (!from || !to || !(*from < *to)) return std::nullopt;
  return TimeRange{*from, *to};
}

ReferenceResult take_references(const std::vector<TimedSample>& samples,
                                const std::optional<TimeRange>& stand,
                                const std::optional<TimeRange>& bend) {
  ReferenceResult result;
  if (!stand) return result;
  StillReference still;
  const auto add_still = [&](const ImuSample& s, const Inclination& i) { still.add(s, i); };
  if (filter_range(samples, *stand, add_still) == 0) {
    result.error = "--stand-ref: there are no samples in that stretch";
    return result;
  }
  warn("--stand-ref", still.gate(kShortestStand_s), result.warnings);
  result.mounting = mounting_from_up(still.up_sensor());
  if (!bend) return result;
  BendReference bends(*result.mounting);
  const auto add_bend = [&](const ImuSample& s, const Inclination& i) { bends.add(s, i); };
  if (filter_range(samples, *bend, add_bend) == 0) {
    result.error = "--bend-ref: there are no samples in that stretch";
    return result;
  }
  warn("--bend-ref", bends.gate(1), result.warnings);
  result.mounting = with_right_axis(*result.mounting, bends.right_sensor());
  return result;
}

}  // namespace postured
