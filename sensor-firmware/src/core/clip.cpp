#include "core/clip.hpp"

#include <string.h>

namespace posture_clip {
namespace {

constexpr uint8_t kFirmwareMajor = 1, kFirmwareMinor = 0, kFirmwarePatch = 0;

constexpr ImuSetup kDefaultSetup = {100, 4, 500};  // does not clip what trunks do
constexpr uint8_t kHelloEvery_s = 10, kBatteryEvery_s = 10;
// Bounds one turn: a sample takes about half a millisecond on the bus.
constexpr uint8_t kSamplesATurn = 4;

constexpr uint16_t kNap_ms = 250;
constexpr uint32_t kPeekEvery_us = 200000;
constexpr uint32_t kListen_us = 1000000;
constexpr uint8_t kPeekFailures = 3;
constexpr uint16_t kAwakeAfterCommand_s = 60;

void copy_name(char (&to)[PW_NAME_SIZE], const char* name) {
  uint8_t i = 0;
  for (; i < PW_NAME_SIZE && name[i] != 0; ++i) to[i] = name[i];
  for (; i < PW_NAME_SIZE; ++i) to[i] = 0;
}

}  // namespace

Clip::Clip(Hal& hal, const Board& board, const ImuDrivers& drivers)
    : hal_(hal),
      board_(board),
      sampler_(hal, drivers, kDefaultSetup),
      tx_(hal),
      haptic_(hal),
      battery_(board.battery_low_mv),
      led_(hal),
      wanted_(kDefaultSetup) {}

void Clip::begin() {
  haptic_.stop();
  hal_.set_led(false);
  stillness_.restart();
  load_identity();
  hello_due_ = true;
  now_us_ = second_us_ = ms_us_ = hal_.micros();
  tx_.clear_line();
}

void Clip::step() {
  hal_.feed_watchdog();
  now_us_ = hal_.micros();
  const uint32_t whole_ms = (now_us_ - ms_us_) / 1000;
  ms_us_ += whole_ms * 1000;
  uptime_ms_ += whole_ms;
  read_commands();
  if (power_ == Power::awake) {
    step_awake();
  } else {
    step_asleep();
  }
  while (now_us_ - second_us_ >= 1000000U) {
    second_us_ += 1000000U;
    every_second();
  }
  if (board_.has_button && button_due_ == 0) {
    button_due_ = button_.step(hal_.button_pressed(), now_us_);
    if (button_.active()) stay_awake();
  }
  send_notices();
  haptic_.step(now_us_);
  led_.step(show(), uptime_ms_);
  tx_.drain();
  rest();
}

void Clip::rest() {
  const bool busy = !tx_.empty() || haptic_.playing() || button_.active();
  if (static_cast<int32_t>(now_us_ - listen_until_us_) >= 0) listening_ = false;
  if (power_ == Power::awake || busy || listening_) {
    hal_.idle(busy ? 1000 : sampler_.rest_us());
    return;
  }
  const uint32_t from_us = hal_.micros();
  hal_.nap(kNap_ms);
  const uint32_t now_us = hal_.micros();
  // Woken by a byte, which is lost: the host asks again after 200 ms.
  if (now_us - from_us >= kNap_ms * 750U) return;
  listening_ = true;
  listen_until_us_ = now_us + kListen_us;
}

// ---- samples ----

void Clip::step_awake() {
  Sample sample;
  for (uint8_t i = 0; i < kSamplesATurn && sampler_.poll(sample); ++i) add(sample);
  // A chip that has stopped does not hold back what it has said.
  if (!sampler_.running()) send_batch();
  const Sampler::Verdict verdict = sampler_.take_verdict();
  if (testing_ && verdict != Sampler::Verdict::none) {
    testing_ = false;
    acknowledge(test_sequence_, PW_SELFTEST,
                verdict == Sampler::Verdict::passed ? PW_ACK_OK : PW_ACK_FAILED);
  }
  if (sampler_.take_started()) {
    // HELLO before the first sample of what may be another chip, rate or scale.
    hello_due_ = true;
    said_hello_ = false;
  }
  if (hello_due_ && sampler_.searched() && sampler_.settled() && tx_.fits(PW_HELLO_SIZE)) {
    send_hello();
  }
  if (board_.sleep_after_s > 0 && stillness_.still_s() >= board_.sleep_after_s &&
      sleep_not_before_s_ == 0 && !haptic_.playing()) {
    fall_asleep();
  }
}

void Clip::add(const Sample& sample) {
  stillness_.add(sample.reading, sampler_.setup(), sampler_.scale());
  if ((sample.flags & PW_IMU_STUCK) != 0) stillness_.restart();  // it would not see a wearer either
  // A frame's samples are evenly spaced: what came before a pause goes first.
  if (sample.after_pause) send_batch();
  if (!streaming_) return;
  uint8_t* p = payload_ + PW_IMU_HEADER_SIZE + header_.count * PW_IMU_SAMPLE_SIZE;
  for (uint8_t i = 0; i < 6; ++i) p = pw_put_i16(p, sample.reading.value[i]);
  header_.t_us = sample.t_us;
  header_.sample_no = sample.number;
  // Of the newest sample's time; the rest are of any sample in the frame.
  header_.flags = static_cast<uint8_t>((header_.flags & ~PW_TIME_FROM_DATA_READY) | sample.flags);
  if (++header_.count >= batch_) send_batch();
}

void Clip::send_batch() {
  const uint8_t count = header_.count;
  if (count == 0) return;
  header_.temperature_cdeg = sampler_.temperature_cdeg();
  pw_put_imu_header(&header_, payload_);
  const uint8_t size = static_cast<uint8_t>(PW_IMU_HEADER_SIZE + count * PW_IMU_SAMPLE_SIZE);
  if (!said_hello_ || !tx_.send(PW_IMU, payload_, size)) count_up(samples_dropped_, count);
  header_.count = 0;
  header_.flags = 0;
}

// ---- other frames ----

void Clip::send_hello() {
  pw_hello hello;
  hello.protocol_major = PW_PROTOCOL_MAJOR;
  hello.protocol_minor = PW_PROTOCOL_MINOR;
  hello.firmware_major = kFirmwareMajor;
  hello.firmware_minor = kFirmwareMinor;
  hello.firmware_patch = kFirmwarePatch;
  copy_name(hello.board, board_.name);
  copy_name(hello.imu, sampler_.name());
  memcpy(hello.serial, serial_, PW_SERIAL_SIZE);
  hello.accel_lsb_per_g = sampler_.scale().accel_lsb_per_g;
  hello.gyro_lsb_per_10dps = sampler_.scale().gyro_lsb_per_10dps;
  hello.accel_range_g = sampler_.setup().accel_g;
  hello.gyro_range_dps = sampler_.setup().gyro_dps;
  hello.rate_hz = sampler_.setup().rate_hz;
  hello.batch = batch_;
  hello.max_batch = kMaxBatch;
  hello.reset_cause = hal_.reset_cause();
  hello.boot_id = boot_id_;
  hello.capabilities = static_cast<uint32_t>(
      PW_CAN_GYRO | PW_CAN_TEMPERATURE | (board_.has_button ? PW_CAN_BUTTON : 0) |
      (board_.has_motor ? PW_CAN_HAPTIC : 0) | (board_.has_led ? PW_CAN_LED : 0) |
      (board_.has_battery ? PW_CAN_BATTERY : 0));
  uint8_t payload[PW_HELLO_SIZE];
  hello_due_ = !tx_.send(PW_HELLO, payload, static_cast<uint8_t>(pw_put_hello(&hello, payload)));
  said_hello_ = said_hello_ || !hello_due_;
  to_hello_s_ = kHelloEvery_s;
}

void Clip::send_status() {
  pw_status status;
  status.uptime_s = uptime_s_;
  status.now_us = hal_.micros();
  status.boot_id = boot_id_;
  status.temperature_cdeg = sampler_.temperature_cdeg();
  status.battery_mv = battery_.mv();
  status.samples_dropped = samples_dropped_;
  count_up(status.samples_dropped, sampler_.lost());
  status.i2c_errors = sampler_.i2c_errors();
  status.tx_dropped = tx_.dropped();
  status.rx_bad = commands_.bad();
  status.state = state();
  uint8_t payload[PW_STATUS_SIZE];
  tx_.send(PW_STATUS, payload, static_cast<uint8_t>(pw_put_status(&status, payload)));
}

uint8_t Clip::state() const {
  if (power_ == Power::asleep) return PW_STATE_ASLEEP;
  if (sampler_.searched() && !sampler_.found()) return PW_STATE_NO_IMU;
  return streaming_ ? PW_STATE_STREAMING : PW_STATE_STOPPED;
}

// What is said once waits for room on the line.
void Clip::send_notices() {
  if (button_due_ != 0 && tx_.fits(PW_BUTTON_SIZE)) {
    tx_.send(PW_BUTTON, &button_due_, PW_BUTTON_SIZE);
    button_due_ = 0;
  }
  if (low_battery_due_ && tx_.fits(PW_NOTICE_SIZE)) {
    const pw_notice notice = {PW_NOTICE_BATTERY_LOW, battery_.mv()};
    uint8_t payload[PW_NOTICE_SIZE];
    tx_.send(PW_NOTICE, payload, static_cast<uint8_t>(pw_put_notice(&notice, payload)));
    low_battery_due_ = false;
  }
}

void Clip::every_second() {
  ++uptime_s_;
  if (sleep_not_before_s_ > 0) --sleep_not_before_s_;
  if (to_hello_s_ > 0 && --to_hello_s_ == 0) {
    // Asleep, the chip's settings are still those that HELLO tells.
    hello_due_ = true;
    if (power_ == Power::asleep) send_hello();
  }
  if (board_.has_battery) {
    if (to_battery_s_ == 0) {
      to_battery_s_ = kBatteryEvery_s;
      if (battery_.update(hal_.battery_mv())) low_battery_due_ = true;
    }
    --to_battery_s_;
  }
  send_status();
}

Led::Show Clip::show() const {
  if (power_ == Power::asleep) return Led::Show::nothing;
  if (!sampler_.running()) return Led::Show::no_chip;
  return battery_.low() ? Led::Show::low_battery : Led::Show::streaming;
}

// ---- power ----

void Clip::fall_asleep() {
  send_batch();
  stillness_.restart();
  if (!sampler_.doze()) return;
  power_ = Power::asleep;
  lying_known_ = false;
  peeks_failed_ = 0;
  send_status();
}

// No interrupt of the chip is needed: its accelerometer is asked four times a second, so a lost
// wire cannot leave the clip asleep for ever.
void Clip::step_asleep() {
  sampler_.keep_time();
  if (now_us_ - peeked_us_ < kPeekEvery_us) return;
  peeked_us_ = now_us_;
  ImuReading reading;
  if (!sampler_.peek(reading)) {
    if (++peeks_failed_ >= kPeekFailures) wake_up();
    return;
  }
  peeks_failed_ = 0;
  if (!lying_known_) {
    lying_ = reading;
    lying_known_ = true;
  } else if (Stillness::moved(lying_, reading, sampler_.scale())) {
    wake_up();
  }
}

void Clip::wake_up() {
  power_ = Power::awake;
  sampler_.wake();
  stillness_.restart();
}

void Clip::stay_awake() {
  sleep_not_before_s_ = kAwakeAfterCommand_s;
  stillness_.restart();
  if (power_ == Power::asleep) wake_up();
}

}  // namespace posture_clip
