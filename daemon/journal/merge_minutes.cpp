#include "journal/merge_minutes.hpp"

#include <map>

namespace postured {

Minute merge_minutes(std::span<const std::uint8_t> stored_seconds, const Minute& added) {
  std::map<std::int64_t, PostureSecond> seconds;
  for (const PostureSecond& second : unpack_seconds(added.seconds, added.start)) {
    seconds[second.wall.utc.time_since_epoch().count() / 1000] = second;
  }
  bool changed = false;
  for (const PostureSecond& second : unpack_seconds(stored_seconds, added.start)) {
    const auto key = second.wall.utc.time_since_epoch().count() / 1000;
    const auto [found, is_new] = seconds.try_emplace(key, second);
    if (is_new) {
      changed = true;
    } else if (second.valid && !found->second.valid) {
      found->second = second;
      changed = true;
    }
  }
  if (!changed) return added;

  Minute merged = added;
  MinuteBuilder builder([&merged](const Minute& minute) { merged = minute; });
  for (const auto& [key, second] : seconds) builder.update(second);
  builder.flush();
  return merged;
}

}  // namespace postured
