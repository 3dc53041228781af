#include "unit/report/html_checker.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>
#include <vector>

namespace postured::testing {
namespace {

bool is_void(const std::string& tag) { return tag == "meta" || tag == "br"; }

class Reader {
 public:
  explicit Reader(const std::string& page) : page_(page) {}

  std::string problem() {
    if (page_.rfind("<!DOCTYPE html>", 0) != 0) return "no document type";
    at_ = std::string("<!DOCTYPE html>").size();
    while (problem_.empty() && at_ < page_.size()) next();
    if (problem_.empty() && !open_.empty()) fail("<" + open_.back() + "> is not closed");
    for (const std::string& reference : references_) {
      if (problem_.empty() && !ids_.contains(reference)) fail("nothing has the id " + reference);
    }
    return problem_;
  }

 private:
  void fail(const std::string& what) {
    problem_ = what + " near: " + page_.substr(at_ > 40 ? at_ - 40 : 0, 120);
  }

  void next() {
    if (page_[at_] == '<') return tag();
    const auto end = std::min(page_.find('<', at_), page_.size());
    text(page_.substr(at_, end - at_));
    at_ = end;
  }

  void text(const std::string& words) {
    if (!open_.empty() && open_.back() == "style") return;
    for (auto amp = words.find('&'); amp != std::string::npos; amp = words.find('&', amp + 1)) {
      const auto semicolon = words.find(';', amp);
      if (semicolon == std::string::npos || semicolon - amp > 6) return fail("a bare &");
    }
    if (words.find('>') != std::string::npos) return fail("a bare >");
    const bool blank = std::ranges::all_of(words, [](unsigned char c) { return std::isspace(c); });
    if (open_.empty() && !blank) fail("text outside of the page");
  }

  void tag() {
    std::size_t end = at_;
    for (bool quoted = false; end < page_.size() && (quoted || page_[end] != '>'); ++end) {
      if (page_[end] == '"') quoted = !quoted;
    }
    if (end >= page_.size()) return fail("a tag does not end");
    std::string inside = page_.substr(at_ + 1, end - at_ - 1);
    if (inside.rfind('/', 0) == 0) {
      if (open_.empty() || open_.back() != inside.substr(1)) return fail("</> does not match");
      open_.pop_back();
    } else {
      const bool closed = inside.back() == '/';
      if (closed) inside.pop_back();
      const std::string name = inside.substr(0, inside.find_first_of(" \n"));
      attributes(inside.substr(name.size()));
      if (!closed && !is_void(name)) open_.push_back(name);
    }
    at_ = end + 1;
  }

  void attributes(std::string rest) {
    while (problem_.empty()) {
      const auto start = rest.find_first_not_of(" \n");
      if (start == std::string::npos) return;
      const auto equals = rest.find("=\"", start);
      if (equals == std::string::npos) return fail("an attribute without a quoted value");
      const auto close = rest.find('"', equals + 2);
      if (close == std::string::npos) return fail("an attribute does not end");
      attribute(rest.substr(start, equals - start), rest.substr(equals + 2, close - equals - 2));
      rest = rest.substr(close + 1);
    }
  }

  void attribute(const std::string& name, const std::string& value) {
    if (value.find('<') != std::string::npos) return fail("< in an attribute");
    if (name == "id" && !ids_.insert(value).second) return fail("the id " + value + " twice");
    if (name == "aria-labelledby") {
      std::istringstream words(value);
      for (std::string id; words >> id;) references_.insert(id);
    }
    if (value.rfind("url(#", 0) == 0) references_.insert(value.substr(5, value.size() - 6));
  }

  const std::string& page_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  std::set<std::string> ids_, references_;
  std::string problem_;
};

}  // namespace

std::string html_problem(const std::string& page) { return Reader(page).problem(); }

}  // namespace postured::testing
