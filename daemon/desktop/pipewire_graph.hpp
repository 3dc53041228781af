// What the nodes of PipeWire's graph say about the person: a microphone or camera in use, a screen
// that is shared or recorded. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "coach/desktop_context.hpp"
#include "desktop/pipewire_wire.hpp"

namespace postured::pipewire {

// What a node with these properties is while it runs; nullopt: nothing that matters.
std::optional<Quiet> meaning_of(const Dict& properties);

class Graph {
 public:
  // A node's properties, and whether media flows through it. Empty properties: as they were.
  void update(std::uint32_t node, const Dict& properties, bool running);
  void remove(std::uint32_t node) { nodes_.erase(node); }
  void clear() { nodes_.clear(); }

  std::set<Quiet> quiet() const;

 private:
  struct Node {
    std::optional<Quiet> meaning;
    bool running = false;
  };
  std::map<std::uint32_t, Node> nodes_;
};

}  // namespace postured::pipewire
