// Small helpers that write HTML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace postured::markup {

// & < > " ' as entities, control characters as spaces: safe in text and in quoted attributes.
std::string escape(std::string_view text);

// An SVG chart. Texts are escaped here; coordinates are user units of the view box.
class Chart {
 public:
  // `id` makes the ids of the title and the description unique on the page.
  Chart(std::string_view id, double width, double height, std::string_view title,
        std::string_view description);

  // `css` is a class. A bar has a tooltip; `ink` names the pattern laid over it in print.
  void bar(double x, double y, double width, double height, std::string_view css,
           std::string_view tooltip, std::string_view ink = {});
  void line(double x1, double y1, double x2, double y2, std::string_view css);
  // `anchor`: start, middle or end.
  void text(double x, double y, std::string_view anchor, std::string_view css,
            std::string_view words);
  std::string finish() &&;

 private:
  std::string out_;
};

}  // namespace postured::markup
