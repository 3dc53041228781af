// posturectl report: a week of the journal as a page, as text or as JSON.
#include <iostream>
#include <memory>

#include "app/local_time.hpp"
#include "app/paths.hpp"
#include "app/private_file.hpp"
#include "app/version.hpp"
#include "ctl/commands.hpp"
#include "journal/store.hpp"
#include "report/render.hpp"

namespace postured {
namespace {

struct ReportOptions {
  std::string journal, week, format = "text", output = "-";
};

std::string render(const std::string& format, const WeekFigures& figures) {
  const ReportContext context{wall_now(), kVersion};
  if (format == "html") return render_html(figures, context);
  if (format == "json") return render_json(figures, context);
  return render_text(figures, context);
}

int run(const ReportOptions& options) {
  std::filesystem::path journal = options.journal;
  if (journal.empty()) {
    const auto paths = user_paths();
    if (!paths)
      return fail("report", "there is no home directory: name the journal with --journal FILE");
    journal = paths->journal_file;
  }
  std::optional<IsoWeek> week;
  if (!options.week.empty()) {
    week = iso_week_from_string(options.week);
    if (!week)
      return fail("report", "--week: '" + options.week + "' is not a week such as 2026-W47");
  }
  try {
    const JournalStore store(journal, JournalStore::Access::read);
    if (!week) week = store.latest_week();
    if (!week) week = iso_week(local_day(wall_now()));
    const std::string page = render(options.format, week_figures(store.week(*week)));
    if (options.output == "-") {
      std::cout << page;
      return kExitDone;
    }
    const std::string problem = write_private_file(options.output, page);
    return problem.empty() ? kExitDone : fail("report", problem);
  } catch (const JournalError& error) {
    return fail("report", error.what());
  }
}

}  // namespace

void add_report_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "The weekly posture report.");
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_option("--week", options->week, "Such as 2026-W47 (default: the newest)");
  command->add_option("--format", options->format, "How")
      ->check(CLI::IsMember({"html", "text", "json"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "A file, or - for the terminal")
      ->capture_default_str();
  command->footer("Example: posturectl report --week 2026-W47 --format html -o week.html");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
