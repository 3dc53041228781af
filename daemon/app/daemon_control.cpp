// What the daemon does when it is asked over D-Bus.
#include <spdlog/spdlog.h>

#include "app/daemon.hpp"
#include "app/settings_file.hpp"
#include "link/source_factory.hpp"
#include "report/prompt_story.hpp"
#include "sensor/commands.hpp"

namespace postured {

ControlHandlers Daemon::control_handlers() {
  ControlHandlers handlers;
  handlers.calibrate = [this] { return start_calibration(CalibrationKind::full); };
  handlers.calibrate_standing = [this] { return start_calibration(CalibrationKind::standing); };
  handlers.calibrate_range = [this] { return start_range(); };
  handlers.calibrate_sensor = [this] { return start_sensor_calibration(); };
  handlers.zero = [this] { return start_calibration(CalibrationKind::zero); };
  handlers.zero_profile = [this](Profile profile) {
    if (!spine_->clip(ClipSide::upper).link_open()) {
      return ControlResult::refused("no sensor is connected: plug it in first");
    }
    return as_result(spine_->start_profile_zero(profile));
  };
  handlers.choose_profile = [this](Profile profile) {
    return as_result(spine_->clip(ClipSide::upper).choose_profile(profile));
  };
  handlers.cancel_calibration = [this] {
    spine_->cancel_calibration();
    return ControlResult::done();
  };
  handlers.snooze = [this](std::chrono::minutes duration) {
    coaching_.pause(to_seconds(duration), clock_.now());
    publish(clock_.now());
    return ControlResult::done();
  };
  handlers.pause = [this](std::chrono::minutes duration) {
    coaching_.pause(to_seconds(duration), clock_.now());
    return as_result("");
  };
  handlers.pause_until_tomorrow = [this] {
    coaching_.pause_until_tomorrow(clock_.now());
    return as_result("");
  };
  handlers.resume = [this] {
    coaching_.resume();
    return as_result("");
  };
  handlers.explain = [this](int n) { return explain(n); };
  handlers.correct = [this](BodyState body, std::chrono::minutes from, std::chrono::minutes to) {
    return correct(body, from, to);
  };
  handlers.answer = [this](PromptId id, Answer answer) {
    on_answer(id, answer);
    return ControlResult::done();
  };
  handlers.start_recording = [this](std::chrono::seconds duration, const std::string& note) {
    return start_recording(duration, note);
  };
  handlers.stop_recording = [this] { return stop_recording(); };
  handlers.sensors = [this] { return describe_sensors(); };
  handlers.command_sensor = [this](ClipSide side, const SensorCommand& command, auto done) {
    command_sensor(side, command, done);
  };
  handlers.swap_clips = [this] { return swap_clips(); };
  handlers.forget_days = [this](const std::string& days, auto done) { forget_days(days, done); };
  handlers.compact_journal = [this](auto done) {
    journal_.start(CompactJob{retention_of(options_.settings)}, on_reactor(done));
  };
  handlers.desktop_sources = [this] { return describe_desktop(); };
  handlers.reload = [this] { return reload(); };
  add_self_care_handlers(handlers);
  return handlers;
}

DesktopHandlers Daemon::desktop_handlers() {
  DesktopHandlers handlers;
  handlers.now = [this] { return clock_.now().boot; };
  handlers.on_context = [this](const DesktopContext& context) {
    const Now now = clock_.now();
    coaching_.on_desktop(context, now);
    publish(now);
  };
  handlers.on_boundary = [this](Boundary boundary) {
    coaching_.on_boundary(boundary, clock_.now());
  };
  // The gap that follows is found by boot time, which counts through suspend, whether this came in
  // time or not; so nothing has to be delayed for it.
  handlers.on_sleep = [](bool asleep) {
    spdlog::info(asleep ? "the machine is suspended" : "the machine is back from suspend");
  };
  return handlers;
}

std::vector<ControlDict> Daemon::describe_desktop() {
  std::vector<ControlDict> rows;
  for (const DesktopSource& source : desktop_.sources()) {
    rows.push_back({{"use", source.use},
                    {"name", source.health.name},
                    {"working", source.health.working ? "yes" : "no"},
                    {"sentence", source.health.sentence}});
  }
  return rows;
}

// `why` is empty when it was done.
ControlResult Daemon::as_result(const std::string& why) {
  publish(clock_.now());
  return why.empty() ? ControlResult::done() : ControlResult::refused(why);
}

ControlResult Daemon::start_calibration(CalibrationKind kind) {
  if (!spine_->clip(ClipSide::upper).link_open()) {
    return ControlResult::refused("no sensor is connected: plug it in first");
  }
  spine_->start_calibration(kind);
  publish(clock_.now());
  return ControlResult::done();
}

ControlResult Daemon::start_range() {
  const std::string problem = spine_->start_range();
  if (!problem.empty()) return ControlResult::refused(problem);
  publish(clock_.now());
  return ControlResult::done();
}

ControlResult Daemon::start_sensor_calibration() {
  if (!spine_->clip(ClipSide::upper).link_open()) {
    return ControlResult::refused("no sensor is connected: plug it in first");
  }
  if (!clip(ClipSide::upper).source->can_be_handled()) {
    return ControlResult::refused("the sensor is played by " + clip(ClipSide::upper).name +
                                  ", and nobody can take it into the hand: this needs a real one");
  }
  spine_->start_sensor_calibration();
  publish(clock_.now());
  return ControlResult::done();
}

ControlResult Daemon::start_recording(std::chrono::seconds duration, const std::string& note) {
  CaptureHeader header;
  header.placement = options_.settings.sensor.placement;
  header.note = note;
  const std::string problem =
      recorder_.start(clock_.now(), duration, spine_->clip(ClipSide::upper), header);
  if (!problem.empty()) return ControlResult::refused(problem);
  // The stream's HELLO went by long ago; a capture needs one to be replayed.
  if (spine_->clip(ClipSide::upper).kind() == SensorKind::postured) {
    clip(ClipSide::upper).source->write(hello_request(0));
  }
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
  const Settings before = std::exchange(options_.settings, loaded.settings);
  if (!(before.sensor == loaded.settings.sensor)) {
    ClipSources sources = make_clip_sources();
    if (!sources.error.empty()) {
      options_.settings = before;
      service_.reloaded();
      return ControlResult::refused(sources.error + " (the old settings stay in force)");
    }
    close_clips("the sensor settings changed");
    open_clips(std::move(sources));
  }
  coaching_.set_settings(loaded.settings);
  journal_.set_retention(retention_of(loaded.settings));
  load_exercise_library();
  record_settings(before);
  service_.reloaded();
  return ControlResult::done();
}

void Daemon::record_settings(const Settings& before) {
  for (SettingChange& change : setting_changes(before, options_.settings, clock_.now().wall)) {
    journal_.submit(std::move(change));
  }
}

std::vector<std::string> Daemon::explain(int n) {
  std::vector<PromptEvent> events = journal_.latest_prompts(n);
  events.insert(events.end(), recent_prompts_.begin(), recent_prompts_.end());
  std::vector<std::string> stories;
  for (const PromptStory& story : prompt_stories(events)) stories.push_back(story.text());
  if (stories.size() > static_cast<std::size_t>(n)) {
    stories.erase(stories.begin(), stories.end() - n);
  }
  return stories;
}

ControlResult Daemon::correct(BodyState body, std::chrono::minutes from, std::chrono::minutes to) {
  const Now now = clock_.now();
  Correction correction;
  correction.at = now.wall;
  correction.from = {now.wall.utc - from, now.wall.utc_offset};
  correction.duration_s = to_seconds(from - to);
  correction.body = body;
  spdlog::info("corrected: {} for {:.0f} s", to_string(body), correction.duration_s);
  coaching_.on_correction(correction, now);
  journal_.submit(correction);
  return as_result("");
}

}  // namespace postured
