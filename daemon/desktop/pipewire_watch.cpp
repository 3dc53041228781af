#include "desktop/pipewire_watch.hpp"

#include <boost/asio/write.hpp>
#include <cstdlib>

namespace postured {
namespace {

using boost::system::error_code;
using pipewire::Message;
using pipewire::Reader;
using pipewire::Writer;

// pipewire/core.h, node.h: objects that are there from the start, methods and events.
constexpr std::uint32_t kCore = 0, kClient = 1, kRegistry = 2, kFirstNode = 3;
constexpr std::uint8_t kHello = 1, kSync = 2, kPong = 3, kGetRegistry = 5, kBind = 1,
                       kUpdateProperties = 2;
constexpr std::uint8_t kDone = 1, kPing = 2, kRemoveId = 4, kGlobal = 0, kGlobalRemove = 1,
                       kNodeInfo = 0;
constexpr std::int32_t kVersion = 3;
constexpr std::string_view kNodeType = "PipeWire:Interface:Node";
constexpr std::int64_t kRunning = 3;  // pw_node_state
constexpr std::size_t kMostNodes = 4096;

std::string value_of_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// As libpipewire finds it.
std::string socket_path() {
  std::string name = value_of_environment("PIPEWIRE_REMOTE");
  if (name.empty()) name = "pipewire-0";
  if (name.front() == '/') return name;
  std::string folder = value_of_environment("PIPEWIRE_RUNTIME_DIR");
  if (folder.empty()) folder = value_of_environment("XDG_RUNTIME_DIR");
  return folder.empty() ? "" : folder + "/" + name;
}

}  // namespace

PipewireWatch::PipewireWatch(boost::asio::io_context& io, std::function<void()> changed,
                             std::chrono::milliseconds try_again)
    : changed_(std::move(changed)), try_again_(try_again), socket_(io), again_(io) {
  connect();
}

void PipewireWatch::connect() {
  const std::string path = socket_path();
  constexpr std::size_t kLongestPath = 107;  // sockaddr_un
  if (path.empty() || path.size() > kLongestPath) {
    trouble_ = "XDG_RUNTIME_DIR does not say where it is";
    return;
  }
  const int connection = ++connection_;
  socket_.async_connect(boost::asio::local::stream_protocol::endpoint(path),
                        lifetime_.guard([this, connection](const error_code& error) {
                          if (connection != connection_) return;
                          error ? lost("it is not running") : greet();
                        }));
}

void PipewireWatch::greet() {
  trouble_ = "it does not answer";
  next_id_ = kFirstNode;
  send(Writer().number(kVersion), kCore, kHello);
  send(Writer().dict({{"application.name", "postured"}}), kClient, kUpdateProperties);
  send(Writer().number(kVersion).number(kRegistry), kCore, kGetRegistry);
  send(Writer().number(0).number(1), kCore, kSync);  // its answer: all that is there was told
  read();
}

void PipewireWatch::read() {
  socket_.async_read_some(
      boost::asio::buffer(incoming_),
      lifetime_.guard([this, connection = connection_](const error_code& error, std::size_t n) {
        if (connection != connection_) return;
        if (error) {
          lost("it ended");
          return;
        }
        stream_.add({incoming_.data(), n});
        while (const auto message = stream_.next()) handle(*message);
        if (stream_.broken()) {
          lost("it sent what cannot be read");
          return;
        }
        update();
        read();
      }));
}

void PipewireWatch::handle(const Message& message) {
  if (message.object == kCore) {
    on_core(message);
  } else if (message.object == kRegistry) {
    on_registry(message);
  } else if (message.object >= kFirstNode && message.opcode == kNodeInfo) {
    on_node(message);
  }
}

void PipewireWatch::on_core(const Message& message) {
  Reader fields(message.fields);
  if (message.opcode == kDone) {
    if (fields.number() == 0) answered_ = true;
  } else if (message.opcode == kPing) {
    const auto id = fields.number(), sequence = fields.number();
    if (!id || !sequence) return;
    send(Writer()
             .number(static_cast<std::int32_t>(*id))
             .number(static_cast<std::int32_t>(*sequence)),
         kCore, kPong);
  } else if (message.opcode == kRemoveId) {
    const auto id = fields.number();
    if (id && global_of_.erase(static_cast<std::uint32_t>(*id)) > 0) {
      graph_.remove(static_cast<std::uint32_t>(*id));
      free_ids_.push_back(static_cast<std::uint32_t>(*id));
    }
  }
}

void PipewireWatch::on_registry(const Message& message) {
  Reader fields(message.fields);
  const auto global = fields.number();
  if (!global) return;
  if (message.opcode == kGlobalRemove) {
    for (const auto& [id, its_global] : global_of_) {
      if (its_global == static_cast<std::uint32_t>(*global)) graph_.remove(id);
    }
    return;
  }
  if (message.opcode != kGlobal) return;
  fields.skip();  // permissions
  const auto type = fields.text();
  if (type != kNodeType || global_of_.size() >= kMostNodes) return;
  std::uint32_t id = 0;
  if (free_ids_.empty()) {
    id = next_id_++;
  } else {
    id = free_ids_.back();
    free_ids_.pop_back();
  }
  global_of_[id] = static_cast<std::uint32_t>(*global);
  send(Writer()
           .number(static_cast<std::int32_t>(*global))
           .text(kNodeType)
           .number(kVersion)
           .number(static_cast<std::int32_t>(id)),
       kRegistry, kBind);
}

void PipewireWatch::on_node(const Message& message) {
  if (!global_of_.contains(message.object)) return;
  Reader fields(message.fields);
  // The global id, ports at most, what changed, ports.
  for (int i = 0; i < 6; ++i) fields.skip();
  const auto state = fields.number();
  fields.skip();  // the error's text
  const auto properties = fields.dict();
  if (!state || !properties) return;
  graph_.update(message.object, *properties, *state == kRunning);
}

void PipewireWatch::send(const Writer& fields, std::uint32_t object, std::uint8_t opcode) {
  outgoing_ += fields.message(object, opcode, sequence_++);
  if (being_written_.empty()) write();
}

void PipewireWatch::write() {
  being_written_.swap(outgoing_);
  boost::asio::async_write(
      socket_, boost::asio::buffer(being_written_),
      lifetime_.guard([this, connection = connection_](const error_code& error, std::size_t) {
        if (connection != connection_) return;
        being_written_.clear();
        // A failure is seen by the reader as well.
        if (!error && !outgoing_.empty()) write();
      }));
}

void PipewireWatch::lost(const std::string& why) {
  trouble_ = why;
  ++connection_;
  error_code ignored;
  socket_.close(ignored);
  stream_ = {};
  outgoing_.clear();
  being_written_.clear();
  global_of_.clear();
  free_ids_.clear();
  graph_.clear();
  answered_ = false;
  update();
  again_.expires_after(try_again_);
  again_.async_wait(lifetime_.guard([this](const error_code& error) {
    if (!error) connect();
  }));
}

void PipewireWatch::update() {
  const std::set<Quiet> now = graph_.quiet();
  if (now == quiet_) return;
  quiet_ = now;
  changed_();
}

SourceHealth PipewireWatch::health() const {
  if (!answered_) {
    return {"pipewire", false,
            "PipeWire tells of microphone, camera and screen sharing, but " + trouble_ +
                "; it is tried again every 30 s."};
  }
  std::string sentence = "PipeWire tells when a microphone, a camera or the screen is in use";
  if (quiet_.empty()) sentence += "; none is";
  for (const Quiet reason : quiet_) sentence += "; " + std::string(in_words(reason));
  return {"pipewire", true, sentence + ". Programs that open a camera without it are not seen."};
}

}  // namespace postured
