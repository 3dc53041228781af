// How the types of ControlState travel: their D-Bus signature, writing and reading.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "desktop/sd_handles.hpp"

namespace postured {

template <class T>
constexpr const char* signature_of() {
  if constexpr (std::is_same_v<T, bool>) return "b";
  if constexpr (std::is_same_v<T, double>) return "d";
  if constexpr (std::is_same_v<T, std::int64_t>) return "x";
  if constexpr (std::is_same_v<T, std::uint64_t>) return "t";
  if constexpr (std::is_same_v<T, std::string>) return "s";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "as";
}

// Both return a negative errno on failure, as sd-bus does.
inline int append_value(sd_bus_message* message, const std::string& value) {
  return sd_bus_message_append_basic(message, 's', value.c_str());
}
inline int append_value(sd_bus_message* message, bool value) {
  const int wire = value ? 1 : 0;
  return sd_bus_message_append_basic(message, 'b', &wire);
}
inline int append_value(sd_bus_message* message, const std::vector<std::string>& values) {
  int r = sd_bus_message_open_container(message, 'a', "s");
  for (const std::string& value : values) {
    if (r >= 0) r = append_value(message, value);
  }
  return r < 0 ? r : sd_bus_message_close_container(message);
}
// Named values, in order; aa{ss} on the bus.
using ControlDict = std::vector<std::pair<std::string, std::string>>;
inline int append_value(sd_bus_message* message, const std::vector<ControlDict>& dicts) {
  int r = sd_bus_message_open_container(message, 'a', "a{ss}");
  for (const ControlDict& dict : dicts) {
    if (r >= 0) r = sd_bus_message_open_container(message, 'a', "{ss}");
    for (const auto& [key, value] : dict) {
      if (r >= 0) r = sd_bus_message_append(message, "{ss}", key.c_str(), value.c_str());
    }
    if (r >= 0) r = sd_bus_message_close_container(message);
  }
  return r < 0 ? r : sd_bus_message_close_container(message);
}
template <class Number>
requires std::is_arithmetic_v<Number>
int append_value(sd_bus_message* message, Number value) {
  return sd_bus_message_append_basic(message, signature_of<Number>()[0], &value);
}

inline int read_value(sd_bus_message* message, std::string& value) {
  const char* text = nullptr;
  const int r = sd_bus_message_read_basic(message, 's', &text);
  if (r > 0) value = text;
  return r;
}
inline int read_value(sd_bus_message* message, bool& value) {
  int wire = 0;
  const int r = sd_bus_message_read_basic(message, 'b', &wire);
  value = wire != 0;
  return r;
}
inline int read_value(sd_bus_message* message, std::vector<std::string>& values) {
  values.clear();
  int r = sd_bus_message_enter_container(message, 'a', "s");
  if (r < 0) return r;
  std::string value;
  while ((r = read_value(message, value)) > 0) values.push_back(value);
  return r < 0 ? r : sd_bus_message_exit_container(message);
}
inline int read_value(sd_bus_message* message, ControlDict& dict) {
  dict.clear();
  int r = sd_bus_message_enter_container(message, 'a', "{ss}");
  if (r <= 0) return r;
  const char *key = nullptr, *value = nullptr;
  while ((r = sd_bus_message_read(message, "{ss}", &key, &value)) > 0)
    dict.emplace_back(key, value);
  return r < 0 ? r : sd_bus_message_exit_container(message);
}
inline int read_value(sd_bus_message* message, std::vector<ControlDict>& dicts) {
  dicts.clear();
  int r = sd_bus_message_enter_container(message, 'a', "a{ss}");
  if (r < 0) return r;
  ControlDict dict;
  while ((r = read_value(message, dict)) > 0) dicts.push_back(dict);
  return r < 0 ? r : sd_bus_message_exit_container(message);
}
template <class Number>
requires std::is_arithmetic_v<Number>
int read_value(sd_bus_message* message, Number& value) {
  return sd_bus_message_read_basic(message, signature_of<Number>()[0], &value);
}

}  // namespace postured
