#include "report/markup.hpp"

#include "report/words.hpp"

namespace postured::markup {
namespace {

std::string at(std::string_view name, double value) {
  return " " + std::string(name) + "=\"" + words::fixed(value, 1) + "\"";
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
  }
  return out;
}

Chart::Chart(std::string_view id, double width, double height, std::string_view title,
             std::string_view description) {
  const std::string name(id);
  out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"" + name +
         "-title " + name + "-desc\" viewBox=\"0 0 " + words::fixed(width, 0) + " " +
         words::fixed(height, 0) + "\">\n<title id=\"" + name + "-title\">" + escape(title) +
         "</title>\n<desc id=\"" + name + "-desc\">" + escape(description) + "</desc>\n";
}

void Chart::bar(double x, double y, double width, double height, std::string_view css,
                std::string_view tooltip, std::string_view ink) {
  const std::string box = at("x", x) + at("y", y) + at("width", width) + at("height", height);
  out_ += "<rect class=\"" + std::string(css) + "\"" + box + "><title>" + escape(tooltip) +
          "</title></rect>\n";
  if (!ink.empty()) {
    out_ += "<rect class=\"ink\" fill=\"url(#" + std::string(ink) + ")\"" + box + "/>\n";
  }
}

void Chart::line(double x1, double y1, double x2, double y2, std::string_view css) {
  out_ += "<line class=\"" + std::string(css) + "\"" + at("x1", x1) + at("y1", y1) + at("x2", x2) +
          at("y2", y2) + "/>\n";
}

void Chart::text(double x, double y, std::string_view anchor, std::string_view css,
                 std::string_view words) {
  out_ += "<text class=\"" + std::string(css) + "\" text-anchor=\"" + std::string(anchor) + "\"" +
          at("x", x) + at("y", y) + ">" + escape(words) + "</text>\n";
}

std::string Chart::finish() && { return std::move(out_) + "</svg>\n"; }

}  // namespace postured::markup
