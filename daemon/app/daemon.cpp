#include "app/daemon.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "app/settings_file.hpp"
#include "app/status.hpp"
#include "base/calendar.hpp"
#include "link/source_factory.hpp"
#include "sensor/commands.hpp"
#include "sensor/device_info.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

constexpr auto kBeat = 1s;
// Clocks that moved apart by more than this between two beats were stepped.
constexpr auto kClockStep = 2s;
// Events of prompts that are kept to be explained: more than the writer ever has in hand.
constexpr std::size_t kRecentPrompts = 200;
// Two clips that were calibrated together were so within the longest step of it.
constexpr auto kSameRun = 2min;

const char* words_for(ClipSide side) { return side == ClipSide::upper ? "sensor" : "lower sensor"; }

}  // namespace

Daemon::Daemon(boost::asio::io_context& io, Clock& clock, DaemonOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      journal_(options_.journal_file),
      memory_(options_.sensors_file),
      coaching_(options_.settings, coaching_outputs()),
      bus_(io, kControlName),
      notifier_(bus_, io,
                {[this](PromptId id, Answer answer) { on_answer(id, answer); },
                 [this](PromptId id, const std::string& why) {
                   spdlog::info("popup not shown: {}", why);
                   coaching_.on_popup_failed(id, clock_.now());
                 }}),
      desktop_(io, bus_, desktop_handlers()),
      control_(bus_, control_handlers()),
      service_(io, [this] { return journal_.alive(); }),
      recorder_(options_.captures_dir) {
  for (Clip& one : clips_) one.commander = std::make_unique<SensorCommander>(io_);
  BusListener listener;
  listener.on_ready = [this] {
    if (!told_ready_) service_.ready("started");
    told_ready_ = true;
  };
  listener.on_name_taken = [this] {
    spdlog::error("another postured runs in this session: this one ends");
    exit_code_ = kExitAnotherRuns;
    stop();
  };
  bus_.add_listener(std::move(listener));
  journal_.set_retention(retention_of(options_.settings));
}

Daemon::~Daemon() = default;

void Daemon::start() {
  // They may have been edited while nobody looked.
  if (const auto before = journal_.settings_on_record()) record_settings(*before);
  restore_self_care();
  recall_lean_habit();
  const Now now = clock_.now();
  coaching_.restore(journal_.coach_history(now.wall.utc), now);
  bus_.start();
  open_clips(make_clip_sources());
  if (options_.watch_desktop) desktop_.start();
  beat_timer_ = clock_.every(kBeat, [this] { beat(); });
}

void Daemon::stop() {
  if (stopping_) return;
  stopping_ = true;
  service_.stopping();
  beat_timer_.reset();
  for (Clip& one : clips_) one.request_timer.reset();
  for (Clip& one : clips_) {
    if (one.source) one.source->stop();
  }
  if (spine_) spine_->finish();
  coaching_.finish(clock_.now());
  recorder_.stop();
  io_.stop();
}

Settings::Sensor Daemon::sensor_settings() const {
  Settings::Sensor sensor = options_.settings.sensor;
  if (!options_.source.empty()) sensor.source = options_.source;
  return sensor;
}

ClipSources Daemon::make_clip_sources() {
  LinkOptions options;
  // A virtual clock waits for each byte.
  if (options_.count_bytes) options.gather = 0ms;
  options.known = memory_.known();
  return make_sources(sensor_settings(), io_, clock_, options);
}

void Daemon::open_clips(ClipSources sources) {
  if (!sources.error.empty()) throw std::runtime_error(sources.error);
  const Settings::Sensor& sensor = options_.settings.sensor;
  std::optional<Placement> lower;
  if (sources.lower) lower = placement_from_string(sensor.lower.placement);
  spine_ = std::make_unique<Spine>(placement_from_string(sensor.placement), lower, spine_outputs());
  for (const ClipSide side : kClipSides) {
    if (side == ClipSide::lower && !lower) continue;
    spine_->clip(side).set_decoder_options(
        {{sensor.csv.columns, sensor.csv.accel_per_g, sensor.csv.gyro_per_dps}});
  }
  restore_calibration();
  clip(ClipSide::upper).source = std::move(sources.upper);
  clip(ClipSide::lower).source = std::move(sources.lower);
  for (const ClipSide side : kClipSides) {
    Clip& one = clip(side);
    one.name = one.source ? one.source->describe() : "";
    if (one.source) one.source->start(source_handlers(side));
  }
}

void Daemon::close_clips(const std::string& why) {
  for (const ClipSide side : kClipSides) {
    if (!clip(side).source) continue;
    clip(side).source->stop();
    on_link_lost(side, why);
  }
}

void Daemon::recall_lean_habit() {
  const UtcTime now = clock_.now().wall.utc;
  // Weekends and holidays lie between the days that count.
  const auto back = std::chrono::days(2 * LeanHabit::kDays);
  journal_.each_second(now - back, now, [this](const PostureSecond& second) {
    coaching_.recall(second);
    coaching_.care().recall(second, clock_.now());
  });
}

// Yesterday's clip-on is not today's: an older calibration gives the axes to a zero, no more.
void Daemon::restore_calibration() {
  const Settings::Sensor& sensor = options_.settings.sensor;
  const auto restore = [this](ClipSide side, const std::string& placement) {
    const auto stored = journal_.calibration(placement);
    if (stored) {
      spine_->clip(side).set_mounting(stored->mounting);
      clip(side).reference_at = stored->at;
      if (local_day(stored->at) != local_day(clock_.now().wall)) {
        spine_->clip(side).suspect_reference();
      }
    }
    return stored;
  };
  const auto upper = restore(ClipSide::upper, sensor.placement);
  if (upper) {
    if (const auto stored = journal_.profiles(sensor.placement)) {
      spine_->clip(ClipSide::upper).set_profiles(stored->profiles);
    }
  }
  if (!spine_->has_lower()) return;
  const auto lower = restore(ClipSide::lower, sensor.lower.placement);
  spine_->set_referenced_together(upper && lower &&
                                  std::chrono::abs(upper->at.utc - lower->at.utc) < kSameRun);
  if (const auto range = journal_.curvature_range(sensor)) spine_->set_range(range->range_deg);
}

SourceHandlers Daemon::source_handlers(ClipSide side) {
  SourceHandlers handlers;
  handlers.on_open = [this, side](const std::string& name, SensorKind kind) {
    clip(side).name = name;
    clip(side).trouble.clear();
    spdlog::info("{} connected: {} ({})", words_for(side), name, spec_of(kind).name);
    if (side == ClipSide::upper) recorder_.link_opened(clock_.now().boot, kind);
    spine_->on_link_opened(side, kind);
    ask_regularly(side);
    publish(clock_.now());
  };
  handlers.on_bytes = [this, side](std::span<const std::uint8_t> bytes) {
    const BootTime now = clock_.now().boot;
    if (side == ClipSide::upper) recorder_.add(now, bytes);
    spine_->on_bytes(side, now, bytes);
    if (options_.count_bytes) options_.count_bytes(bytes.size());
  };
  handlers.on_lost = [this, side](const std::string& why) { on_link_lost(side, why); };
  return handlers;
}

SpineOutputs Daemon::spine_outputs() {
  SpineOutputs outputs;
  outputs.on_second = [this](const PostureSecond& second) { on_second(second); };
  outputs.on_calibrated = [this](ClipSide side, const CalibrationOutcome& outcome) {
    on_calibrated(side, outcome);
  };
  outputs.on_sensor_calibrated = [this](ClipSide side, const SensorCalibrationOutcome& outcome) {
    on_sensor_calibrated(side, outcome);
  };
  outputs.on_profiles = [this](const ReferenceProfiles& profiles) {
    spdlog::info("profile: {}", to_string(profiles.chosen));
    journal_.submit(ProfileRecord{clock_.now().wall, options_.settings.sensor.placement, profiles});
  };
  outputs.on_range = [this](double range_deg) { on_range(range_deg); };
  outputs.on_info = [this](ClipSide side, const DeviceInfo& info) { on_info(side, info); };
  outputs.on_answer = [this](ClipSide side, const CommandAnswer& answer) {
    clip(side).commander->on_answer(answer);
  };
  outputs.on_battery_low = [this](ClipSide side, const BatteryLow& what) {
    spdlog::warn("{}: battery low, {:.2f} V", words_for(side), what.voltage_v);
    coaching_.on_battery_low(what.voltage_v);
  };
  outputs.on_button = [](ClipSide side, const ButtonPress& press) {
    spdlog::info("{}: button: {}", words_for(side),
                 press.kind == ButtonPress::Kind::hold ? "calibrate" : "zero");
  };
  return outputs;
}

CoachingOutputs Daemon::coaching_outputs() {
  CoachingOutputs outputs;
  outputs.on_minute = [this](const Minute& minute) { journal_.submit(minute); };
  outputs.on_bout = [this](const Bout& bout) { journal_.submit(bout); };
  outputs.on_episode = [this](const Episode& episode) { journal_.submit(episode); };
  outputs.on_gap = [this](const Gap& gap) { journal_.submit(gap); };
  outputs.on_bend = [this](const Bend& bend) { journal_.submit(bend); };
  outputs.on_prompt = [this](const PromptEvent& event) {
    spdlog::info("prompt {}: {} {} ({})", event.id, to_string(event.kind), to_string(event.state),
                 event.reason);
    journal_.submit(event);
    recent_prompts_.push_back(event);
    if (recent_prompts_.size() > kRecentPrompts) recent_prompts_.pop_front();
    control_.announce(event);
  };
  outputs.on_popup = [this](const Popup& popup) { on_popup(popup); };
  add_self_care_outputs(outputs);
  outputs.on_quiet = [this](const QuietSpan& span) { journal_.submit(span); };
  return outputs;
}

void Daemon::beat() {
  const Now now = clock_.now();
  watch_clocks(now);
  recorder_.add(now.boot, {}, CaptureEvent::beat);
  spine_->tick(now.boot);
  coaching_.tick(now);
  ask_on_beat(now.boot);
  publish(now);
  // No session bus is no reason not to be ready.
  if (!told_ready_ && !bus_.connected()) {
    service_.ready("started without a session bus");
    told_ready_ = true;
  }
}

void Daemon::watch_clocks(const Now& now) {
  if (last_beat_) {
    const auto boot = now.boot - last_beat_->boot;
    const auto wall = now.wall.utc - last_beat_->wall.utc;
    if (std::chrono::abs(wall - boot) > kClockStep) {
      spdlog::info("the wall clock was stepped by {:.0f} s", to_seconds(wall - boot));
    }
  }
  last_beat_ = now;
}

// What a sensor is asked seldom: our own says its HELLO again, a sketch is told to begin.
void Daemon::ask_on_beat(BootTime now) {
  for (const ClipSide side : kClipSides) {
    if (!clip(side).source || !spine_->clip(side).link_open()) continue;
    SensorDecoder& decoder = spine_->clip(side).decoder();
    if (decoder.request_period() < kBeat) continue;
    const auto bytes = decoder.request(now);
    if (!bytes.empty()) clip(side).source->write(bytes);
  }
}

void Daemon::publish(const Now& now) {
  const std::string trouble = journal_.trouble();
  const ControlState state = make_control_state(
      {*spine_, coaching_, clip(ClipSide::upper).name, clip(ClipSide::lower).name,
       clip(ClipSide::upper).sensor_calibration, trouble, now});
  service_.status(one_line(state));
  control_.update(state);
}

void Daemon::on_second(PostureSecond second) {
  const Now now = clock_.now();
  second.wall = wall_at(now, second.start);
  coaching_.on_second(second, now);
}

void Daemon::on_info(ClipSide side, const DeviceInfo& info) {
  spdlog::info("{}: board={} imu={} serial={} rate_hz={}", words_for(side), info.board, info.imu,
               info.serial, info.rate_hz);
  journal_.submit(SensorRecord{clock_.now().wall, info});
  remember_sensor(side, info);
  const std::string serial = own_serial(info);
  auto& known = clip(side).sensor_calibration;
  // What was found in this run may not be in the journal yet.
  if (!known || known->sensor_serial != serial) known = journal_.sensor_calibration(serial);
  Sensing& sensing = spine_->clip(side);
  if (!known) {
    sensing.set_accelerometer_calibration(std::nullopt);
    return;
  }
  if (serial.empty()) {
    spdlog::warn("{} has no serial number: the calibration of the last such one is used",
                 words_for(side));
  }
  sensing.set_accelerometer_calibration(known->calibration);
  // Taken with the uncorrected sensor, and before it was in the hand.
  const auto& reference_at = clip(side).reference_at;
  if (reference_at && reference_at->utc < known->at.utc) sensing.suspect_reference();
}

void Daemon::on_sensor_calibrated(ClipSide side, const SensorCalibrationOutcome& outcome) {
  SensorCalibrationRecord record;
  record.at = wall_at(clock_.now(), outcome.at);
  if (const auto& device = spine_->clip(side).device()) record.sensor_serial = own_serial(*device);
  record.calibration = outcome.calibration;
  spdlog::info("{} calibrated: serial={} bias_sigma_m_s2={:.4f} scale_sigma={:.5f}",
               words_for(side), record.sensor_serial, record.calibration.bias_sigma_m_s2,
               record.calibration.scale_sigma);
  clip(side).sensor_calibration = record;
  journal_.submit(record);
}

void Daemon::on_calibrated(ClipSide side, const CalibrationOutcome& outcome) {
  spdlog::info("{} calibrated: {} axis_known={}", words_for(side), to_string(outcome.kind),
               outcome.mounting.axis_known);
  const Settings::Sensor& sensor = options_.settings.sensor;
  CalibrationRecord record;
  record.at = wall_at(clock_.now(), outcome.at);
  // The journal tells calibrations apart by their time; two clips may end in the same millisecond.
  if (record.at.utc == last_calibration_at_) record.at.utc += 1ms;
  last_calibration_at_ = record.at.utc;
  clip(side).reference_at = record.at;
  record.kind = outcome.kind;
  record.placement = side == ClipSide::upper ? sensor.placement : sensor.lower.placement;
  if (const auto& device = spine_->clip(side).device()) record.sensor_serial = device->serial;
  record.mounting = outcome.mounting;
  record.quality = outcome.quality;
  journal_.submit(record);
}

void Daemon::on_range(double range_deg) {
  spdlog::info("range of curvature: {:.0f} deg", range_deg);
  const Settings::Sensor& sensor = options_.settings.sensor;
  journal_.submit(
      CurvatureRangeRecord{clock_.now().wall, sensor.placement, sensor.lower.placement, range_deg});
}

void Daemon::on_popup(const Popup& popup) {
  if (popup.action == Popup::Action::close) {
    notifier_.close(popup.id);
    return;
  }
  PopupOptions options;
  options.snooze_min = options_.settings.prompts.snooze_min;
  notifier_.show(popup, options);
  if (popup.notice) {
    spdlog::info("told: {} {}", popup.summary, popup.body);
    return;
  }
  for (Clip& one : clips_) {
    if (one.source) one.source->prompt_shown(popup.kind);
  }
}

void Daemon::on_answer(PromptId id, Answer answer) {
  const Now now = clock_.now();
  coaching_.on_answer(id, answer, now);
  publish(now);
}

void Daemon::on_link_lost(ClipSide side, const std::string& why) {
  spdlog::info("{} lost: {}", words_for(side), why);
  if (side == ClipSide::upper) recorder_.add(clock_.now().boot, {}, CaptureEvent::lost);
  clip(side).trouble = why;
  clip(side).request_timer.reset();
  clip(side).commander->on_link_lost();
  spine_->on_link_lost(side);
  publish(clock_.now());
}

}  // namespace postured
