// What a host can ask of the clip, and what it cannot.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "unit/firmware/bench.hpp"

namespace postured::firmware_test {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A clip that has streamed for a second.
struct Running : Bench {
  explicit Running(posture_clip::Board board = all_fitted())
      : Bench("mpu6050", upright(), {}, board) {
    begin();
    run(1);
    forget();
  }
};

TEST(Commands, BeginsWithTwoZerosThenHelloThenSamples) {
  Bench bench;
  bench.begin();
  for (int i = 0; i < 3; ++i) bench.clip->step();
  ASSERT_GE(bench.hal.from_clip.size(), 2U);
  EXPECT_EQ(bench.hal.from_clip[0], 0);
  EXPECT_EQ(bench.hal.from_clip[1], 0);
  bench.run(11);
  ASSERT_GE(bench.of(PW_HELLO).size(), 2U) << "every 10 s";
  EXPECT_EQ(bench.frames[0].type, PW_HELLO);
  EXPECT_EQ(bench.hello().serial[0], 0xC0) << "the board's own where none was stored";
  EXPECT_EQ(bench.hello().protocol_major, 1);
  EXPECT_EQ(bench.hello().protocol_minor, 1);
  EXPECT_EQ(bench.hello().reset_cause, PW_RESET_POWER_ON);
  EXPECT_EQ(bench.hello().capabilities, 63U);
  EXPECT_EQ(bench.hello().max_batch, 19);
}

TEST(Commands, BootIdIsAnotherOneAfterEachBoot) {
  Running first;
  std::array<std::uint8_t, 16> store = first.hal.store;
  std::vector<int> ids;
  for (int i = 0; i < 3; ++i) {
    Bench next;
    next.hal.store = store;
    next.begin();
    next.run(1.5);
    ids.push_back(next.hello().boot_id);
    EXPECT_EQ(next.status().boot_id, next.hello().boot_id);
    store = next.hal.store;
  }
  EXPECT_EQ(ids[1], ids[0] + 1);
  EXPECT_EQ(ids[2], ids[1] + 1);
  Bench forgetful;
  forgetful.hal.store_works = false;
  forgetful.begin();
  forgetful.run(1);
  EXPECT_EQ(forgetful.hello().boot_id, 0x5EED) << "random without a store";
}

TEST(Commands, SetChangesRateAndBatchAndHelloComesBeforeTheNewSamples) {
  Running bench;
  EXPECT_EQ(bench.ask(PW_SET, {200, 0, 4}, 0.5), PW_ACK_OK);
  bool said = false;
  for (const auto& frame : bench.frames) {
    said = said || frame.type == PW_HELLO;
    if (frame.type == PW_IMU && said) {
      EXPECT_EQ(frame.payload[11], 4);
    }
  }
  EXPECT_TRUE(said);
  EXPECT_EQ(bench.hello().rate_hz, 200);
  EXPECT_EQ(bench.hello().batch, 4);
  bench.forget();
  bench.run(1);
  EXPECT_NEAR(static_cast<double>(bench.samples().size()), 200, 8);
}

TEST(Commands, LimitsOfSetRangeLedAndHaptic) {
  Running bench;
  for (const Bytes& payload : {Bytes{24, 0, 10},
                               {201, 0, 10},
                               {0xFF, 0xFF, 1},
                               {100, 0, 0},
                               {100, 0, 20},
                               {100, 0, 255},
                               {0, 0, 0}}) {
    EXPECT_EQ(bench.ask(PW_SET, payload), PW_ACK_RANGE);
  }
  for (const Bytes& payload :
       {Bytes{0, 0xF4, 1}, {3, 0xF4, 1}, {32, 0xF4, 1}, {4, 0, 0}, {4, 0xF5, 1}, {4, 0xA0, 0x0F}}) {
    EXPECT_EQ(bench.ask(PW_RANGE, payload), PW_ACK_RANGE);
  }
  EXPECT_EQ(bench.ask(PW_LED, {3}), PW_ACK_RANGE);
  for (const std::uint8_t type : {PW_SET, PW_RANGE, PW_HAPTIC, PW_LED, PW_SERIAL, PW_PING}) {
    EXPECT_EQ(bench.ask(type, {}), PW_ACK_LENGTH) << int{type};
  }
  EXPECT_EQ(bench.ask(0x99, {1, 2, 3}), PW_ACK_UNKNOWN);
  EXPECT_EQ(bench.ask(0xFF), PW_ACK_UNKNOWN);
  EXPECT_EQ(bench.hello().imu[0], 0) << "nothing changed, so no HELLO";
  EXPECT_EQ(bench.ask(PW_SET, {50, 0, 10, 1, 2, 3}), PW_ACK_OK) << "newer hosts may say more";
}

TEST(Commands, StopStartPingAndHello) {
  Running bench;
  EXPECT_EQ(bench.ask(PW_STOP), PW_ACK_OK);
  bench.forget();
  bench.run(2.5);
  EXPECT_TRUE(bench.samples().empty());
  EXPECT_EQ(bench.status().state, PW_STATE_STOPPED);
  EXPECT_EQ(bench.ask(PW_START), PW_ACK_OK);
  bench.run(0.5);
  EXPECT_FALSE(bench.samples().empty());
  bench.send(PW_PING, {0xEF, 0xBE, 0xAD, 0xDE});
  bench.run(0.1);
  ASSERT_EQ(bench.of(PW_PONG).size(), 1U);
  EXPECT_EQ(pw_get_u32(bench.of(PW_PONG)[0].payload.data()), 0xDEADBEEFU);
  bench.forget();
  bench.send(PW_GET_HELLO);
  bench.run(0.1);
  EXPECT_EQ(bench.of(PW_HELLO).size(), 1U);
}

TEST(Commands, HapticPulsesAndItsLimits) {
  Running bench;
  EXPECT_EQ(bench.ask(PW_HAPTIC, {200, 0, 100, 0, 3}, 2), PW_ACK_OK);
  EXPECT_NEAR(static_cast<double>(bench.hal.motor_on_us) / 1000, 600, 20);
  EXPECT_FALSE(bench.hal.motor);
  for (const Bytes& payload :
       {Bytes{0xE9, 3, 0, 0, 1}, {1, 0, 0xE9, 3, 1}, {1, 0, 1, 0, 11}, {255, 255, 255, 255, 255}}) {
    EXPECT_EQ(bench.ask(PW_HAPTIC, payload), PW_ACK_RANGE);
  }
  EXPECT_NEAR(static_cast<double>(bench.hal.motor_on_us) / 1000, 600, 20);
  // The longest that is allowed, then stopped half-way by a count of 0.
  EXPECT_EQ(bench.ask(PW_HAPTIC, {0xE8, 3, 0xE8, 3, 10}, 0.5), PW_ACK_OK);
  EXPECT_TRUE(bench.hal.motor);
  EXPECT_EQ(bench.ask(PW_HAPTIC, {0, 0, 0, 0, 0}), PW_ACK_OK);
  EXPECT_FALSE(bench.hal.motor);
  EXPECT_EQ(bench.ask(PW_HAPTIC, {0xE8, 3, 0xE8, 3, 10}, 25), PW_ACK_OK);
  EXPECT_FALSE(bench.hal.motor);
  EXPECT_EQ(bench.ask(PW_HAPTIC, {0xE8, 3, 0, 0, 10}, 0.5), PW_ACK_OK);
  EXPECT_EQ(bench.ask(PW_REBOOT), PW_ACK_OK);
  EXPECT_FALSE(bench.hal.motor) << "off before the reset, not only after it";
  EXPECT_EQ(bench.hal.reboots, 1U);
}

TEST(Commands, ABoardWithoutTheThingSaysSo) {
  Running bench({"bare", false, false, false, false, 0, 0});
  EXPECT_EQ(bench.ask(PW_HAPTIC, {1, 0, 1, 0, 1}), PW_ACK_UNKNOWN);
  EXPECT_EQ(bench.ask(PW_LED, {1}), PW_ACK_UNKNOWN);
  bench.hal.button = true;
  bench.run(3);
  EXPECT_TRUE(bench.of(PW_BUTTON).empty());
  bench.send(PW_GET_HELLO);
  bench.run(0.1);
  EXPECT_EQ(bench.hello().capabilities, std::uint32_t{PW_CAN_GYRO | PW_CAN_TEMPERATURE});
  bench.run(100);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING) << "on a cable it never sleeps";
}

Bytes serial_of(const Bench& bench) {
  const pw_hello hello = bench.hello();
  return {hello.serial, hello.serial + PW_SERIAL_SIZE};
}

TEST(Commands, SerialIsKept) {
  Running bench;
  const Bytes serial{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(bench.ask(PW_SERIAL, serial), PW_ACK_OK);
  EXPECT_EQ(serial_of(bench), serial);
  Bench next;
  next.hal.store = bench.hal.store;
  next.begin();
  next.run(1);
  EXPECT_EQ(serial_of(next), serial);
  bench.hal.store_works = false;
  EXPECT_EQ(bench.ask(PW_SERIAL, serial), PW_ACK_FAILED);
}

TEST(Commands, LedModes) {
  Running bench;
  EXPECT_EQ(bench.ask(PW_LED, {PW_LED_ON}), PW_ACK_OK);
  EXPECT_TRUE(bench.hal.led);
  EXPECT_EQ(bench.ask(PW_LED, {PW_LED_OFF}), PW_ACK_OK);
  EXPECT_FALSE(bench.hal.led);
  EXPECT_EQ(bench.ask(PW_LED, {PW_LED_AUTOMATIC}), PW_ACK_OK);
  bench.hal.bus_dead = true;
  bool lit = false;
  for (int i = 0; i < 100; ++i) {
    bench.run(0.02);
    lit = lit || bench.hal.led;
  }
  EXPECT_TRUE(lit) << "blinks where there is no chip";
}

TEST(Commands, ButtonTapAndHoldWithBouncingContacts) {
  Running bench;
  const auto press = [&bench](double seconds) {
    for (int i = 0; i < 8; ++i) {
      bench.hal.button = i % 2 == 0;
      bench.run(0.002);
    }
    bench.hal.button = true;
    bench.run(seconds);
    for (int i = 0; i < 8; ++i) {
      bench.hal.button = i % 2 == 1;
      bench.run(0.002);
    }
    bench.hal.button = false;
    bench.run(0.2);
  };
  const auto pressed = [&bench] {
    Bytes kinds;
    for (const auto& frame : bench.of(PW_BUTTON)) kinds.push_back(frame.payload[0]);
    bench.forget();
    return kinds;
  };
  press(0.3);
  EXPECT_EQ(pressed(), Bytes{PW_BUTTON_TAP});
  press(2.5);
  EXPECT_EQ(pressed(), Bytes{PW_BUTTON_HOLD});
  press(30);
  EXPECT_EQ(pressed(), Bytes{PW_BUTTON_HOLD});
  bench.hal.button = true;  // a spark
  bench.run(0.01);
  bench.hal.button = false;
  bench.run(0.5);
  EXPECT_TRUE(pressed().empty());
}

TEST(Commands, LowBatteryIsToldOnceUntilCharged) {
  Running bench;
  bench.hal.battery = 3900;
  bench.run(60);
  EXPECT_EQ(bench.status().battery_mv, 3900);
  bench.hal.battery = 3300;  // the motor pulls it down for a moment
  bench.run(10);
  bench.hal.battery = 3700;
  bench.run(30);
  EXPECT_TRUE(bench.of(PW_NOTICE).empty());
  for (int i = 0; i < 20; ++i) {
    bench.hal.battery = i % 5 == 4 ? 3520 : 3480;
    bench.run(10);
  }
  ASSERT_EQ(bench.of(PW_NOTICE).size(), 1U);
  pw_notice notice;
  const Bytes payload = bench.of(PW_NOTICE)[0].payload;
  ASSERT_EQ(pw_get_notice(payload.data(), payload.size(), &notice), 1);
  EXPECT_EQ(notice.kind, PW_NOTICE_BATTERY_LOW);
  EXPECT_LT(notice.value, 3500);
  bench.hal.battery = 4100;
  bench.run(30);
  bench.hal.battery = 3400;
  bench.run(60);
  EXPECT_EQ(bench.of(PW_NOTICE).size(), 2U);
}

TEST(Commands, ASleepingClipAnswersAndIsWokenByItsButton) {
  Running bench({"native", true, true, true, true, 3500, 20});
  bench.run(30);
  ASSERT_EQ(bench.status().state, PW_STATE_ASLEEP);
  bench.forget();
  bench.send(PW_GET_HELLO);
  bench.send(PW_PING, {1, 2, 3, 4});
  bench.run(1);
  EXPECT_EQ(bench.of(PW_HELLO).size(), 1U);
  EXPECT_EQ(bench.of(PW_PONG).size(), 1U);
  EXPECT_TRUE(bench.samples().empty());
  bench.hal.button = true;
  bench.run(0.8);
  bench.hal.button = false;
  bench.run(0.5);
  EXPECT_EQ(bench.of(PW_BUTTON).size(), 1U);
  EXPECT_FALSE(bench.samples().empty());
  bench.run(120);
  ASSERT_EQ(bench.status().state, PW_STATE_ASLEEP);
  EXPECT_EQ(bench.ask(PW_HAPTIC, {100, 0, 0, 0, 1}, 1.5), PW_ACK_OK);
  EXPECT_NEAR(static_cast<double>(bench.hal.motor_on_us) / 1000, 100, 10);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING);
}

TEST(Commands, AByteThatWakesItIsLostButTheHostsNextTryIsHeard) {
  Running bench({"native", true, true, true, true, 3500, 20});
  bench.run(30);
  ASSERT_EQ(bench.status().state, PW_STATE_ASLEEP);
  bench.hal.lost_byte_at_us = bench.hal.now_us + 600'000;
  bench.run(0.9);
  const unsigned naps = bench.hal.naps;
  bench.run(0.3);
  EXPECT_EQ(bench.hal.naps, naps) << "it listens";
  bench.send(PW_PING, {1, 2, 3, 4});
  bench.run(0.1);
  EXPECT_EQ(bench.of(PW_PONG).size(), 1U);
  bench.run(5);
  EXPECT_GT(bench.hal.naps, naps + 10) << "and sleeps again";
  EXPECT_EQ(bench.status().state, PW_STATE_ASLEEP);
}

// Breathing turns a clip by half a degree, nothing else moves.
TEST(Commands, SomebodyWhoSitsVeryStillIsNoDesk) {
  const Motion breathing = [](std::uint64_t t_us) {
    const double rad = 0.5 * 3.14159265 / 180, w = 2 * 3.14159265 * 0.25;
    const double phase = w * static_cast<double>(t_us) * 1e-6;
    return TrueMotion{{std::sin(rad * std::sin(phase)), 0, std::cos(rad * std::sin(phase))},
                      {0, rad * w * std::cos(phase) * 57.3, 0},
                      25};
  };
  Bench bench("mpu6050", breathing);
  bench.begin();
  bench.run(800);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING);
}

TEST(Line, AFloodOfQuestionsTakesNoSampleFromTheLine) {
  Running bench;
  bench.forget();
  const std::uint32_t dropped = bench.status().tx_dropped;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 60; ++j) bench.send(j % 3 == 0 ? PW_LED : PW_PING, {0, 1, 2, 3});
    bench.run(0.05);
  }
  const auto samples = bench.samples();
  EXPECT_GE(samples.size(), 190U);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i].number, samples[i - 1].number + 1);
  }
  EXPECT_GT(bench.of(PW_PONG).size(), 40U);
  bench.run(2);
  EXPECT_GT(bench.status().tx_dropped, dropped) << "the line was full";
  EXPECT_EQ(bench.status().samples_dropped, 0);
}

TEST(Line, ABusyLineDropsWholeFramesAndCountsThem) {
  Running bench;
  bench.hal.line_open = false;
  bench.run(30);
  bench.hal.line_open = true;
  bench.run(0.5);
  EXPECT_EQ(bench.bad_frames, 0U);
  bench.forget();
  bench.run(2);
  EXPECT_EQ(bench.bad_frames, 0U);
  EXPECT_NEAR(bench.status().samples_dropped, 2900, 100);
  EXPECT_GT(bench.status().tx_dropped, 290);
  EXPECT_GT(bench.samples().size(), 170U);
  bench.hal.line_open = false;
  bench.run(0.5);
  bench.send(PW_REBOOT);
  bench.run(0.5);
  EXPECT_EQ(bench.hal.reboots, 1U) << "a line that takes nothing does not hold up a reboot";
  EXPECT_LT(bench.hal.longest_unfed_us, 400'000U);
}

TEST(Line, GarbageIsCountedAndCostsOnlyItself) {
  Running bench;
  const Bytes damaged{0x04, 0x82, 0x04, 0xC8, 0x06, 0x0A, 0x5E, 0xAD, 0x0F, 0xFC, 0x00};
  bench.hal.to_clip.assign(damaged.begin(), damaged.end());
  bench.hal.to_clip.insert(bench.hal.to_clip.end(), 300, 0x55);  // too long
  bench.hal.to_clip.push_back(0);
  bench.run(1.5);
  EXPECT_EQ(bench.status().rx_bad, 2);
  EXPECT_EQ(bench.ask(PW_START), PW_ACK_OK);
  // Frames of another clip, or its own echo: not answered.
  bench.forget();
  bench.send(PW_STATUS, Bytes(PW_STATUS_SIZE));
  bench.run(0.3);
  EXPECT_TRUE(bench.of(PW_ACK).empty());
}

// ---- fuzzing: seeded, so that a failure comes again ----

std::vector<std::uint8_t> random_bytes(std::mt19937& random, std::size_t most) {
  std::vector<std::uint8_t> out(random() % (most + 1));
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

TEST(Fuzz, AnyCommandsAndAnyBytesLeaveAClipThatAnswers) {
  std::mt19937 random(1);
  Running bench({"native", true, true, true, true, 3500, 30});
  for (int i = 0; i < 1500; ++i) {
    if (random() % 3 == 0) {
      const auto noise = random_bytes(random, 60);
      bench.hal.to_clip.insert(bench.hal.to_clip.end(), noise.begin(), noise.end());
    } else {
      bench.send(static_cast<std::uint8_t>(0x80 + random() % 14), random_bytes(random, 9));
    }
    bench.hal.button = random() % 7 == 0;
    bench.hal.line_open = random() % 11 != 0;
    bench.run(random() % 50 == 0 ? 40 : 0.05);
    if (i % 100 == 0) bench.forget();
  }
  bench.hal.line_open = true;
  bench.hal.to_clip.push_back(0);
  bench.run(25);
  EXPECT_EQ(bench.bad_frames, 0U);
  EXPECT_FALSE(bench.hal.overrun);
  EXPECT_FALSE(bench.hal.motor);
  EXPECT_LT(bench.hal.longest_unfed_us, 600'000U);
  EXPECT_EQ(bench.ask(PW_START), PW_ACK_OK);
  bench.run(2);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING);
}

// The core has no heap: what it needs is known when it is compiled. (The sizes are of this machine;
// an AVR's pointers are a quarter.)
TEST(Memory, TheWholeClipIsOneObjectOfKnownSize) { EXPECT_LT(sizeof(posture_clip::Clip), 2048U); }

}  // namespace
}  // namespace postured::firmware_test
