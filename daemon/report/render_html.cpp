#include "report/charts.hpp"
#include "report/markup.hpp"
#include "report/page_style.hpp"
#include "report/render.hpp"
#include "report/tables.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

using markup::escape;

std::string paragraph(const std::string& text, std::string_view css = {}) {
  const std::string attribute = css.empty() ? "" : " class=\"" + std::string(css) + "\"";
  return "<p" + attribute + ">" + escape(text) + "</p>\n";
}

std::string figure(const std::string& content, const std::string& caption) {
  return "<figure>\n" + content + "<figcaption>" + escape(caption) + "</figcaption>\n</figure>\n";
}

std::string head(const WeekFigures& figures) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         // Nothing may be fetched, whatever ends up in the text.
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n<title>" +
         escape(words::title(figures)) + "</title>\n<style>" + kPageStyle +
         "</style>\n</head>\n<body>\n" + kPagePatterns;
}

std::string quality(const WeekFigures& figures) {
  std::string html =
      "<section aria-labelledby=\"quality\">\n<h2 id=\"quality\">What this rests "
      "on</h2>\n<dl>\n";
  for (const auto& [name, value] : words::data_quality(figures, "\u00b0")) {
    html += "<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>\n";
  }
  return html + "</dl>\n</section>\n";
}

std::string summary(const WeekFigures& figures) {
  std::string html = "<section class=\"summary\" aria-label=\"Summary\">\n";
  for (const std::string& sentence : words::summary(figures)) html += paragraph(sentence);
  return html + "</section>\n";
}

std::string key(const std::string& value, const std::string& meaning) {
  return "<li><b>" + escape(value) + "</b><span>" + escape(meaning) + "</span></li>\n";
}

std::string key_figures(const WeekFigures& figures) {
  if (figures.worn_h <= 0) return {};
  std::string html = "<ul class=\"keys\">\n" + key(words::hours(figures.worn_h), "worn");
  if (figures.forward_lean_share) {
    html += key(words::percent(*figures.forward_lean_share), "of judged time in forward lean");
  }
  if (figures.sitting) {
    html += key(words::minutes(figures.sitting->usual_bout_min),
                "usual stretch of sitting: half of it is in longer ones");
    html += key(words::fixed(figures.sitting->breaks_per_hour, 1), "breaks per hour of sitting");
  }
  return html + "</ul>\n";
}

std::string lean(const WeekFigures& figures) {
  const std::string caption =
      "Lean is measured from your comfortable upright sitting, to about 5\u00b0. In the table, "
      "lean "
      "is time in forward lean as a share of the time judged. * fewer than 4 worn hours.";
  return "<section aria-labelledby=\"lean\">\n<h2 id=\"lean\">Time by lean zone</h2>\n" +
         figure(charts::zones_by_day(figures) + charts::zones_legend(), caption) +
         tables::days(figures) + tables::zones(figures) + tables::forward_lean(figures) +
         "</section>\n";
}

// From two clips; nothing otherwise.
std::string rounded_back(const WeekFigures& figures) {
  if (!figures.rounded) return {};
  return "<section aria-labelledby=\"rounded\">\n<h2 id=\"rounded\">Rounded back</h2>\n" +
         paragraph(
             "How round the back is against your own full, comfortable slump, from two clips. "
             "Office sitting is usually at 43 to 79 % of it.") +
         tables::rounded_back(*figures.rounded) + "</section>\n";
}

std::string sitting(const WeekFigures& figures) {
  const std::string estimated = words::sitting_is_estimated(figures) ? " (estimated)" : "";
  std::string html =
      "<section aria-labelledby=\"sitting\">\n<h2 id=\"sitting\">Sitting" + estimated + "</h2>\n";
  if (!figures.sitting) {
    return html + paragraph("Not enough data: no stretch of sitting was recorded.") +
           "</section>\n";
  }
  return html +
         figure(charts::bout_lengths(*figures.sitting),
                "Hours of sitting by the length of the stretch; dashed lines at 20, 30 and 60 "
                "minutes. A stretch ends with a minute of standing or walking.") +
         tables::sitting(*figures.sitting) + "</section>\n";
}

std::string prompts(const WeekFigures& figures) {
  std::string html =
      "<section aria-labelledby=\"prompts\">\n<h2 id=\"prompts\">Reminders and answers</h2>\n";
  bool any = false;
  for (const PromptFigures& prompt : figures.prompts) {
    if (prompt.shown == 0) continue;
    any = true;
    html += "<h3>" + escape(words::prompt_name(prompt.kind)) + "</h3>\n" +
            figure(charts::prompt_answers(prompt), "Each reminder counts once.");
  }
  if (!any) html += paragraph("No reminder was shown this week.");
  return html + tables::prompts(figures) + "</section>\n";
}

}  // namespace

std::string render_html(const WeekFigures& figures, const ReportContext& context) {
  return head(figures) + "<header>\n<h1>" + escape(words::title(figures)) + "</h1>\n" +
         paragraph("Made by postured " + context.version + " on " + words::moment(context.made_at) +
                       ". All of it stays on this computer.",
                   "quiet") +
         "</header>\n<main>\n" + quality(figures) + summary(figures) + key_figures(figures) +
         lean(figures) + rounded_back(figures) + sitting(figures) + prompts(figures) +
         "</main>\n<footer>\n" + paragraph(kDisclaimer) + "</footer>\n</body>\n</html>\n";
}

}  // namespace postured
