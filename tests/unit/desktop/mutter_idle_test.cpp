// The same tests against a real, headless mutter (package mutter; where it is not installed they
// skip) and against a stand-in that behaves as mutter 43.8 was seen to.
#include "desktop/mutter_idle.hpp"

#include <signal.h>

#include "unit/desktop/presence_fixture.hpp"

namespace postured::test {
namespace {

constexpr auto kPause = 400ms;
constexpr const char* kIdle = "org.gnome.Mutter.IdleMonitor";
constexpr const char* kIdlePath = "/org/gnome/Mutter/IdleMonitor/Core";

// What the tests do with either of them.
class Mutter {
 public:
  virtual ~Mutter() = default;
  virtual void use_input() = 0;
  virtual void set_inhibited(bool inhibited) = 0;
};

// Seen of mutter 43.8: an idle watch fires once for each pause, at once if one is under way; while
// the session is inhibited it does not, though the idle time is counted on, and afterwards it waits
// for its whole interval again; a user-active watch fires once.
class FakeMutter final : public Mutter {
 public:
  explicit FakeMutter(boost::asio::io_context& io) : service_(io, kIdle, kIdlePath), timer_(io) {
    const auto name = [](const char* method) { return std::string(kIdle) + "." + method; };
    service_.answer(name("AddIdleWatch"), [this](sd_bus_message* call, sd_bus_message* reply) {
      std::uint64_t interval = 0;
      sd_bus_message_read(call, "t", &interval);
      interval_ = std::chrono::milliseconds(interval);
      idle_watch_ = ++last_;
      sd_bus_message_append(reply, "u", idle_watch_);
      fire_in(std::max(0us, last_input_ + interval_ - boot_now()));
    });
    service_.answer(name("AddUserActiveWatch"), [this](sd_bus_message*, sd_bus_message* reply) {
      active_watch_ = ++last_;
      sd_bus_message_append(reply, "u", active_watch_);
    });
    service_.answer(name("GetIdletime"), [this](sd_bus_message*, sd_bus_message* reply) {
      const auto idle = std::chrono::floor<std::chrono::milliseconds>(boot_now() - last_input_);
      sd_bus_message_append(reply, "t", static_cast<std::uint64_t>(idle.count()));
    });
  }

  void use_input() override {
    last_input_ = boot_now();
    if (active_watch_ != 0) fire(std::exchange(active_watch_, 0));
    fire_in(interval_);
  }

  void set_inhibited(bool inhibited) override {
    inhibited_ = inhibited;
    if (!inhibited) fire_in(interval_);
  }

 private:
  void fire(std::uint32_t watch) {
    service_.emit(kIdle, "WatchFired",
                  [watch](sd_bus_message* m) { sd_bus_message_append(m, "u", watch); });
  }
  void fire_in(std::chrono::microseconds delay) {
    timer_.expires_after(delay);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && !inhibited_ && idle_watch_ != 0) fire(idle_watch_);
    });
  }

  FakeService service_;
  boost::asio::steady_timer timer_;
  std::chrono::microseconds interval_{kPause};
  BootTime last_input_ = boot_now();
  std::uint32_t last_ = 0, idle_watch_ = 0, active_watch_ = 0;
  bool inhibited_ = false;
};

enum class Kind { fake, real };

class MutterIdleTest : public PresenceTest, public ::testing::WithParamInterface<Kind> {
 protected:
  // The real one; its input comes through its own remote desktop.
  class RealMutter final : public Mutter {
   public:
    explicit RealMutter(MutterIdleTest& test) : test_(test) {}
    void use_input() override {
      if (session_.empty()) {
        session_ =
            call("/org/gnome/Mutter/RemoteDesktop", "CreateSession", "", [](sd_bus_message* m) {
              const char* path = "";
              sd_bus_message_read(m, "o", &path);
              return std::string(path);
            });
        call(session_, "Session.Start", "");
      }
      call(session_, "Session.NotifyPointerMotionRelative", "dd");
    }
    void set_inhibited(bool inhibited) override { test_.manager_->set(inhibited ? 8 : 0); }

   private:
    std::string call(const std::string& path, const std::string& method, const char* types,
                     const std::function<std::string(sd_bus_message*)>& read = {}) {
      const std::size_t dot = method.find('.');
      const std::string interface = std::string("org.gnome.Mutter.RemoteDesktop") +
                                    (dot == std::string::npos ? "" : "." + method.substr(0, dot));
      const std::string member = dot == std::string::npos ? method : method.substr(dot + 1);
      const BusMessage m = test_.bus_.method_call("org.gnome.Mutter.RemoteDesktop", path.c_str(),
                                                  interface.c_str(), member.c_str());
      if (std::string_view(types) == "dd") sd_bus_message_append(m.get(), "dd", 3.0, 4.0);
      std::string result;
      bool done = false;
      const BusSlot slot = test_.bus_.call(m, [&](sd_bus_message* reply) {
        done = true;
        EXPECT_EQ(sd_bus_message_is_method_error(reply, nullptr), 0) << method;
        if (read) result = read(reply);
      });
      EXPECT_TRUE(test_.run_until([&] { return done; }));
      return result;
    }

    MutterIdleTest& test_;
    std::string session_;
  };

  void SetUp() override {
    PresenceTest::SetUp();
    if (IsSkipped()) return;
    manager_ = session_manager();
    ASSERT_TRUE(run_until([&] { return manager_->service->ready(); }));
    if (GetParam() == Kind::real) {
      if (!program_exists("mutter")) {
        GTEST_SKIP() << "mutter is not installed (package mutter); its stand-in is tested";
      }
      folder_ = bus_daemon_.folder() / "run";
      std::filesystem::create_directory(folder_);
      std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
      process_ = std::make_unique<ChildProcess>(std::vector<std::string>{
          "env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR=" + folder_.string(),
          "HOME=" + folder_.string(), "LIBGL_ALWAYS_SOFTWARE=1", "XDG_SESSION_TYPE=wayland",
          "mutter", "--headless", "--wayland", "--no-x11", "--virtual-monitor", "320x240"});
      mutter_ = std::make_unique<RealMutter>(*this);
    } else {
      mutter_ = std::make_unique<FakeMutter>(io_);
    }
    watch_ = std::make_unique<MutterIdle>(
        bus_, io_, InputSourceHooks{boot_now, [this] { ++changes_; }, kPause});
    ASSERT_TRUE(run_until([&] { return watch_->input_health().working; }, 15s));
  }

  bool becomes(Input input) {
    return run_until([&] { return watch_->input().input == input; });
  }

  std::filesystem::path folder_;
  std::unique_ptr<SessionManager> manager_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<Mutter> mutter_;
  std::unique_ptr<MutterIdle> watch_;
};

TEST_P(MutterIdleTest, TellsEachPauseAndItsEnd) {
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(becomes(Input::idle)) << round;
    mutter_->use_input();
    const BootTime used = boot_now();
    ASSERT_TRUE(becomes(Input::active)) << round;
    ASSERT_TRUE(becomes(Input::idle)) << round;
    EXPECT_LT(std::chrono::abs(watch_->input().since - used), 150ms);
  }
}

TEST_P(MutterIdleTest, APlayingVideoHidesNeitherPausesNorInput) {
  ASSERT_TRUE(becomes(Input::idle));
  mutter_->set_inhibited(true);
  watch_->set_inhibited(true);
  mutter_->use_input();
  ASSERT_TRUE(becomes(Input::active));
  ASSERT_TRUE(becomes(Input::idle));
  mutter_->use_input();
  ASSERT_TRUE(becomes(Input::active));
  mutter_->set_inhibited(false);
  watch_->set_inhibited(false);
  ASSERT_TRUE(becomes(Input::idle));
}

TEST_P(MutterIdleTest, SilenceWakesNobody) {
  ASSERT_TRUE(becomes(Input::idle));
  run_for(100ms);
  EXPECT_EQ(handlers_run_in(400ms), 0U);
}

TEST_P(MutterIdleTest, OutlivesItAndComesBack) {
  ASSERT_TRUE(becomes(Input::idle));
  process_.reset();
  mutter_.reset();
  ASSERT_TRUE(becomes(Input::unknown));
  EXPECT_FALSE(watch_->input_health().working);
  run_for(50ms);  // its other names go too
  EXPECT_EQ(handlers_run_in(300ms), 0U);
  if (GetParam() == Kind::real) return;
  mutter_ = std::make_unique<FakeMutter>(io_);
  ASSERT_TRUE(becomes(Input::idle));
}

INSTANTIATE_TEST_SUITE_P(Either, MutterIdleTest, ::testing::Values(Kind::fake, Kind::real),
                         [](const auto& test) {
                           return test.param == Kind::fake ? "StandIn" : "Real";
                         });

}  // namespace
}  // namespace postured::test
