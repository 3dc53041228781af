// The messages of PipeWire's native protocol (docs.pipewire.org, "Native Protocol"), as far as a
// client needs them that only looks. Pure: bytes in, values out.
//
// libpipewire itself would cost 1.3 MB and a thread in a process that must stay small. The protocol
// has had version 3 since PipeWire 0.3 of 2020.
//
// A message is four words (object, opcode and size, sequence, descriptors) and a POD: a typed value
// of four bytes size, four bytes type, the value, and padding to 8. All in the machine's byte
// order.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postured::pipewire {

using Dict = std::map<std::string, std::string, std::less<>>;

// Builds the fields of a message.
class Writer {
 public:
  Writer& number(std::int32_t value);
  Writer& text(std::string_view value);
  Writer& dict(const Dict& entries);

  // The whole message to `object`.
  std::string message(std::uint32_t object, std::uint8_t opcode, std::uint32_t sequence) const;

 private:
  std::string fields_;
};

// Reads the fields of a struct one after the other; nullopt when it is of another type or damaged.
class Reader {
 public:
  // `fields`: the inside of a struct. It must outlive the reader.
  explicit Reader(std::string_view fields) : rest_(fields) {}

  std::optional<std::int64_t> number();    // Bool, Id, Int or Long
  std::optional<std::string_view> text();  // String; empty for None
  std::optional<Dict> dict();              // Struct: count, then keys and values
  bool skip();

 private:
  struct Field {
    std::uint32_t type;
    std::string_view value;
  };
  std::optional<Field> next();

  std::string_view rest_;
};

struct Message {
  std::uint32_t object = 0;
  std::uint8_t opcode = 0;
  std::string_view fields;  // the inside of its struct; empty when it has none
};

// Takes messages out of a stream of bytes.
class Stream {
 public:
  static constexpr std::size_t kLongestMessage = 1U << 20;

  void add(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole one, valid until the next call of anything. nullopt: more bytes are needed, or
  // broken().
  std::optional<Message> next();
  // A size that no message has: the stream cannot be followed any further.
  bool broken() const { return broken_; }

 private:
  std::string buffer_;
  std::size_t taken_ = 0;
  bool broken_ = false;
};

}  // namespace postured::pipewire
