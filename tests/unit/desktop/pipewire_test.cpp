// PipeWire's protocol and graph: by bytes, and with the real one.
#include <signal.h>

#include <array>
#include <cstring>
#include <random>

#include "desktop/pipewire_watch.hpp"
#include "desktop/quiet_watch.hpp"
#include "unit/desktop/desktop_test.hpp"

namespace postured::test {
namespace {

using pipewire::Dict;
using pipewire::Reader;
using pipewire::Stream;
using pipewire::Writer;

TEST(PipewireWireTest, WhatIsWrittenIsReadAgainHoweverItIsCut) {
  const Dict dict{{"application.name", "postured"}, {"empty", ""}};
  const std::string bytes = Writer().number(3).text("Node").dict(dict).message(2, 1, 7) +
                            Writer().number(-1).message(0, 2, 8);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Stream stream;
    stream.add(std::string_view(bytes).substr(0, cut));
    int seen = 0;
    const auto take = [&] {
      while (const auto message = stream.next()) {
        Reader fields(message->fields);
        if (seen++ == 0) {
          EXPECT_EQ(message->object, 2U);
          EXPECT_EQ(message->opcode, 1);
          EXPECT_EQ(fields.number(), 3);
          EXPECT_EQ(fields.text(), "Node");
          EXPECT_EQ(fields.dict(), dict);
        } else {
          EXPECT_EQ(message->object, 0U);
          EXPECT_EQ(fields.number(), -1);
        }
        EXPECT_FALSE(fields.skip());
      }
    };
    take();
    stream.add(std::string_view(bytes).substr(cut));
    take();
    EXPECT_EQ(seen, 2) << cut;
  }
}

TEST(PipewireWireTest, DamageIsRefusedNotRead) {
  const std::string whole = Writer().number(1).text("x").dict({{"key", "value"}}).message(3, 0, 0);
  std::mt19937 random(5);
  for (int trial = 0; trial < 20'000; ++trial) {
    std::string bytes = whole.substr(0, random() % (whole.size() + 1));
    for (int i = 0; i < 3 && !bytes.empty(); ++i) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    Stream stream;
    stream.add(bytes);
    while (const auto message = stream.next()) {
      Reader fields(message->fields);
      fields.number();
      fields.text();
      fields.dict();
    }
  }
  Stream stream;
  std::string huge = whole;
  huge[6] = '\x7f';  // a size of 8 MB
  stream.add(huge);
  EXPECT_FALSE(stream.next());
  EXPECT_TRUE(stream.broken());
}

TEST(PipewireGraphTest, NodesMeanWhatTheirPropertiesSay) {
  const auto meaning = pipewire::meaning_of;
  const Dict recording{{"media.class", "Stream/Input/Audio"}};
  EXPECT_EQ(meaning(recording), Quiet::microphone);
  // A level meter, a recording of what is played, and an inner half of a filter.
  for (const char* key : {"stream.monitor", "stream.capture.sink", "node.link-group"}) {
    Dict other = recording;
    other[key] = "true";
    EXPECT_EQ(meaning(other), std::nullopt) << key;
  }
  EXPECT_EQ(meaning({{"media.class", "Video/Source"}, {"device.api", "v4l2"}}), Quiet::camera);
  EXPECT_EQ(meaning({{"media.class", "Video/Source"}, {"media.role", "Camera"}}), Quiet::camera);
  EXPECT_EQ(meaning({{"media.class", "Video/Source"}, {"node.name", "xdg-desktop-portal-wlr"}}),
            Quiet::screen_shared);
  EXPECT_EQ(meaning({{"media.class", "Stream/Output/Video"}}), Quiet::screen_shared);
  EXPECT_EQ(meaning({{"media.class", "Stream/Input/Video"}}), std::nullopt);
  EXPECT_EQ(meaning({{"media.class", "Stream/Output/Audio"}}), std::nullopt);
  EXPECT_EQ(meaning({{"media.class", "Audio/Source"}}), std::nullopt);
}

TEST(PipewireGraphTest, OnlyWhatRunsCountsAndEachReasonOnce) {
  pipewire::Graph graph;
  const Dict recording{{"media.class", "Stream/Input/Audio"}};
  graph.update(1, recording, false);
  EXPECT_TRUE(graph.quiet().empty());
  graph.update(1, {}, true);  // only its state changed
  graph.update(2, recording, true);
  EXPECT_EQ(graph.quiet(), std::set{Quiet::microphone});
  graph.remove(1);
  EXPECT_EQ(graph.quiet(), std::set{Quiet::microphone});
  graph.remove(2);
  EXPECT_TRUE(graph.quiet().empty());
}

// A PipeWire of its own: a microphone and a camera that are none, and pw-record as who speaks.
class PipewireTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    for (const char* program : {"pipewire", "wireplumber", "pw-cli", "pw-record"}) {
      if (!program_exists(program)) {
        GTEST_SKIP() << program << " is not installed (packages pipewire-bin, wireplumber)";
      }
    }
    bus_daemon_.start();
    for (const auto& [name, value] : environment()) {
      const char* old = std::getenv(name.c_str());
      old_.emplace_back(name, old ? old : "");
      ::setenv(name.c_str(), value.c_str(), 1);
    }
  }
  void TearDown() override {
    for (const auto& [name, value] : old_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::vector<std::pair<std::string, std::string>> environment() const {
    const std::string folder = bus_daemon_.folder().string();
    return {{"XDG_RUNTIME_DIR", folder}, {"XDG_STATE_HOME", folder}, {"HOME", folder}};
  }

  using Child = std::unique_ptr<ChildProcess>;
  static Child run(const std::string& command) {
    return std::make_unique<ChildProcess>(std::vector<std::string>{"/bin/sh", "-c", command});
  }
  void start_pipewire() {
    pipewire_ = std::make_unique<ChildProcess>(std::vector<std::string>{"pipewire"});
    ASSERT_TRUE(
        run_until([&] { return std::filesystem::exists(bus_daemon_.folder() / "pipewire-0"); }));
    manager_ = std::make_unique<ChildProcess>(std::vector<std::string>{"wireplumber"});
  }
  // A node lives as long as the client that made it.
  static Child node(const std::string& properties) {
    return run("(echo 'create-node adapter { factory.name=support.null-audio-sink " + properties +
               " }'; exec sleep 20) | pw-cli");
  }
  static Child stand_in(const std::string& name_and_properties) {
    return run("exec " POSTURED_SOURCE_DIR "/tests/integration/desktop/pipewire_stand_in.sh " +
               name_and_properties);
  }
  bool becomes(const std::set<Quiet>& quiet, std::chrono::milliseconds limit = 10s) {
    return run_until([&] { return watch_ && watch_->quiet() == quiet; }, limit);
  }

  std::vector<std::pair<std::string, std::string>> old_;
  Child pipewire_, manager_;
  std::unique_ptr<PipewireWatch> watch_;
  int changes_ = 0;
};

TEST_F(PipewireTest, MicrophoneCameraAndScreenOfTheRealOne) {
  watch_ = std::make_unique<PipewireWatch>(
      io_, [this] { ++changes_; }, 100ms);
  run_for(150ms);
  EXPECT_FALSE(watch_->health().working);  // not there yet
  start_pipewire();
  ASSERT_TRUE(run_until([&] { return watch_->health().working; })) << watch_->health().sentence;
  const Child microphone =
      node("media.class=Audio/Source/Virtual node.name=fakemic audio.position=FL");
  run_for(500ms);
  EXPECT_EQ(handlers_run_in(1000ms), 0U);  // nothing is polled
  EXPECT_TRUE(watch_->quiet().empty());

  Child speaker =
      run("exec pw-record --target fakemic " + (bus_daemon_.folder() / "speech.wav").string());
  EXPECT_TRUE(becomes({Quiet::microphone}));
  const Child camera = stand_in("cam media.class=Video/Source device.api=v4l2");
  EXPECT_TRUE(becomes({Quiet::microphone, Quiet::camera}));
  Child screen = stand_in("cast media.class=Video/Source");
  EXPECT_TRUE(becomes({Quiet::microphone, Quiet::camera, Quiet::screen_shared}));
  screen->signal(SIGTERM);  // its script ends what it started
  speaker.reset();
  EXPECT_TRUE(becomes({Quiet::camera}));

  // It ends, and comes back without anything in use.
  pipewire_.reset();
  EXPECT_TRUE(becomes({}));
  EXPECT_FALSE(watch_->health().working);
  std::filesystem::remove(bus_daemon_.folder() / "pipewire-0");
  manager_.reset();
  start_pipewire();
  EXPECT_TRUE(run_until([&] { return watch_->health().working; }));
}

TEST_F(PipewireTest, OneThatHangsHoldsNobodyUp) {
  start_pipewire();
  pipewire_->signal(SIGSTOP);
  watch_ = std::make_unique<PipewireWatch>(
      io_, [this] { ++changes_; }, 100ms);
  run_for(300ms);
  EXPECT_FALSE(watch_->health().working);
  EXPECT_NE(watch_->health().sentence.find("does not answer"), std::string::npos);
  pipewire_->signal(SIGCONT);
  EXPECT_TRUE(run_until([&] { return watch_->health().working; }));
}

}  // namespace
}  // namespace postured::test
