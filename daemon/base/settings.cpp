#include "base/settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace postured {
namespace {

std::string number(double value) {
  std::array<char, 32> text{};
  const int n = std::snprintf(text.data(), text.size(), "%g", value);
  return {text.data(), static_cast<std::size_t>(n)};
}

// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string unknown_key(std::string_view key) {
  const auto specs = setting_specs();
  const auto nearest = std::min_element(specs.begin(), specs.end(),
                                        [key](const SettingSpec& a, const SettingSpec& b) {
                                          return distance(key, a.key) < distance(key, b.key);
                                        });
  std::string text = "there is no such setting";
  if (distance(key, nearest->key) <= key.size() / 2) {
    text += "; did you mean " + std::string(nearest->key) + "?";
  }
  return text;
}

bool is_choice(std::string_view choices, std::string_view value) {
  if (choices.empty()) return true;
  while (!choices.empty()) {
    const auto bar = choices.find('|');
    if (choices.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) return false;
    choices.remove_prefix(bar + 1);
  }
  return false;
}

template <class Number>
std::string set_number(Number& field, const SettingSpec& spec, const SettingValue& value) {
  const double* given = std::get_if<double>(&value);
  if (given == nullptr) return "a number is needed, " + allowed_values(spec);
  if (!(*given >= spec.min && *given <= spec.max)) {
    return number(*given) + " is outside " + allowed_values(spec);
  }
  if constexpr (std::is_same_v<Number, int>) {
    if (*given != std::floor(*given)) return number(*given) + " is not a whole number";
  }
  field = static_cast<Number>(*given);
  return {};
}

}  // namespace

std::string allowed_values(const SettingSpec& spec) {
  Settings any;
  const SettingField field = spec.field(any);
  if (std::holds_alternative<bool*>(field)) return "true or false";
  if (std::holds_alternative<std::string*>(field)) {
    if (!spec.form.empty()) return std::string(spec.form);
    if (spec.choices.empty()) return "text";
    std::string list(spec.choices);
    for (std::size_t at = 0; (at = list.find('|', at)) != std::string::npos; at += 2) {
      list.replace(at, 1, ", ");
    }
    return "one of " + list;
  }
  std::string range = number(spec.min) + ".." + number(spec.max);
  if (!spec.unit.empty()) range += " " + std::string(spec.unit);
  return range;
}

std::vector<std::string> words_of_list(std::string_view text) {
  constexpr std::string_view kBetween = ", \t";
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(kBetween), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

SettingValue get_setting(const Settings& settings, const SettingSpec& spec) {
  Settings copy = settings;
  return std::visit(
      [](auto* field) -> SettingValue {
        if constexpr (std::is_same_v<decltype(field), int*>) {
          return static_cast<double>(*field);
        } else {
          return *field;
        }
      },
      spec.field(copy));
}

std::string set_setting(Settings& settings, std::string_view key, const SettingValue& value) {
  const auto specs = setting_specs();
  const auto spec = std::find_if(specs.begin(), specs.end(),
                                 [key](const SettingSpec& s) { return s.key == key; });
  if (spec == specs.end()) return unknown_key(key);
  const SettingField field = spec->field(settings);
  if (bool* const* flag = std::get_if<bool*>(&field)) {
    const bool* given = std::get_if<bool>(&value);
    if (given == nullptr) return "true or false is needed";
    **flag = *given;
    return {};
  }
  if (int* const* whole = std::get_if<int*>(&field)) return set_number(**whole, *spec, value);
  if (double* const* real = std::get_if<double*>(&field)) {
    std::string problem = set_number(**real, *spec, value);
    // What is set by hand is not replaced by what is learnt.
    if (problem.empty() && *real == &settings.lean.threshold_deg) settings.lean.personal = false;
    return problem;
  }
  const std::string* given = std::get_if<std::string>(&value);
  if (given == nullptr) return "text in quotes is needed, " + allowed_values(*spec);
  if (!is_choice(spec->choices, *given)) {
    return "\"" + *given + "\" is not " + allowed_values(*spec);
  }
  if (spec->problem != nullptr) {
    if (std::string problem = spec->problem(*given); !problem.empty()) return problem;
  }
  *std::get<std::string*>(field) = *given;
  return {};
}

}  // namespace postured
