#include "desktop/pipewire_graph.hpp"

namespace postured::pipewire {
namespace {

// Keys and values of pipewire/keys.h.
std::string_view value_of(const Dict& properties, std::string_view key) {
  const auto found = properties.find(key);
  return found == properties.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::optional<Quiet> meaning_of(const Dict& properties) {
  const auto is = [&](std::string_view key, std::string_view value) {
    return value_of(properties, key) == value;
  };
  const auto has = [&](std::string_view key) { return !value_of(properties, key).empty(); };

  if (is("media.class", "Stream/Input/Audio")) {
    // The level meter of a mixer, who records what the speakers play, and the inner half of a
    // filter (noise suppression and the like run all day) are nobody speaking.
    const bool speaks = !is("stream.monitor", "true") && !is("stream.capture.sink", "true") &&
                        !has("node.link-group");
    return speaks ? std::optional(Quiet::microphone) : std::nullopt;
  }
  // A camera is a device; what else gives video is a compositor that casts a screen or a window.
  if (is("media.class", "Video/Source")) {
    return has("device.api") || is("media.role", "Camera") ? Quiet::camera : Quiet::screen_shared;
  }
  if (is("media.class", "Stream/Output/Video")) return Quiet::screen_shared;
  // Where the giver cannot be seen, the taker may say what it takes.
  if (is("media.class", "Stream/Input/Video")) {
    if (is("media.role", "Camera")) return Quiet::camera;
    if (is("media.role", "Screen")) return Quiet::screen_shared;
  }
  return std::nullopt;
}

void Graph::update(std::uint32_t node, const Dict& properties, bool running) {
  Node& known = nodes_[node];
  if (!properties.empty()) known.meaning = meaning_of(properties);
  known.running = running;
}

std::set<Quiet> Graph::quiet() const {
  std::set<Quiet> reasons;
  for (const auto& [id, node] : nodes_) {
    if (node.running && node.meaning) reasons.insert(*node.meaning);
  }
  return reasons;
}

}  // namespace postured::pipewire
