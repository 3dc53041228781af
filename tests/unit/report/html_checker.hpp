// A small strict reader of HTML: tags nest, attributes are quoted, ids are unique, references
// (aria, url(#...)) have a target.
#pragma once

#include <string>

namespace postured::testing {

// "" or the first problem found.
std::string html_problem(const std::string& page);

}  // namespace postured::testing
