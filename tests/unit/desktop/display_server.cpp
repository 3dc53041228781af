#include "unit/desktop/display_server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>
#include <xcb/xtest.h>

#include <cstdlib>
#include <thread>

namespace postured::test {
namespace {

using namespace std::chrono_literals;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

xcb_window_t root_of(xcb_connection_t* c) {
  return xcb_setup_roots_iterator(xcb_get_setup(c)).data->root;
}

}  // namespace

void XServer::start() {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  std::vector<std::string> command{"Xvfb",      "-displayfd", std::to_string(ends[1]),
                                   "-screen",   "0",          "320x240x24",
                                   "-nolisten", "tcp",        "-noreset"};
  if (!display_.empty()) command.insert(command.begin() + 1, display_);
  process_ = std::make_unique<ChildProcess>(command, ends[1]);
  ::close(ends[1]);
  // It writes its number, then a line break, once it listens.
  display_ = ":";
  char c = 0;
  for (pollfd readable{ends[0], POLLIN, 0}; ::poll(&readable, 1, 10'000) == 1;) {
    if (::read(ends[0], &c, 1) != 1 || c == '\n') break;
    display_ += c;
  }
  ::close(ends[0]);
  ASSERT_EQ(c, '\n') << "Xvfb did not start";
  client_.reset(xcb_connect(display_.c_str(), nullptr));
  ASSERT_EQ(xcb_connection_has_error(client_.get()), 0);
}

void XServer::kill() {
  client_.reset();
  process_.reset();
  // What a killed server leaves behind would keep the next one off this display.
  std::error_code ignored;
  std::filesystem::remove("/tmp/.X" + display_.substr(1) + "-lock", ignored);
  std::filesystem::remove("/tmp/.X11-unix/X" + display_.substr(1), ignored);
}

void XServer::move_pointer() {
  const auto x = static_cast<std::int16_t>(10 + 7 * (++moves_ % 10));
  xcb_test_fake_input(client_.get(), XCB_MOTION_NOTIFY, 0, XCB_CURRENT_TIME, root_of(client_.get()),
                      x, 10, 0);
  xcb_flush(client_.get());
}

xcb_atom_t XServer::atom(const std::string& name) {
  xcb_connection_t* c = client_.get();
  xcb_intern_atom_reply_t* reply = xcb_intern_atom_reply(
      c, xcb_intern_atom(c, 0, static_cast<std::uint16_t>(name.size()), name.c_str()), nullptr);
  const xcb_atom_t atom = reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
  std::free(reply);
  return atom;
}

void XServer::set_root_property(const std::string& name, std::uint32_t value) {
  xcb_connection_t* c = client_.get();
  xcb_change_property(c, XCB_PROP_MODE_REPLACE, root_of(c), atom(name), XCB_ATOM_CARDINAL, 32, 1,
                      &value);
  xcb_flush(c);
}

std::uint32_t XServer::open_window() {
  xcb_connection_t* c = client_.get();
  const std::uint32_t window = xcb_generate_id(c);
  xcb_create_window(c, XCB_COPY_FROM_PARENT, window, root_of(c), 0, 0, 10, 10, 0,
                    XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, 0, nullptr);
  xcb_flush(c);
  return window;
}

void XServer::close_window(std::uint32_t window) {
  xcb_destroy_window(client_.get(), window);
  xcb_flush(client_.get());
}

void XServer::set_full_screen(std::uint32_t window, bool filled) {
  xcb_connection_t* c = client_.get();
  const xcb_atom_t states[]{atom("_NET_WM_STATE_ABOVE"), atom("_NET_WM_STATE_FULLSCREEN")};
  xcb_change_property(c, XCB_PROP_MODE_REPLACE, window, atom("_NET_WM_STATE"), XCB_ATOM_ATOM, 32,
                      filled ? 2 : 1, states);
  xcb_flush(c);
}

Compositor::Compositor(std::vector<std::string> command) : command_(std::move(command)) {
  std::string name = (std::filesystem::temp_directory_path() / "postured-way-XXXXXX").string();
  if (::mkdtemp(name.data())) folder_ = name;
  old_runtime_ = environment("XDG_RUNTIME_DIR");
  old_display_ = environment("WAYLAND_DISPLAY");
  ::setenv("XDG_RUNTIME_DIR", folder_.c_str(), 1);
  ::setenv("WAYLAND_DISPLAY", "wayland-test", 1);
  if (::geteuid() != 0) return;
  constexpr uid_t kNobody = 65534;
  EXPECT_EQ(::chown(folder_.c_str(), kNobody, kNobody), 0);
  const std::vector<std::string> as_nobody{"setpriv",       "--reuid=65534",
                                           "--regid=65534", "--clear-groups",
                                           "env",           "HOME=" + folder_.string()};
  command_.insert(command_.begin(), as_nobody.begin(), as_nobody.end());
}

Compositor::~Compositor() {
  kill();
  ::setenv("XDG_RUNTIME_DIR", old_runtime_.c_str(), 1);
  if (old_display_.empty()) {
    ::unsetenv("WAYLAND_DISPLAY");
  } else {
    ::setenv("WAYLAND_DISPLAY", old_display_.c_str(), 1);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

bool Compositor::start() {
  process_ = std::make_unique<ChildProcess>(command_);
  // It takes the first free number; the test's own name leads there.
  const auto socket = folder_ / "wayland-test";
  for (int i = 0; i < 200; ++i) {
    std::this_thread::sleep_for(25ms);
    for (const char* name : {"wayland-0", "wayland-1"}) {
      std::error_code error;
      if (!std::filesystem::is_socket(folder_ / name, error)) continue;
      std::filesystem::remove(socket, error);
      std::filesystem::create_symlink(name, socket, error);
      return !error;
    }
  }
  return false;
}

void Compositor::kill() {
  process_.reset();
  std::error_code ignored;
  for (const char* name : {"wayland-0", "wayland-1", "wayland-test"}) {
    std::filesystem::remove(folder_ / name, ignored);
    std::filesystem::remove((folder_ / name).string() + ".lock", ignored);
  }
}

}  // namespace postured::test
