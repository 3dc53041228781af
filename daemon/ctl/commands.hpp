// The sub-commands of posturectl, one file each. Every add_* declares its options and, when it is
// chosen, stores its exit code: 0 done, 1 it failed (a sentence on stderr says why), 2 wrong usage.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace postured {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// Says on stderr what went wrong; returns kExitFailed.
int fail(std::string_view command, const std::string& sentence);
// ... what was asked wrongly; returns kExitUsage.
int wrong_usage(std::string_view command, const std::string& sentence);

void add_status_command(CLI::App& app, int& exit_code);
void add_doctor_command(CLI::App& app, int& exit_code);
void add_watch_command(CLI::App& app, int& exit_code);
void add_calibrate_command(CLI::App& app, int& exit_code);
void add_zero_command(CLI::App& app, int& exit_code);
void add_profile_command(CLI::App& app, int& exit_code);
void add_snooze_command(CLI::App& app, int& exit_code);
void add_pause_command(CLI::App& app, int& exit_code);
void add_resume_command(CLI::App& app, int& exit_code);
void add_answer_command(CLI::App& app, int& exit_code);
void add_why_command(CLI::App& app, int& exit_code);
void add_correct_command(CLI::App& app, int& exit_code);
void add_whatif_command(CLI::App& app, int& exit_code);
void add_drink_command(CLI::App& app, int& exit_code);
void add_water_command(CLI::App& app, int& exit_code);
void add_exercise_command(CLI::App& app, int& exit_code);
void add_breathe_command(CLI::App& app, int& exit_code);
void add_record_command(CLI::App& app, int& exit_code);
void add_reload_command(CLI::App& app, int& exit_code);
void add_sensors_command(CLI::App& app, int& exit_code);
void add_sensor_command(CLI::App& app, int& exit_code);
void add_replay_command(CLI::App& app, int& exit_code);
void add_simulate_command(CLI::App& app, int& exit_code);
void add_report_command(CLI::App& app, int& exit_code);
void add_journal_command(CLI::App& app, int& exit_code);
void add_export_command(CLI::App& app, int& exit_code);
void add_import_command(CLI::App& app, int& exit_code);

}  // namespace postured
