// posturectl export: everything as CSV or JSON, or posture and sitting for clinicians as FHIR.
#include <iostream>
#include <memory>
#include <stdexcept>

#include "app/local_time.hpp"
#include "app/private_output.hpp"
#include "app/version.hpp"
#include "ctl/commands.hpp"
#include "ctl/fhir_export.hpp"
#include "ctl/journal_option.hpp"
#include "journal/export.hpp"
#include "journal/schema.hpp"
#include "journal/store.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;

struct ExportCommand {
  std::string journal, format = "csv", output;
  ExportOptions options;
};

void to_csv(const JournalStore& journal, const ExportCommand& command) {
  const fs::path directory(command.output);
  journal.inspect([&](SQLite::Database& database) {
    require_newest_schema(database);
    for (const TableSpec* table : exported_tables(command.options)) {
      PrivateOutput file(directory / (std::string(table->name) + ".csv"));
      export_csv(database, *table, command.options,
                 [&file](std::string_view text) { file.write(text); });
      file.finish();
    }
    PrivateOutput dictionary(directory / "dictionary.csv");
    dictionary.write(dictionary_csv(command.options));
    dictionary.finish();
  });
}

void to_json(const JournalStore& journal, const ExportCommand& command) {
  const std::string made_by = std::string("postured ") + kVersion;
  journal.inspect([&](SQLite::Database& database) {
    require_newest_schema(database);
    if (command.output == "-") {
      export_json(database, command.options, made_by,
                  [](std::string_view text) { std::cout << text; });
      return;
    }
    PrivateOutput file(command.output);
    export_json(database, command.options, made_by,
                [&file](std::string_view text) { file.write(text); });
    file.finish();
  });
}

void to_fhir(const JournalStore& journal, const ExportCommand& command) {
  const std::string bundle = fhir_of(journal, wall_now(), kVersion);
  if (command.output == "-") {
    std::cout << bundle;
    return;
  }
  PrivateOutput file(command.output);
  file.write(bundle);
  file.finish();
}

int run_export(const ExportCommand& command) {
  const auto file = journal_file(command.journal);
  if (!file) return fail("export", kNoHome);
  if (command.format == "fhir" && command.options.anonymous) {
    return fail(
        "export",
        "FHIR needs dates: an anonymous export is csv or json. The FHIR export names no person "
        "and no device's number in any case.");
  }
  if (command.format == "csv" && command.output == "-") {
    return fail("export", "CSV is a file for each table: name a directory with --output");
  }
  try {
    const JournalStore journal(*file, JournalStore::Access::read);
    if (command.format == "csv") to_csv(journal, command);
    if (command.format == "json") to_json(journal, command);
    if (command.format == "fhir") to_fhir(journal, command);
    return kExitDone;
  } catch (const std::runtime_error& error) {  // JournalError too
    return fail("export", error.what());
  }
}

}  // namespace

void add_export_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ExportCommand>();
  CLI::App* sub = app.add_subcommand(
      "export", "Everything in the journal for other programs, with a dictionary of its columns.");
  sub->add_option("--format", command->format,
                  "csv: a directory with a file for each table; json: one file; fhir: posture and "
                  "sitting by day and week as an HL7 FHIR R4 bundle of observations")
      ->check(CLI::IsMember({"csv", "json", "fhir"}))
      ->capture_default_str();
  sub->add_option("-o,--output", command->output, "A directory (csv) or file; - for the terminal")
      ->required();
  sub->add_flag("--anonymous", command->options.anonymous,
                "For sharing: no serial numbers, notes, reasons, values of settings or dates; day "
                "1 is the Monday of the first week, times are to the quarter of an hour");
  sub->add_flag("--seconds", command->options.seconds, "The single seconds too: large");
  sub->add_option("--journal", command->journal, "The journal (default: your own)");
  sub->footer("Example: posturectl export --format csv --anonymous --output shared/");
  sub->callback([command, &exit_code] { exit_code = run_export(*command); });
}

}  // namespace postured
