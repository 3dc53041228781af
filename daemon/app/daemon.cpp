#include "app/daemon.hpp"

#include <spdlog/spdlog.h>

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

}  // namespace

Daemon::Daemon(boost::asio::io_context& io, Clock& clock, DaemonOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      journal_(options_.journal_file),
      coaching_(options_.settings, coaching_outputs()),
      bus_(io, kControlName),
      notifier_(bus_, io,
                {[this](PromptId id, Answer answer) { on_answer(id, answer); },
                 [this](PromptId id, const std::string& why) {
                   spdlog::info("popup not shown: {}", why);
                   coaching_.on_popup_failed(id, clock_.now());
                 }}),
      control_(bus_, control_handlers()),
      service_(io, [this] { return journal_.alive(); }),
      recorder_(options_.captures_dir) {
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
}

Daemon::~Daemon() = default;

void Daemon::start() {
  bus_.start();
  open_source();
  beat_timer_ = clock_.every(kBeat, [this] { beat(); });
}

void Daemon::stop() {
  if (stopping_) return;
  stopping_ = true;
  service_.stopping();
  beat_timer_.reset();
  source_->stop();
  sensing_->finish();
  coaching_.finish(clock_.now());
  recorder_.stop();
  io_.stop();
}

void Daemon::open_source() {
  const Settings::Sensor& sensor = options_.settings.sensor;
  sensing_ = std::make_unique<Sensing>(placement_from_string(sensor.placement), sensing_outputs());
  restore_calibration();
  const std::string& name = options_.source.empty() ? sensor.source : options_.source;
  SourceResult made = make_source(name, sensor.placement, io_, clock_);
  if (!made.error.empty()) throw std::runtime_error("sensor.source: " + made.error);
  source_ = std::move(made.source);
  source_name_ = source_->describe();
  source_->start(source_handlers());
}

// Yesterday's clip-on is not today's: an older calibration gives the axes to a zero, no more.
void Daemon::restore_calibration() {
  const auto stored = journal_.calibration(options_.settings.sensor.placement);
  if (!stored) return;
  sensing_->set_mounting(stored->mounting);
  if (const auto profiles = journal_.profiles(options_.settings.sensor.placement)) {
    sensing_->set_profiles(profiles->profiles);
  }
  reference_at_ = stored->at;
  if (local_day(stored->at) != local_day(clock_.now().wall)) sensing_->suspect_reference();
}

SourceHandlers Daemon::source_handlers() {
  SourceHandlers handlers;
  handlers.on_open = [this](const std::string& name) {
    source_name_ = name;
    spdlog::info("sensor connected: {}", name);
    sensing_->on_link_opened();
    publish(clock_.now());
  };
  handlers.on_bytes = [this](std::span<const std::uint8_t> bytes) {
    const BootTime now = clock_.now().boot;
    recorder_.add(now, bytes);
    sensing_->on_bytes(now, bytes);
    if (options_.count_bytes) options_.count_bytes(bytes.size());
  };
  handlers.on_lost = [this](const std::string& why) { on_link_lost(why); };
  return handlers;
}

SensingOutputs Daemon::sensing_outputs() {
  SensingOutputs outputs;
  outputs.on_second = [this](const PostureSecond& second) { on_second(second); };
  outputs.on_calibrated = [this](const CalibrationOutcome& outcome) { on_calibrated(outcome); };
  outputs.on_sensor_calibrated = [this](const SensorCalibrationOutcome& outcome) {
    on_sensor_calibrated(outcome);
  };
  outputs.on_profiles = [this](const ReferenceProfiles& profiles) {
    spdlog::info("profile: {}", to_string(profiles.chosen));
    journal_.submit(ProfileRecord{clock_.now().wall, options_.settings.sensor.placement, profiles});
  };
  outputs.on_info = [this](const DeviceInfo& info) { on_info(info); };
  outputs.on_button = [](const ButtonPress& press) {
    spdlog::info("button: {}", press.kind == ButtonPress::Kind::hold ? "calibrate" : "zero");
  };
  return outputs;
}

CoachingOutputs Daemon::coaching_outputs() {
  CoachingOutputs outputs;
  outputs.on_minute = [this](const Minute& minute) { journal_.submit(minute); };
  outputs.on_bout = [this](const Bout& bout) { journal_.submit(bout); };
  outputs.on_episode = [this](const Episode& episode) { journal_.submit(episode); };
  outputs.on_gap = [this](const Gap& gap) { journal_.submit(gap); };
  outputs.on_prompt = [this](const PromptEvent& event) {
    spdlog::info("prompt {}: {} {} ({})", event.id, to_string(event.kind), to_string(event.state),
                 event.reason);
    journal_.submit(event);
    control_.announce(event);
  };
  outputs.on_popup = [this](const Popup& popup) { on_popup(popup); };
  return outputs;
}

ControlHandlers Daemon::control_handlers() {
  ControlHandlers handlers;
  handlers.calibrate = [this] { return start_calibration(CalibrationKind::full); };
  handlers.calibrate_standing = [this] { return start_calibration(CalibrationKind::standing); };
  handlers.calibrate_sensor = [this] { return start_sensor_calibration(); };
  handlers.zero = [this] { return start_calibration(CalibrationKind::zero); };
  handlers.zero_profile = [this](Profile profile) {
    if (!sensing_->link_open()) {
      return ControlResult::refused("no sensor is connected: plug it in first");
    }
    return as_result(sensing_->start_profile_zero(profile));
  };
  handlers.choose_profile = [this](Profile profile) {
    return as_result(sensing_->choose_profile(profile));
  };
  handlers.cancel_calibration = [this] {
    sensing_->cancel_calibration();
    return ControlResult::done();
  };
  handlers.snooze = [this](std::chrono::minutes duration) {
    coaching_.snooze(to_seconds(duration), clock_.now());
    publish(clock_.now());
    return ControlResult::done();
  };
  handlers.answer = [this](PromptId id, Answer answer) {
    on_answer(id, answer);
    return ControlResult::done();
  };
  handlers.start_recording = [this](std::chrono::seconds duration, const std::string& note) {
    return start_recording(duration, note);
  };
  handlers.stop_recording = [this] { return stop_recording(); };
  handlers.reload = [this] { return reload(); };
  return handlers;
}

// `why` is empty when it was done.
ControlResult Daemon::as_result(const std::string& why) {
  publish(clock_.now());
  return why.empty() ? ControlResult::done() : ControlResult::refused(why);
}

void Daemon::beat() {
  const Now now = clock_.now();
  watch_clocks(now);
  sensing_->tick(now.boot);
  ask_for_hello();
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

// A sensor that was already streaming when we came has said its HELLO: ask for it again.
void Daemon::ask_for_hello() {
  if (sensing_->link_open() && !sensing_->device() && sensing_->decoder_counts().frames > 0) {
    source_->write(hello_request(0));
  }
}

void Daemon::publish(const Now& now) {
  const std::string trouble = journal_.trouble();
  const ControlState state =
      make_control_state({*sensing_, coaching_, source_name_, sensor_calibration_, trouble, now});
  service_.status(one_line(state));
  control_.update(state);
}

void Daemon::on_second(PostureSecond second) {
  const Now now = clock_.now();
  second.wall = wall_at(now, second.start);
  coaching_.on_second(second, now);
}

void Daemon::on_info(const DeviceInfo& info) {
  spdlog::info("sensor: board={} imu={} serial={} rate_hz={}", info.board, info.imu, info.serial,
               info.rate_hz);
  journal_.submit(SensorRecord{clock_.now().wall, info});
  const std::string serial = own_serial(info);
  // What was found in this run may not be in the journal yet.
  if (!sensor_calibration_ || sensor_calibration_->sensor_serial != serial) {
    sensor_calibration_ = journal_.sensor_calibration(serial);
  }
  if (!sensor_calibration_) {
    sensing_->set_accelerometer_calibration(std::nullopt);
    return;
  }
  if (serial.empty()) {
    spdlog::warn("this sensor has no serial number: the calibration of the last such one is used");
  }
  sensing_->set_accelerometer_calibration(sensor_calibration_->calibration);
  // Taken with the uncorrected sensor, and before it was in the hand.
  if (reference_at_ && reference_at_->utc < sensor_calibration_->at.utc) {
    sensing_->suspect_reference();
  }
}

void Daemon::on_sensor_calibrated(const SensorCalibrationOutcome& outcome) {
  SensorCalibrationRecord record;
  record.at = wall_at(clock_.now(), outcome.at);
  if (const auto& device = sensing_->device()) record.sensor_serial = own_serial(*device);
  record.calibration = outcome.calibration;
  spdlog::info("sensor calibrated: serial={} bias_sigma_m_s2={:.4f} scale_sigma={:.5f}",
               record.sensor_serial, record.calibration.bias_sigma_m_s2,
               record.calibration.scale_sigma);
  sensor_calibration_ = record;
  journal_.submit(record);
}

void Daemon::on_calibrated(const CalibrationOutcome& outcome) {
  spdlog::info("calibrated: {} axis_known={}", to_string(outcome.kind),
               outcome.mounting.axis_known);
  CalibrationRecord record;
  record.at = wall_at(clock_.now(), outcome.at);
  reference_at_ = record.at;
  record.kind = outcome.kind;
  record.placement = options_.settings.sensor.placement;
  if (const auto& device = sensing_->device()) record.sensor_serial = device->serial;
  record.mounting = outcome.mounting;
  record.quality = outcome.quality;
  journal_.submit(record);
}

void Daemon::on_popup(const Popup& popup) {
  if (popup.action == Popup::Action::close) {
    notifier_.close(popup.id);
    return;
  }
  PopupOptions options;
  options.snooze_min = options_.settings.prompts.snooze_min;
  notifier_.show(popup, options);
  source_->prompt_shown(popup.kind);
}

void Daemon::on_answer(PromptId id, Answer answer) {
  const Now now = clock_.now();
  coaching_.on_answer(id, answer, now);
  publish(now);
}

void Daemon::on_link_lost(const std::string& why) {
  spdlog::info("sensor lost: {}", why);
  sensing_->on_link_lost();
  publish(clock_.now());
}

ControlResult Daemon::start_calibration(CalibrationKind kind) {
  if (!sensing_->link_open()) {
    return ControlResult::refused("no sensor is connected: plug it in first");
  }
  sensing_->start_calibration(kind);
  publish(clock_.now());
  return ControlResult::done();
}

ControlResult Daemon::start_sensor_calibration() {
  if (!sensing_->link_open()) {
    return ControlResult::refused("no sensor is connected: plug it in first");
  }
  if (!source_->can_be_handled()) {
    return ControlResult::refused("the sensor is played by " + source_name_ +
                                  ", and nobody can take it into the hand: this needs a real one");
  }
  sensing_->start_sensor_calibration();
  publish(clock_.now());
  return ControlResult::done();
}

ControlResult Daemon::start_recording(std::chrono::seconds duration, const std::string& note) {
  CaptureHeader header;
  header.placement = options_.settings.sensor.placement;
  header.note = note;
  if (const auto& device = sensing_->device()) header.serial = device->serial;
  const std::string problem = recorder_.start(clock_.now(), duration, header);
  if (!problem.empty()) return ControlResult::refused(problem);
  // The stream's HELLO went by long ago; a capture needs one to be replayed.
  source_->write(hello_request(0));
  return ControlResult::done(recorder_.path().filename().string());
}

ControlResult Daemon::stop_recording() {
  if (recorder_.path().empty()) return ControlResult::refused("nothing is being recorded");
  const std::string problem = recorder_.stop();
  if (!problem.empty()) return ControlResult::refused(problem);
  return ControlResult::done(recorder_.path().string());
}

ControlResult Daemon::reload() {
  service_.reloading();
  const SettingsResult loaded = load_settings(options_.settings_file);
  if (!loaded.errors.empty()) {
    service_.reloaded();
    return ControlResult::refused(loaded.errors.front() + " (the old settings stay in force)");
  }
  const Settings::Sensor before = options_.settings.sensor;
  options_.settings = loaded.settings;
  coaching_.set_settings(loaded.settings);
  if (!(before == loaded.settings.sensor)) {
    source_->stop();
    on_link_lost("the sensor settings changed");
    open_source();
  }
  service_.reloaded();
  return ControlResult::done();
}

}  // namespace postured
