// The clip: samples, button, battery and commands on the one side, protocol v1 on the other.
#pragma once

#include "core/battery.hpp"
#include "core/button.hpp"
#include "core/command_reader.hpp"
#include "core/haptic.hpp"
#include "core/led.hpp"
#include "core/sampler.hpp"
#include "core/stillness.hpp"
#include "core/tx_ring.hpp"

namespace posture_clip {

// What differs between boards and is known when the firmware is built.
struct Board {
  const char* name;  // at most 16 characters
  bool has_button, has_motor, has_led, has_battery;
  uint16_t battery_low_mv;
  // Deep sleep after this long on a desk; 0 = never. A clip on a cable has no reason to.
  uint16_t sleep_after_s;
};

class Clip {
 public:
#ifdef __AVR__
  static constexpr uint8_t kMaxBatch = 10;
#else
  static constexpr uint8_t kMaxBatch = PW_IMU_MAX_SAMPLES;
#endif
  static constexpr uint16_t kMinRate_hz = 25, kMaxRate_hz = 200;

  Clip(Hal& hal, const Board& board, const ImuDrivers& drivers);

  void begin();
  // One turn: does what is due, then sleeps until something can be. Call it for ever.
  void step();

 private:
  enum class Power : uint8_t { awake, asleep };

  // Commands.
  void read_commands();
  void on_command(const pw_frame& command);
  uint8_t execute(const pw_frame& command);
  uint8_t set(const pw_frame& command);
  uint8_t range(const pw_frame& command);
  uint8_t haptic(const pw_frame& command);
  uint8_t store_serial(const pw_frame& command);
  void pong(const pw_frame& command);
  void self_test(const pw_frame& command);
  void acknowledge(uint8_t sequence, uint8_t type, uint8_t result);
  void answer(uint8_t type, const uint8_t* payload, uint8_t size);

  // Frames.
  void add(const Sample& sample);
  void send_batch();
  void send_hello();
  void send_status();
  void send_notices();

  // Power.
  void step_awake();
  void step_asleep();
  void rest();
  void fall_asleep();
  void wake_up();
  void stay_awake();

  void every_second();
  uint8_t state() const;
  Led::Show show() const;
  void load_identity();

  Hal& hal_;
  const Board board_;
  Sampler sampler_;
  TxRing tx_;
  CommandReader commands_;
  Haptic haptic_;
  Button button_;
  Battery battery_;
  Led led_;
  Stillness stillness_;

  uint8_t payload_[PW_IMU_HEADER_SIZE + kMaxBatch * PW_IMU_SAMPLE_SIZE];
  pw_imu_header header_ = {0, 0, 0, 0, 0};  // of the batch that is being filled
  uint8_t batch_ = 10;
  ImuSetup wanted_;

  uint8_t serial_[PW_SERIAL_SIZE];
  uint16_t boot_id_ = 0;

  bool streaming_ = true;
  bool hello_due_ = false, said_hello_ = false, low_battery_due_ = false;
  uint8_t button_due_ = 0;
  bool testing_ = false;  // the ACK of SELFTEST waits for the verdict
  uint8_t test_sequence_ = 0;
  uint16_t samples_dropped_ = 0;

  Power power_ = Power::awake;
  ImuReading lying_;  // as it lay when it fell asleep
  bool lying_known_ = false;
  uint8_t peeks_failed_ = 0;
  uint32_t peeked_us_ = 0;
  uint32_t listen_until_us_ = 0;  // no deep sleep before, while listening_
  bool listening_ = false;
  uint16_t sleep_not_before_s_ = 0;  // seconds left

  uint32_t now_us_ = 0, second_us_ = 0, ms_us_ = 0;
  uint32_t uptime_s_ = 0, uptime_ms_ = 0;
  uint8_t to_hello_s_ = 0, to_battery_s_ = 0;
};

}  // namespace posture_clip
