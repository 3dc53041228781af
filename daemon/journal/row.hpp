// A row on its way into its table: values are bound one after the other.
#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/vector.hpp"

namespace postured {

inline constexpr std::size_t kTokenBytes = 64;      // serials, names, reasons of gaps
inline constexpr std::size_t kSentenceBytes = 512;  // reasons of prompts

// At most `limit` bytes, ending on a whole UTF-8 character and before any NUL: text may come from
// a sensor.
inline std::string bounded(std::string_view text, std::size_t limit) {
  text = text.substr(0, text.find('\0'));
  if (text.size() > limit) {
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    text = text.substr(0, limit);
  }
  return std::string(text);
}

// Binds one after the other. NaN becomes NULL in SQLite, which every NOT NULL column refuses.
class Row {
 public:
  explicit Row(SQLite::Statement& statement) : statement_(statement) {}

  Row& add(std::int64_t value) {
    statement_.bind(++index_, static_cast<int64_t>(value));
    return *this;
  }
  Row& add(int value) { return add(std::int64_t{value}); }
  Row& add(bool value) { return add(std::int64_t{value ? 1 : 0}); }
  Row& add(double value) {
    statement_.bind(++index_, value);
    return *this;
  }
  Row& add(const WallTime& t) {
    return add(std::int64_t{t.utc.time_since_epoch().count()})
        .add(std::int64_t{t.utc_offset.count()});
  }
  Row& add(BootTime t) { return add(std::int64_t{t.time_since_epoch().count()}); }
  Row& text(std::string_view value, std::size_t limit = kTokenBytes) {
    statement_.bind(++index_, bounded(value, limit));
    return *this;
  }
  Row& blob(std::span<const std::uint8_t> bytes) {
    // A null pointer would bind NULL instead of an empty blob.
    const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    statement_.bind(++index_, data, static_cast<int>(bytes.size()));
    return *this;
  }
  Row& null() {
    statement_.bind(++index_);
    return *this;
  }
  Row& vector(const Vec3& values) {
    for (const double value : values) add(value);
    return *this;
  }
  Row& add(const Eigen::Ref<const Mat3>& matrix) {
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 3; ++column) add(matrix(row, column));
    }
    return *this;
  }
  void store() { statement_.exec(); }

 private:
  SQLite::Statement& statement_;
  int index_ = 0;
};

}  // namespace postured
