#include "ctl/replay_writer.hpp"

#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>

namespace postured {
namespace {

using Json = nlohmann::ordered_json;

// A thousandth is far below what any sensor means; null where it is not known.
Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * 1000) / 1000;
}

Json time_s(BootTime t) {
  const auto us = t.time_since_epoch().count();
  if (us % 1'000'000 == 0) return us / 1'000'000;
  return static_cast<double>(us) / 1e6;
}

double wall_s(const WallTime& t) { return to_seconds(t.utc.time_since_epoch()); }

}  // namespace

ReplayEmit emit_from_string(std::string_view token) {
  if (token == "seconds") return ReplayEmit::seconds;
  if (token == "bouts") return ReplayEmit::bouts;
  if (token == "prompts") return ReplayEmit::prompts;
  return ReplayEmit::summary;
}

CoachingOutputs ReplayWriter::outputs() {
  CoachingOutputs outputs;
  outputs.on_second = [this](const PostureSecond& second) {
    count(second);
    if (emit_ == ReplayEmit::seconds) write_second(second);
  };
  outputs.on_bout = [this](const Bout& bout) {
    if (bout.ended_by == BoutEnd::open) return;
    if (bout.body == BodyState::sitting) ++sitting_bouts_;
    if (emit_ == ReplayEmit::bouts) write_bout(bout);
  };
  outputs.on_episode = [this](const Episode&) { ++episodes_; };
  outputs.on_prompt = [this](const PromptEvent& event) {
    if (event.state == PromptState::shown) ++shown_;
    if (emit_ == ReplayEmit::prompts) write_prompt(event);
  };
  return outputs;
}

void ReplayWriter::write_second(const PostureSecond& second) {
  const Json line = {
      {"t_s", time_s(second.start)},
      {"lean_deg", rounded(second.lean_deg)},
      {"side_deg", rounded(second.side_deg)},
      {"inclination_deg", rounded(second.inclination_deg)},
      {"body", to_string(second.body)},
      {"confidence", rounded(second.confidence)},
      {"lean_state", to_string(second.lean_state)},
      {"valid", second.valid},
      {"reason", second.valid ? Json(nullptr) : Json(to_string(second.reason))},
  };
  out_ << line.dump() << '\n';
}

void ReplayWriter::write_bout(const Bout& bout) {
  if (json_) {
    const Json line = {{"start_s", time_s(bout.boot_start)},
                       {"duration_s", rounded(bout.duration_s)},
                       {"body", to_string(bout.body)},
                       {"confidence", rounded(bout.confidence)},
                       {"ended_by", to_string(bout.ended_by)}};
    out_ << line.dump() << '\n';
    return;
  }
  out_ << std::fixed << std::setprecision(0) << std::setw(8)
       << to_seconds(bout.boot_start.time_since_epoch()) << " s  " << std::setw(6)
       << bout.duration_s << " s  " << to_string(bout.body) << ", ended by "
       << to_string(bout.ended_by) << '\n';
}

void ReplayWriter::write_prompt(const PromptEvent& event) {
  if (json_) {
    const Json line = {{"t_s", rounded(wall_s(event.at))},      {"id", event.id},
                       {"kind", to_string(event.kind)},         {"state", to_string(event.state)},
                       {"latency_s", rounded(event.latency_s)}, {"reason", event.reason}};
    out_ << line.dump() << '\n';
    return;
  }
  out_ << std::fixed << std::setprecision(0) << std::setw(8) << wall_s(event.at) << " s  "
       << to_string(event.kind) << ' ' << to_string(event.state) << ": " << event.reason << '\n';
}

void ReplayWriter::count(const PostureSecond& second) {
  ++seconds_;
  ++by_body_.at(static_cast<std::size_t>(second.body));
  if (!second.valid) return;
  ++valid_;
  if (second.lean_state == LeanState::slouched) ++slouched_;
  if (second.lean_state != LeanState::not_judged) ++judged_;
}

void ReplayWriter::finish() {
  if (emit_ != ReplayEmit::summary) return;
  Json by_body = Json::object();
  for (const BodyState body : {BodyState::sitting, BodyState::standing, BodyState::walking,
                               BodyState::lying, BodyState::unknown}) {
    by_body[std::string(to_string(body))] = by_body_.at(static_cast<std::size_t>(body));
  }
  const Json summary = {{"seconds", seconds_},        {"valid_s", valid_},
                        {"judged_s", judged_},        {"forward_lean_s", slouched_},
                        {"body_s", by_body},          {"sitting_bouts", sitting_bouts_},
                        {"lean_episodes", episodes_}, {"prompts_shown", shown_}};
  if (json_) {
    out_ << summary.dump() << '\n';
    return;
  }
  for (const auto& [key, value] : summary.items()) {
    if (!value.is_object()) {
      out_ << std::left << std::setw(18) << key << value << '\n';
      continue;
    }
    for (const auto& [body, n] : value.items()) {
      out_ << std::left << std::setw(18) << body + "_s" << n << '\n';
    }
  }
}

}  // namespace postured
