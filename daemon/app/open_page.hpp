// Shows a file in the desktop's browser.
#pragma once

#include <filesystem>
#include <string>

namespace postured {

// Through a transient unit of the user's service manager where there is one, so that a browser that
// is started does not live in our unit, with its limits and its end; else directly. Returns an
// empty string, or what to do instead.
std::string open_page(const std::filesystem::path& page);

}  // namespace postured
