#include "ctl/simulation_run.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "app/local_time.hpp"
#include "pipeline/sensing.hpp"
#include "simulation/seconds_wearer.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

constexpr std::size_t kRowsATransaction = 2000;

bool is_workday(std::chrono::local_days day) {
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

double thousandth(double value) { return std::round(value * 1000) / 1000; }

void write_truth(std::ostream& out, const TruthSecond& truth, const Now& now) {
  const nlohmann::ordered_json line = {{"t_s", truth.t_s},
                                       {"utc_s", now.wall.utc.time_since_epoch().count() / 1000},
                                       {"lean_deg", thousandth(truth.lean_deg)},
                                       {"side_deg", thousandth(truth.side_deg)},
                                       {"inclination_deg", thousandth(truth.inclination_deg)},
                                       {"body", to_string(truth.body)},
                                       {"worn", truth.worn}};
  out << line.dump() << '\n';
}

}  // namespace

SimulationRun::SimulationRun(SimulationPlan plan, JournalStore& journal)
    : plan_(std::move(plan)),
      journal_(journal),
      midnight_(utc_of_local(plan_.first_day, std::chrono::seconds(0))) {}

void SimulationRun::run(const std::function<void(std::chrono::local_days)>& progress) {
  if (plan_.bytes) {
    play_bytes(progress);
  } else {
    play_seconds(progress);
  }
  write_pending();
}

BehaviourParams SimulationRun::behaviour() const {
  return plan_.character ? behaviour_of(*plan_.character) : BehaviourParams{};
}

CoachingOutputs SimulationRun::outputs() {
  CoachingOutputs outputs;
  outputs.on_minute = [this](const Minute& minute) { store(minute); };
  outputs.on_bout = [this](const Bout& bout) { store(bout); };
  outputs.on_episode = [this](const Episode& episode) { store(episode); };
  outputs.on_gap = [this](const Gap& gap) { store(gap); };
  outputs.on_bend = [this](const Bend& bend) { store(bend); };
  outputs.on_prompt = [this](const PromptEvent& event) { store(event); };
  outputs.on_popup = [this](const Popup& popup) {
    if (popup.action == Popup::Action::close) return;
    if (popup.notice) return;
    shown_ = popup.id;
    seen_.push_back(popup.kind);
  };
  return outputs;
}

template <class Wearer, class EachSecond>
void SimulationRun::play_days(Wearer& wearer, EachSecond&& each_second,
                              const std::function<void(std::chrono::local_days)>& progress) {
  const BehaviourParams hours;
  const std::chrono::seconds morning(static_cast<std::int64_t>(hours.work_start_h * 3600));
  for (int i = 0; i < plan_.days; ++i) {
    const auto day = plan_.first_day + std::chrono::days(i);
    if (!is_workday(day)) continue;
    if (progress) progress(day);
    std::int64_t t_s =
        std::chrono::floor<std::chrono::seconds>(utc_of_local(day, morning) - midnight_).count();
    each_second(t_s);  // the night, in which nothing happens
    wearer.begin_day();
    while (!wearer.day_over()) {
      each_second(++t_s);
      ++seconds_;
      for (const PromptKind kind : std::exchange(seen_, {})) wearer.see(kind);
    }
  }
}

void SimulationRun::play_bytes(const std::function<void(std::chrono::local_days)>& progress) {
  WearerParams params;
  params.seed = plan_.seed;
  params.behaviour = behaviour();
  Wearer wearer(params);
  Coaching coaching(plan_.settings, outputs());
  Now now{};
  SensingOutputs sensing_outputs;
  sensing_outputs.on_second = [&](PostureSecond second) {
    second.wall = wall_at(now, second.start);
    coaching.on_second(second, now);
  };
  sensing_outputs.on_calibrated = [&](const CalibrationOutcome& outcome) {
    store(CalibrationRecord{wall_at(now, outcome.at), outcome.kind, plan_.settings.sensor.placement,
                            ClipEncoderParams{}.serial, outcome.mounting, outcome.quality});
  };
  Sensing sensing(placement_from_string(plan_.settings.sensor.placement), sensing_outputs);
  wearer.on_answer = [&](PromptKind, Answer answer) { coaching.on_answer(shown_, answer, now); };
  if (plan_.truth != nullptr) {
    wearer.on_truth = [&](const TruthSecond& truth) {
      write_truth(*plan_.truth, truth, at(truth.t_s));
    };
  }
  std::vector<std::uint8_t> bytes;
  const auto each_second = [&](std::int64_t t_s) {
    now = at(t_s);
    bytes.clear();
    wearer.advance_to(static_cast<double>(t_s), bytes);
    if (!bytes.empty() && !sensing.link_open()) sensing.on_link_opened();
    sensing.on_bytes(now.boot, bytes);
    if (wearer.day_over()) {
      sensing.on_link_lost();
      sensing.finish();
    } else {
      sensing.tick(now.boot);
    }
  };
  play_days(wearer, each_second, progress);
  samples_ = static_cast<std::int64_t>(sensing.assembler_counts().samples);
  coaching.finish(now);
}

void SimulationRun::play_seconds(const std::function<void(std::chrono::local_days)>& progress) {
  SecondsWearerParams params;
  params.seed = plan_.seed;
  params.behaviour = behaviour();
  if (plan_.character) params.desk = desk_life_of(*plan_.character);
  SecondsWearer wearer(params);
  Coaching coaching(plan_.settings, outputs());
  Now now{};
  wearer.on_answer = [&](PromptKind, Answer answer) { coaching.on_answer(shown_, answer, now); };
  if (plan_.character) {
    wearer.desk().on_change = [&](const DesktopContext& desktop) {
      coaching.on_desktop(desktop, now);
    };
    wearer.desk().on_boundary = [&](Boundary boundary) { coaching.on_boundary(boundary, now); };
  }
  const auto each_second = [&](std::int64_t t_s) {
    now = at(t_s);
    wearer.advance_to(static_cast<double>(t_s), [&](PostureSecond second) {
      second.wall = wall_at(now, second.start);
      coaching.on_second(second, now);
    });
  };
  play_days(wearer, each_second, progress);
  coaching.finish(now);
}

Now SimulationRun::at(std::int64_t t_s) {
  const UtcTime utc = midnight_ + std::chrono::seconds(t_s);
  if (t_s / 3600 != offset_hour_) {
    offset_hour_ = t_s / 3600;
    offset_ = wall_time(utc).utc_offset;
  }
  return {BootTime(std::chrono::seconds(t_s)), {utc, offset_}};
}

void SimulationRun::store(JournalRecord record) {
  pending_.push_back(std::move(record));
  if (pending_.size() >= kRowsATransaction) write_pending();
}

void SimulationRun::write_pending() {
  journal_.append(pending_);
  pending_.clear();
}

}  // namespace postured
