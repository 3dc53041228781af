#include "desktop/pipewire_wire.hpp"

#include <algorithm>
#include <cstring>

namespace postured::pipewire {
namespace {

// spa/utils/type.h
constexpr std::uint32_t kNone = 1, kBool = 2, kId = 3, kInt = 4, kLong = 5, kString = 8,
                        kStruct = 14;
constexpr std::size_t kHeaderBytes = 16, kPodHeaderBytes = 8;
constexpr int kMostEntries = 1024;

std::size_t padded(std::size_t bytes) { return (bytes + 7) & ~std::size_t{7}; }

template <class T>
T load(std::string_view bytes, std::size_t at = 0) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

void append_word(std::string& to, std::uint32_t word) {
  char bytes[sizeof word];
  std::memcpy(bytes, &word, sizeof word);
  to.append(bytes, sizeof bytes);
}

void append_pod(std::string& to, std::uint32_t type, std::string_view value) {
  append_word(to, static_cast<std::uint32_t>(value.size()));
  append_word(to, type);
  to.append(value);
  to.append(padded(value.size()) - value.size(), '\0');
}

}  // namespace

Writer& Writer::number(std::int32_t value) {
  std::string word;
  append_word(word, static_cast<std::uint32_t>(value));
  append_pod(fields_, kInt, word);
  return *this;
}

Writer& Writer::text(std::string_view value) {
  append_pod(fields_, kString, std::string(value) + '\0');
  return *this;
}

Writer& Writer::dict(const Dict& entries) {
  Writer inside;
  inside.number(static_cast<std::int32_t>(entries.size()));
  for (const auto& [key, value] : entries) inside.text(key).text(value);
  append_pod(fields_, kStruct, inside.fields_);
  return *this;
}

std::string Writer::message(std::uint32_t object, std::uint8_t opcode,
                            std::uint32_t sequence) const {
  std::string payload;
  append_pod(payload, kStruct, fields_);
  std::string whole;
  append_word(whole, object);
  append_word(whole, std::uint32_t{opcode} << 24 | static_cast<std::uint32_t>(payload.size()));
  append_word(whole, sequence);
  append_word(whole, 0);  // descriptors
  return whole + payload;
}

std::optional<Reader::Field> Reader::next() {
  if (rest_.size() < kPodHeaderBytes) return std::nullopt;
  const auto size = load<std::uint32_t>(rest_);
  const Field field{load<std::uint32_t>(rest_, 4), rest_.substr(kPodHeaderBytes, size)};
  if (field.value.size() != size) {
    rest_ = {};
    return std::nullopt;
  }
  rest_.remove_prefix(std::min(rest_.size(), kPodHeaderBytes + padded(size)));
  return field;
}

bool Reader::skip() { return next().has_value(); }

std::optional<std::int64_t> Reader::number() {
  const auto field = next();
  if (!field) return std::nullopt;
  const bool word = field->type == kBool || field->type == kId || field->type == kInt;
  if (word && field->value.size() == 4) return load<std::int32_t>(field->value);
  if (field->type == kLong && field->value.size() == 8) return load<std::int64_t>(field->value);
  return std::nullopt;
}

std::optional<std::string_view> Reader::text() {
  const auto field = next();
  if (!field) return std::nullopt;
  if (field->type == kNone) return std::string_view();
  if (field->type != kString || field->value.empty() || field->value.back() != '\0') {
    return std::nullopt;
  }
  return field->value.substr(0, field->value.size() - 1);
}

std::optional<Dict> Reader::dict() {
  const auto field = next();
  if (!field || field->type != kStruct) return std::nullopt;
  Reader inside(field->value);
  const auto count = inside.number();
  if (!count || *count < 0 || *count > kMostEntries) return std::nullopt;
  Dict entries;
  for (std::int64_t i = 0; i < *count; ++i) {
    const auto key = inside.text(), value = inside.text();
    if (!key || !value) return std::nullopt;
    entries.emplace(*key, *value);
  }
  return entries;
}

std::optional<Message> Stream::next() {
  buffer_.erase(0, taken_);
  taken_ = 0;
  if (broken_ || buffer_.size() < kHeaderBytes) return std::nullopt;
  const std::string_view all(buffer_);
  const auto opcode_and_size = load<std::uint32_t>(all, 4);
  const std::size_t size = opcode_and_size & 0xFFFFFF;
  if (size > kLongestMessage) {
    broken_ = true;
    return std::nullopt;
  }
  if (all.size() < kHeaderBytes + size) return std::nullopt;
  taken_ = kHeaderBytes + size;
  Message message{load<std::uint32_t>(all), static_cast<std::uint8_t>(opcode_and_size >> 24), {}};
  // A footer may follow the struct; it is of no use to who only looks.
  const std::string_view payload = all.substr(kHeaderBytes, size);
  if (payload.size() >= kPodHeaderBytes && load<std::uint32_t>(payload, 4) == kStruct) {
    message.fields = payload.substr(kPodHeaderBytes, load<std::uint32_t>(payload));
  }
  return message;
}

}  // namespace postured::pipewire
