// posturectl journal: check, compact, backup and forget.
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "app/journal_keeper.hpp"
#include "app/kept_pages.hpp"
#include "app/local_time.hpp"
#include "app/paths.hpp"
#include "app/settings_file.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/journal_option.hpp"
#include "journal/backup.hpp"
#include "journal/check.hpp"
#include "journal/journal_job.hpp"
#include "journal/schema.hpp"

namespace postured {
namespace {

constexpr std::chrono::minutes kJobLimit{10};

struct JournalOptions {
  std::string journal, target, range;
  bool yes = false;
};

template <class Work>
int guarded(const JournalOptions& options, Work work) {
  const auto file = journal_file(options.journal);
  if (!file) return fail("journal", kNoHome);
  try {
    return work(*file);
  } catch (const JournalError& error) {
    return fail("journal", error.what());
  } catch (const ControlFailure& error) {
    return fail("journal", error.what());
  }
}

// By ourselves, or by the daemon that has the journal. Returns what was done.
std::string do_job(const std::filesystem::path& file, const JournalJob& job) {
  try {
    JournalStore store(file, JournalStore::Access::write);
    if (const auto aside = store.moved_aside()) {
      throw JournalError(JournalError::Kind::io, "The journal was damaged; it was moved to " +
                                                     aside->string() + " and a new one begun.");
    }
    RunningJob running(job);
    while (!running.step(store)) {
    }
    return running.sentence();
  } catch (const JournalError& error) {
    if (error.kind != JournalError::Kind::locked) throw;
  }
  // The daemon has the user's own journal; another one that is locked is somebody else's work.
  const auto paths = user_paths();
  std::error_code ignored;
  if (!paths || !std::filesystem::equivalent(paths->journal_file, file, ignored)) {
    throw JournalError(JournalError::Kind::locked,
                       "Another program is writing to " + file.string() + ". Try again later.");
  }
  ControlClient daemon(kJobLimit);
  if (const auto* forgetting = std::get_if<ForgetJob>(&job)) {
    return daemon.forget_days(to_string(forgetting->range));
  }
  return daemon.compact_journal();
}

int check(const std::filesystem::path& file) {
  const JournalStore store(file, JournalStore::Access::read);
  std::vector<std::string> found;
  store.inspect([&found](SQLite::Database& database) {
    require_newest_schema(database);
    found = check_journal(database, wall_now().utc);
  });
  const auto mode = std::filesystem::status(file).permissions();
  using std::filesystem::perms;
  if ((mode & (perms::group_all | perms::others_all)) != perms::none) {
    found.push_back("Others may read the file, and it is health data: 'chmod 600 " + file.string() +
                    "'. The daemon does so at its next start.");
  }
  for (const std::string& sentence : found) std::cout << sentence << '\n';
  if (!found.empty()) return kExitFailed;
  std::cout << "The journal is well.\n";
  return kExitDone;
}

int compact(const std::filesystem::path& file) {
  CompactJob job;
  if (const auto paths = user_paths()) {
    const SettingsResult loaded = load_settings(paths->settings_file);
    if (!loaded.errors.empty()) return fail("journal", loaded.errors.front());
    job.params = retention_of(loaded.settings);
  }
  std::cout << do_job(file, job) << '\n';
  return kExitDone;
}

int backup(const std::filesystem::path& file, const std::string& target) {
  back_up(JournalStore(file, JournalStore::Access::read), target);
  std::cout << "The journal as it is now is in " << target << ".\n";
  return kExitDone;
}

bool confirmed() {
  std::cout << "There is no way back. Type yes to go on: " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

int forget_range(const std::filesystem::path& file, const JournalOptions& options) {
  const auto range = day_range_from_string(options.range);
  if (!range) {
    fail("journal",
         "'" + options.range + "' is no range of days: 2026-11-02..2026-11-08, 2026-11-02 or all");
    return kExitUsage;
  }
  if (!options.yes) {
    RowCounts counts;
    JournalStore(file, JournalStore::Access::read).inspect([&](SQLite::Database& database) {
      require_newest_schema(database);
      counts = rows_within(database, *range);
    });
    if (counts.empty()) {
      std::cout << "There is nothing on those days.\n";
      return kExitDone;
    }
    std::cout << "Rows of " << to_string(*range) << ":";
    for (const auto& [table, rows] : counts) std::cout << ' ' << table << ' ' << rows;
    std::cout << ".\n";
    if (!confirmed()) {
      std::cout << "Nothing was forgotten.\n";
      return kExitFailed;
    }
  }
  std::cout << do_job(file, ForgetJob{*range}) << '\n';
  // Pages that were made of those days hold their figures.
  const auto paths = user_paths();
  std::error_code ignored;
  if (!paths || !std::filesystem::equivalent(paths->journal_file, file, ignored)) return kExitDone;
  const int pages = forget_pages(paths->reports_dir, *range);
  if (pages > 0) std::cout << "Kept pages about them that were deleted: " << pages << ".\n";
  std::cout << "Backups, exports, recordings and journals that were moved aside are not touched.\n";
  return kExitDone;
}

}  // namespace

void add_journal_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<JournalOptions>();
  CLI::App* command = app.add_subcommand("journal", "Look after the journal.");
  command->require_subcommand(1);
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_subcommand("check", "Is it well? Says what is wrong and what to do.")
      ->callback([options, &exit_code] { exit_code = guarded(*options, check); });
  command
      ->add_subcommand("compact",
                       "Let go of what is too old to be kept, and give back the room it took.")
      ->callback([options, &exit_code] { exit_code = guarded(*options, compact); });
  CLI::App* backing_up =
      command->add_subcommand("backup", "Copy it as it is now, also while the daemon runs.");
  backing_up->add_option("file", options->target, "A new file")->required();
  backing_up->callback([options, &exit_code] {
    exit_code = guarded(*options, [&](const auto& file) { return backup(file, options->target); });
  });
  CLI::App* forgetting = command->add_subcommand("forget", "Delete days for ever.");
  forgetting->add_option("range", options->range, "2026-11-02..2026-11-08, 2026-11-02 or all")
      ->required();
  forgetting->add_flag("--yes", options->yes, "Do not ask");
  forgetting->callback([options, &exit_code] {
    exit_code = guarded(*options, [&](const auto& file) { return forget_range(file, *options); });
  });
  command->footer("Example: posturectl journal forget 2026-11-02..2026-11-08");
}

}  // namespace postured
