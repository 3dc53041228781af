// posturectl report: a week, a day, a month or two weeks of the journal, to look at, to keep or to
// send.
#include <iostream>
#include <memory>

#include "app/kept_pages.hpp"
#include "app/local_time.hpp"
#include "app/open_page.hpp"
#include "app/paths.hpp"
#include "app/private_file.hpp"
#include "app/settings_file.hpp"
#include "app/version.hpp"
#include "ctl/commands.hpp"
#include "ctl/journal_option.hpp"
#include "ctl/report_output.hpp"
#include "desktop/ask_once.hpp"
#include "report/mail.hpp"

namespace postured {
namespace {

// How long the notification waits to be opened; the timer comes once a week.
constexpr std::chrono::hours kOpenWithin{12};

struct ReportOptions {
  std::string journal, week, day, month, compare, format = "text", output = "-", to;
  bool open = false, mime = false, deliver = false;
};

// What is wrong with the options' dates; empty: nothing.
std::string read_period(const ReportOptions& options, const JournalStore& journal,
                        ReportRequest& request) {
  const auto week_of = [](const std::string& text, const char* option, IsoWeek& week) {
    const auto read = iso_week_from_string(text);
    if (!read) return std::string(option) + ": '" + text + "' is not a week such as 2026-W47";
    week = *read;
    return std::string();
  };
  const WallTime now = wall_now();
  request.week = journal.latest_week().value_or(iso_week(local_day(now)));
  if (!options.week.empty()) {
    if (std::string problem = week_of(options.week, "--week", request.week); !problem.empty()) {
      return problem;
    }
  }
  if (!options.compare.empty()) {
    request.period = ReportRequest::Period::comparison;
    return week_of(options.compare, "--compare", request.other);
  }
  if (!options.day.empty()) {
    request.period = ReportRequest::Period::day;
    const auto day = options.day == "today" ? local_day(now) : day_from_string(options.day);
    if (!day) return "--day: '" + options.day + "' is not a day such as 2026-11-16, or today";
    request.day = *day;
  }
  if (!options.month.empty()) {
    request.period = ReportRequest::Period::month;
    const auto month = month_from_string(options.month);
    if (!month) return "--month: '" + options.month + "' is not a month such as 2026-11";
    request.month = *month;
  }
  return {};
}

std::string page_of_week(const JournalStore& journal, ReportRequest request) {
  request.period = ReportRequest::Period::week;
  request.format = "html";
  return render_report(journal, request);
}

int keep_from_settings() {
  if (const auto paths = user_paths())
    return load_settings(paths->settings_file).settings.report.keep;
  return Settings{}.report.keep;
}

// Keeps the page of the week; its path, or a sentence in `problem`.
std::filesystem::path keep_week(const JournalStore& journal, const ReportRequest& request,
                                std::string& problem) {
  const auto paths = user_paths();
  if (!paths) {
    problem = "there is no home directory to keep the page in: name a file with --output";
    return {};
  }
  problem = keep_page(paths->reports_dir, request.week, page_of_week(journal, request),
                      keep_from_settings());
  return page_of(paths->reports_dir, request.week);
}

int open_week(const JournalStore& journal, const ReportRequest& request) {
  std::string problem;
  const auto page = keep_week(journal, request, problem);
  if (!problem.empty()) return fail("report", problem);
  problem = open_page(page);
  if (!problem.empty()) return fail("report", problem);
  std::cout << page.string() << '\n';
  return kExitDone;
}

// What the weekly timer runs: the page of the last whole week, once, and a notification that opens
// it.
int deliver(const JournalStore& journal, ReportRequest request) {
  const auto paths = user_paths();
  if (!paths) return fail("report", kNoHome);
  const auto monday = monday_of(iso_week(local_day(wall_now())));
  request.week = iso_week(monday - std::chrono::days(7));
  if (std::filesystem::exists(page_of(paths->reports_dir, request.week))) {
    std::cout << "The page of " << to_string(request.week) << " was delivered already.\n";
    return kExitDone;
  }
  if (week_figures(journal.week(request.week)).worn_h <= 0) {
    std::cout << "Nothing was recorded in " << to_string(request.week) << ": no page.\n";
    return kExitDone;
  }
  std::string problem;
  const auto page = keep_week(journal, request, problem);
  if (!problem.empty()) return fail("report", problem);
  std::cout << page.string() << std::endl;
  const Question question{"Your week is there",
                          "How you sat and moved in " + to_string(request.week) + ".", "Open"};
  switch (ask_once(question, kOpenWithin)) {
    case Reply::pressed:
      problem = open_page(page);
      return problem.empty() ? kExitDone : fail("report", problem);
    case Reply::not_shown:
      std::cout << "No notification could be shown; the page is kept.\n";
      return kExitDone;
    case Reply::closed:
    case Reply::shown_unasked:
      return kExitDone;
  }
  return kExitDone;
}

std::string mail_of(const JournalStore& journal, ReportRequest request, const std::string& to) {
  Mail mail;
  mail.to = to;
  mail.at = wall_now();
  mail.subject = "Posture report " + to_string(request.week);
  request.period = ReportRequest::Period::week;
  request.format = "text";
  mail.text = render_report(journal, request);
  mail.html = page_of_week(journal, request);
  return mime_message(mail);
}

int run(const ReportOptions& options) {
  const auto file = journal_file(options.journal);
  if (!file) return fail("report", kNoHome);
  if (options.deliver && !std::filesystem::exists(*file)) {
    std::cout << "Nothing was recorded yet.\n";  // no failure of the timer
    return kExitDone;
  }
  try {
    const JournalStore journal(*file, JournalStore::Access::read);
    ReportRequest request;
    request.context = {wall_now(), kVersion};
    request.format = options.format;
    const std::string wrong = read_period(options, journal, request);
    if (!wrong.empty()) {
      fail("report", wrong);
      return kExitUsage;
    }
    if (options.deliver) return deliver(journal, request);
    if (options.open) return open_week(journal, request);
    const std::string text =
        options.mime ? mail_of(journal, request, options.to) : render_report(journal, request);
    if (options.output == "-") {
      std::cout << text;
      return kExitDone;
    }
    const std::string problem = write_private_file(options.output, text);
    return problem.empty() ? kExitDone : fail("report", problem);
  } catch (const std::runtime_error& error) {  // JournalError too
    return fail("report", error.what());
  }
}

}  // namespace

void add_report_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command =
      app.add_subcommand("report", "How you sat and moved: a week, a day, a month, or two weeks.");
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_option("--week", options->week, "Such as 2026-W47 (default: the newest)");
  CLI::Option* day = command->add_option("--day", options->day, "Such as 2026-11-16, or today");
  CLI::Option* month =
      command->add_option("--month", options->month,
                          "Such as 2026-11: a line for each week that has its Thursday in it");
  CLI::Option* compare = command->add_option(
      "--compare", options->compare, "The week beside this one, and which differences count");
  day->excludes(month, compare);
  month->excludes(compare);
  command->add_option("--format", options->format, "How")
      ->check(CLI::IsMember({"html", "text", "json"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "A file, or - for the terminal")
      ->capture_default_str();
  CLI::Option* open = command->add_flag("--open", options->open,
                                        "Keep the page of the week and show it in the browser");
  CLI::Option* mime = command->add_flag(
      "--mime", options->mime, "The week as an e-mail, to pipe to 'sendmail -t' or a file");
  command->add_option("--to", options->to, "The recipient in it")->needs(mime);
  CLI::Option* deliver = command->add_flag(
      "--deliver", options->deliver,
      "What the weekly timer does: keep last week's page, once, and tell with a button to open it");
  for (CLI::Option* alone : {open, mime, deliver}) {
    alone->excludes(day, month, compare);
  }
  open->excludes(mime, deliver);
  mime->excludes(deliver);
  command->footer(
      "Examples: posturectl report --open\n"
      "          posturectl report --week 2026-W47 --compare 2026-W46\n"
      "          posturectl report --mime --to me@example.org | sendmail -t");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
