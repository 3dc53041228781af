#include "desktop/dconf_file.hpp"

#include <cstdint>
#include <cstring>

namespace postured {
namespace {

// GVDB is written in the byte order of the machine that uses it.
constexpr std::string_view kSignature = "GVariant";
constexpr std::size_t kHeaderBytes = 24, kItemBytes = 24;
constexpr std::uint32_t kNoParent = 0xFFFFFFFF;
constexpr std::uint32_t kBloomWordsMask = (1U << 27) - 1;
constexpr int kDeepestPath = 64;  // a damaged file may name parents in a ring

struct Item {
  std::uint32_t parent, key_start;
  std::uint16_t key_size;
  char type;
  std::uint32_t value_start, value_end;
};

template <class T>
std::optional<T> number_at(std::string_view file, std::size_t at) {
  if (at > file.size() || file.size() - at < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, file.data() + at, sizeof value);
  return value;
}

std::optional<std::string_view> range(std::string_view file, std::size_t begin, std::size_t end) {
  if (begin > end || end > file.size()) return std::nullopt;
  return file.substr(begin, end - begin);
}

// The hash table of items. Every look-up is checked: the file is another program's.
class Table {
 public:
  static std::optional<Table> open(std::string_view file) {
    if (!file.starts_with(kSignature) || file.size() < kHeaderBytes) return std::nullopt;
    const auto root =
        range(file, *number_at<std::uint32_t>(file, 16), *number_at<std::uint32_t>(file, 20));
    if (!root) return std::nullopt;
    const auto bloom = number_at<std::uint32_t>(*root, 0);
    const auto buckets = number_at<std::uint32_t>(*root, 4);
    if (!bloom || !buckets) return std::nullopt;
    const std::size_t items =
        8 + 4 * std::size_t{*bloom & kBloomWordsMask} + 4 * std::size_t{*buckets};
    if (items > root->size()) return std::nullopt;
    return Table(file, root->substr(items));
  }

  std::size_t size() const { return items_.size() / kItemBytes; }
  Item item(std::size_t index) const {
    const std::size_t at = index * kItemBytes;
    return {*number_at<std::uint32_t>(items_, at + 4),  *number_at<std::uint32_t>(items_, at + 8),
            *number_at<std::uint16_t>(items_, at + 12), items_[at + 14],
            *number_at<std::uint32_t>(items_, at + 16), *number_at<std::uint32_t>(items_, at + 20)};
  }
  // Is `key` the path of this item? Compared from its end, parent by parent.
  bool named(Item at, std::string_view key) const {
    for (int depth = 0; depth < kDeepestPath; ++depth) {
      const auto part = range(file_, at.key_start, std::size_t{at.key_start} + at.key_size);
      if (!part || !key.ends_with(*part)) return false;
      key.remove_suffix(part->size());
      if (at.parent == kNoParent) return key.empty();
      if (at.parent >= size()) return false;
      at = item(at.parent);
    }
    return false;
  }

 private:
  Table(std::string_view file, std::string_view items) : file_(file), items_(items) {}

  std::string_view file_, items_;
};

}  // namespace

DconfSwitch read_dconf_switch(std::string_view file, std::string_view key) {
  const auto table = Table::open(file);
  if (!table) return {};
  DconfSwitch found{true, std::nullopt};
  for (std::size_t i = 0; i < table->size(); ++i) {
    const Item item = table->item(i);
    if (item.type != 'v' || !table->named(item, key)) continue;
    // A GVariant of type v that holds a boolean: the byte, a separator, the type's name.
    const auto value = range(file, item.value_start, item.value_end);
    if (value && value->size() == 3 && value->substr(1) == std::string_view("\0b", 2)) {
      found.value = value->front() != 0;
    }
  }
  return found;
}

}  // namespace postured
