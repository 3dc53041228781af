// posturectl import: the rows of another journal.
#include <iostream>
#include <memory>

#include "ctl/commands.hpp"
#include "ctl/journal_option.hpp"
#include "journal/import.hpp"

namespace postured {
namespace {

struct ImportOptions {
  std::string journal, from;
};

void tell(const std::vector<ImportedTable>& tables) {
  if (tables.empty()) std::cout << "There is nothing in it.\n";
  bool conflict = false;
  for (const ImportedTable& table : tables) {
    std::cout << table.table << ": " << table.added << " added";
    if (table.known > 0) std::cout << ", " << table.known << " were here already";
    if (table.differed > 0) std::cout << ", " << table.differed << " in conflict";
    std::cout << '\n';
    conflict = conflict || table.differed > 0;
  }
  if (conflict) {
    std::cout << "In conflict: both journals have a row of the same moment, with other contents; "
                 "the one that was here was kept.\n";
  }
}

int import_from(const ImportOptions& options) {
  const auto file = journal_file(options.journal);
  if (!file) return fail("import", kNoHome);
  try {
    JournalStore journal(*file, JournalStore::Access::write);
    tell(import_journal(journal, options.from));
    return kExitDone;
  } catch (const JournalError& error) {
    if (error.kind == JournalError::Kind::locked) {
      return fail("import",
                  std::string(error.what()) +
                      " If it is the daemon: 'systemctl --user stop postured', import, and "
                      "start it again.");
    }
    return fail("import", error.what());
  }
}

}  // namespace

void add_import_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import", "Add the rows of another journal, such as one of an earlier version.");
  command->add_option("file", options->from, "The other journal; it is not changed")->required();
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->footer("Example: posturectl import old-laptop/journal.db");
  command->callback([options, &exit_code] { exit_code = import_from(*options); });
}

}  // namespace postured
