#include "report/mail.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/calendar.hpp"

namespace postured {
namespace {

constexpr std::size_t kEncodedLine = 76;  // RFC 2045
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string one_line(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return text;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8U) | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= n ? kBase64[(group >> (18 - 6 * k)) & 63U] : '=';
    }
  }
  return text;
}

// RFC 2047: words of at most 75 characters, each of whole characters.
std::string header_text(const std::string& text) {
  if (is_ascii(text)) return text;
  constexpr std::size_t kBytesAWord = 42;
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = std::min(kBytesAWord, text.size() - i);
    while (i + n < text.size() && n > 1 &&
           (static_cast<unsigned char>(text[i + n]) & 0xC0U) == 0x80U) {
      --n;
    }
    result += (result.empty() ? "" : "\n ") + ("=?utf-8?B?" + base64(text.substr(i, n)) + "?=");
    i += n;
  }
  return result;
}

// "Mon, 16 Nov 2026 09:05:00 +0100"
std::string mail_date(const WallTime& at) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = local_day(at);
  const std::chrono::year_month_day date(day);
  const auto time = local_time_of_day(at).count();
  const auto offset_min = at.utc_offset.count() / 60;
  const auto offset = std::abs(offset_min);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d %c%02d%02d",
                kDays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                static_cast<int>(time / 3600), static_cast<int>(time / 60 % 60),
                static_cast<int>(time % 60), offset_min < 0 ? '-' : '+',
                static_cast<int>(offset / 60), static_cast<int>(offset % 60));
  return text.data();
}

}  // namespace

std::string quoted_printable(std::string_view text) {
  std::string result;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      result += c;
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = byte >= 0x20 && byte < 0x7F && c != '=' && !(c == ' ' && at_end) &&
                       !(c == '.' && column == 0);  // a lone dot would end it for some
    const std::size_t width = plain ? 1 : 3;
    if (column + width > kEncodedLine - 1) {
      result += "=\n";
      column = 0;
    }
    if (plain) {
      result += c;
    } else {
      result += {'=', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
    column += width;
  }
  return result;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = base64(bytes);
  std::string lines;
  for (std::size_t i = 0; i < all.size(); i += kEncodedLine) {
    lines += all.substr(i, kEncodedLine) + "\n";
  }
  return lines;
}

std::string mime_message(const Mail& mail) {
  // "=_" is in no quoted-printable or base64 text (RFC 2045 6.7).
  const std::string boundary = "=_postured_report";
  std::string message;
  if (!mail.to.empty()) message += "To: " + header_text(one_line(mail.to)) + "\n";
  message += "Subject: " + header_text(one_line(mail.subject)) + "\n";
  message += "Date: " + mail_date(mail.at) + "\n";
  message += "Auto-Submitted: auto-generated\n";
  message += "MIME-Version: 1.0\n";
  message += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\n\n";
  message += "--" + boundary +
             "\nContent-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: quoted-printable\n\n" +
             quoted_printable(mail.text) + "\n";
  message += "--" + boundary +
             "\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
             base64_lines(mail.html);
  return message + "--" + boundary + "--\n";
}

}  // namespace postured
