// Makes a body fit for a notification server. Pure. Texts may hold strings that came from a sensor:
// control characters never pass, nor does anything that a server could take for markup.
#pragma once

#include <string>
#include <string_view>

namespace postured {

// At most `max_bytes`, cut between UTF-8 characters; newline stays, other control characters go.
std::string clean_text(std::string_view text, std::size_t max_bytes);

// For servers that offer "body-markup": & < > " ' become entities.
std::string escape_markup(std::string_view text);

// For servers that do not: they show text as it is, so what looks like a tag is taken out.
// "a < b" is no tag.
std::string strip_markup(std::string_view text);

}  // namespace postured
