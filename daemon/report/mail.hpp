// The report as an e-mail (RFC 5322, MIME RFC 2045/2046): plain text, and the page for programs
// that show it. For those who pipe it to sendmail, which adds From, Message-ID and what is missing.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace postured {

struct Mail {
  std::string to;  // empty: whoever pipes it names the recipient
  std::string subject;
  WallTime at{};
  std::string text, html;
};

// Lines end in LF, as sendmail takes them; none is longer than 78 characters but a long header
// word. `to` and `subject` lose their control characters: nobody can put in a header.
std::string mime_message(const Mail& mail);

// RFC 2045 6.7, for UTF-8 text with LF line ends.
std::string quoted_printable(std::string_view text);
std::string base64_lines(std::string_view bytes);

}  // namespace postured
