// postured itself: the edges wired to the core, and their life cycle. Everything runs on one
// reactor; the only other threads are the journal's writer and, until an X server has answered, one
// that waits for it.
#pragma once

#include "desktop/bus.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/journal_keeper.hpp"
#include "app/recorder.hpp"
#include "app/sensor_commander.hpp"
#include "app/sensor_memory.hpp"
#include "base/settings.hpp"
#include "desktop/control_service.hpp"
#include "desktop/desktop_watch.hpp"
#include "desktop/notifier.hpp"
#include "desktop/service_manager.hpp"
#include "link/byte_source.hpp"
#include "link/clock.hpp"
#include "link/source_factory.hpp"
#include "pipeline/coaching.hpp"
#include "pipeline/spine.hpp"
#include "sensor/sensor_command.hpp"

namespace postured {

struct DaemonOptions {
  Settings settings;
  std::filesystem::path settings_file, journal_file, captures_dir;
  std::filesystem::path sensors_file;            // what was found where
  std::filesystem::path exercises_file;          // the person's own
  std::filesystem::path choices_file;            // what was chosen by command
  std::string source;                            // from the command line; "" = sensor.source
  std::function<void(std::size_t)> count_bytes;  // a virtual clock waits for bytes; may be empty
  // False: the desktop is not watched. What it tells comes in real time, which a virtual clock's
  // day does not follow.
  bool watch_desktop = true;
};

class Daemon {
 public:
  static constexpr int kExitNewerJournal = 65;  // EX_DATAERR
  static constexpr int kExitAnotherRuns = 69;   // EX_UNAVAILABLE
  static constexpr int kExitSettings = 78;      // EX_CONFIG

  // Throws JournalError when the journal forbids starting.
  Daemon(boost::asio::io_context& io, Clock& clock, DaemonOptions options);
  ~Daemon();

  void start();
  // Closes what is open and lets the reactor run dry. Idempotent.
  void stop();
  int exit_code() const { return exit_code_; }

 private:
  // One of the clips: where its bytes come from.
  struct Clip {
    std::unique_ptr<ByteSource> source;  // null: there is no such clip
    std::string name;                    // what the source calls itself
    std::string trouble;                 // why there is no link; "" with one
    std::unique_ptr<SensorCommander> commander;
    std::unique_ptr<Clock::Timer> request_timer;  // of a sensor that waits to be asked
    std::optional<SensorCalibrationRecord> sensor_calibration;  // of the connected sensor
    std::optional<WallTime> reference_at;                       // when the mounting was taken
  };
  Clip& clip(ClipSide side) { return clips_[static_cast<std::size_t>(side)]; }

  SpineOutputs spine_outputs();
  CoachingOutputs coaching_outputs();
  ControlHandlers control_handlers();
  DesktopHandlers desktop_handlers();
  SourceHandlers source_handlers(ClipSide side);

  Settings::Sensor sensor_settings() const;
  ClipSources make_clip_sources();
  void open_clips(ClipSources sources);
  void close_clips(const std::string& why);
  void restore_calibration();
  void recall_lean_habit();
  void load_exercise_library();
  void restore_self_care();
  void add_self_care_outputs(CoachingOutputs& outputs);
  void add_self_care_handlers(ControlHandlers& handlers);
  std::vector<ControlDict> describe_exercises() const;
  void record_settings(const Settings& before);
  void beat();
  void watch_clocks(const Now& now);
  void ask_on_beat(BootTime now);
  void publish(const Now& now);

  void on_second(PostureSecond second);
  void on_info(ClipSide side, const DeviceInfo& info);
  void on_calibrated(ClipSide side, const CalibrationOutcome& outcome);
  void on_sensor_calibrated(ClipSide side, const SensorCalibrationOutcome& outcome);
  void on_range(double range_deg);
  void on_popup(const Popup& popup);
  void on_answer(PromptId id, Answer answer);
  void on_link_lost(ClipSide side, const std::string& why);
  std::vector<ControlDict> describe_sensors();
  std::vector<ControlDict> describe_desktop();
  void command_sensor(ClipSide side, const SensorCommand& command,
                      const std::function<void(ControlResult)>& done);
  void remember_sensor(ClipSide side, const DeviceInfo& info);
  ControlResult swap_clips();
  void ask_regularly(ClipSide side);
  ControlResult start_calibration(CalibrationKind kind);
  ControlResult start_range();
  ControlResult start_sensor_calibration();
  ControlResult as_result(const std::string& why);
  ControlResult start_recording(std::chrono::seconds duration, const std::string& note);
  ControlResult stop_recording();
  ControlResult reload();
  std::vector<std::string> explain(int n);
  void forget_days(const std::string& days, const std::function<void(ControlResult)>& done);
  // What the writer's thread calls: tells `done` on the reactor.
  JobDone on_reactor(std::function<void(ControlResult)> done);
  ControlResult correct(BodyState body, std::chrono::minutes from, std::chrono::minutes to);

  boost::asio::io_context& io_;
  Clock& clock_;
  DaemonOptions options_;
  JournalKeeper journal_;
  SensorMemory memory_;
  Coaching coaching_;
  std::unique_ptr<Spine> spine_;  // anew when the sensor settings change
  std::array<Clip, 2> clips_;     // by ClipSide
  UtcTime last_calibration_at_{};
  Bus bus_;
  Notifier notifier_;
  DesktopWatch desktop_;
  ControlService control_;
  ServiceManager service_;
  Recorder recorder_;
  std::unique_ptr<Clock::Timer> beat_timer_;
  std::optional<Now> last_beat_;
  std::deque<PromptEvent> recent_prompts_;  // the journal may not have written them yet
  bool told_ready_ = false, stopping_ = false;
  int exit_code_ = 0;
};

}  // namespace postured
