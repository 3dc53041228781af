// posturectl: talks to the running daemon over D-Bus, or works on files. See commands.hpp.
#include <cstdio>
#include <exception>

#include "app/version.hpp"
#include "ctl/commands.hpp"

int main(int argc, char** argv) {
  using namespace postured;
  CLI::App app{"Posture, sitting and breaks: ask, steer and look back."};
  app.name("posturectl");
  app.set_version_flag("--version", std::string("posturectl ") + kVersion);
  app.require_subcommand(1);
  int exit_code = kExitDone;
  add_status_command(app, exit_code);
  add_watch_command(app, exit_code);
  add_doctor_command(app, exit_code);
  add_calibrate_command(app, exit_code);
  add_zero_command(app, exit_code);
  add_profile_command(app, exit_code);
  add_snooze_command(app, exit_code);
  add_pause_command(app, exit_code);
  add_resume_command(app, exit_code);
  add_answer_command(app, exit_code);
  add_why_command(app, exit_code);
  add_correct_command(app, exit_code);
  add_drink_command(app, exit_code);
  add_water_command(app, exit_code);
  add_exercise_command(app, exit_code);
  add_breathe_command(app, exit_code);
  add_record_command(app, exit_code);
  add_reload_command(app, exit_code);
  add_sensors_command(app, exit_code);
  add_sensor_command(app, exit_code);
  add_report_command(app, exit_code);
  add_journal_command(app, exit_code);
  add_export_command(app, exit_code);
  add_import_command(app, exit_code);
  add_whatif_command(app, exit_code);
  add_replay_command(app, exit_code);
  add_simulate_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? kExitDone : kExitUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "posturectl: %s\n", error.what());
    return kExitFailed;
  }
  return exit_code;
}
