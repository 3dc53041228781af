#include "link/port_reader.hpp"

#include "link_testing.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::Pty;
using test::run_for;
using test::run_until;

// A reading at a time, a hundred times a second, costs about ten wake-ups; the answer to a question
// does not wait.
TEST(PortReader, TheKernelCollectsWhatComesInSmallPieces) {
  boost::asio::io_context io;
  const Pty pty;
  int calls = 0;
  PortReader reader(io);
  ASSERT_FALSE(reader.open(
      pty.path(), {[&](std::span<const std::uint8_t>) { ++calls; }, [](const std::string&) {}}));
  boost::asio::steady_timer feed(io);
  std::function<void()> beat = [&] {
    pty.send(Bytes(11, 0x55));
    feed.expires_after(10ms);
    feed.async_wait([&](const boost::system::error_code& e) {
      if (!e) beat();
    });
  };
  beat();
  run_for(io, 2s);
  EXPECT_LE(calls, 22);
  EXPECT_GE(calls, 5);
  feed.cancel();
  reader.close();

  PortReader slow(io, 30s);
  calls = 0;
  ASSERT_FALSE(slow.open(
      pty.path(), {[&](std::span<const std::uint8_t>) { ++calls; }, [](const std::string&) {}}));
  pty.send("first");  // begins a pause
  ASSERT_TRUE(run_until(io, [&] { return calls == 1; }));
  pty.send("late");
  run_for(io, 50ms);
  EXPECT_EQ(calls, 1);
  const std::uint8_t question = 1;
  slow.write({&question, 1});
  EXPECT_TRUE(run_until(io, [&] { return calls == 2; }));
}

}  // namespace
}  // namespace postured
