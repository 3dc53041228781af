#include "core/clip.hpp"

#include <string.h>

namespace posture_clip {
namespace {

constexpr uint8_t kFirmwareMajor = 1, kFirmwareMinor = 0, kFirmwarePatch = 0;

constexpr ImuSetup kDefaultSetup = {100, 4, 500};  // does not clip what trunks do
constexpr uint8_t kHelloEvery_s = 10, kBatteryEvery_s = 10;
// Bounds one turn: a sample takes about half a millisecond on the bus.
constexpr uint8_t kSamplesATurn = 4;
constexpr uint8_t kBytesATurn = 64;

constexpr uint16_t kNap_ms = 250;
constexpr uint8_t kPeekFailures = 3;
constexpr uint16_t kAwakeAfterCommand_s = 60;

// In the board's store.
constexpr uint8_t kBootCounterAt = 0;  // u16
constexpr uint8_t kSerialAt = 2;       // mark u8, serial
constexpr uint8_t kSerialMark = 0xA5;

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

void Clip::load_identity() {
  uint8_t bytes[1 + PW_SERIAL_SIZE];
  if (hal_.store_read(kSerialAt, bytes, sizeof bytes) && bytes[0] == kSerialMark) {
    memcpy(serial_, bytes + 1, PW_SERIAL_SIZE);
  } else {
    hal_.unique_id(serial_);
  }
  if (hal_.store_read(kBootCounterAt, bytes, 2)) {
    boot_id_ = static_cast<uint16_t>(pw_get_u16(bytes) + 1);
    if (boot_id_ == 0 || boot_id_ == 0xFFFF) boot_id_ = 1;
    pw_put_u16(bytes, boot_id_);
    if (hal_.store_write(kBootCounterAt, bytes, 2)) return;
  }
  boot_id_ = hal_.entropy();
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
  if (power_ == Power::asleep && tx_.empty() && !button_.active()) {
    hal_.nap(kNap_ms);
  } else {
    const bool busy = !tx_.empty() || haptic_.playing() || button_.active();
    hal_.idle(busy ? 1000 : sampler_.rest_us());
  }
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

// ---- commands ----

void Clip::read_commands() {
  for (uint8_t i = 0; i < kBytesATurn; ++i) {
    const int byte = hal_.serial_read();
    if (byte < 0) return;
    pw_frame command;
    if (commands_.push(static_cast<uint8_t>(byte), command)) on_command(command);
  }
}

void Clip::on_command(const pw_frame& command) {
  switch (command.type) {
    case PW_GET_HELLO:
      hello_due_ = true;
      if (power_ == Power::asleep) send_hello();
      return;
    case PW_PING:
      if (command.payload_size >= PW_PING_SIZE) {
        pong(command);
        return;
      }
      break;
    case PW_SELFTEST:
      self_test(command);
      return;
    default:
      if (command.type < 0x80) return;  // from a device: an echo, or a wrong wire
  }
  const uint8_t result = execute(command);
  acknowledge(command.sequence, command.type, result);
  if (command.type != PW_REBOOT || result != PW_ACK_OK) return;
  haptic_.stop();
  // The answer first; a line that takes nothing does not hold it up for long.
  const uint32_t since_us = hal_.micros();
  while (!tx_.empty() && hal_.micros() - since_us < 200000U) {
    tx_.drain();
    hal_.idle(1000);
  }
  hal_.reboot();
}

void Clip::acknowledge(uint8_t sequence, uint8_t type, uint8_t result) {
  const uint8_t payload[PW_ACK_SIZE] = {sequence, type, result};
  tx_.send(PW_ACK, payload, PW_ACK_SIZE);
}

// Answered when it is over; until then a repeated question is the same question.
void Clip::self_test(const pw_frame& command) {
  stay_awake();
  if (!testing_) {
    send_batch();
    if (!sampler_.start_self_test()) {
      acknowledge(command.sequence, command.type, PW_ACK_FAILED);
      return;
    }
  }
  testing_ = true;
  test_sequence_ = command.sequence;
}

// Returns a pw_ack_result. Repeating a command does no harm.
uint8_t Clip::execute(const pw_frame& command) {
  switch (command.type) {
    case PW_SET:
      return set(command);
    case PW_RANGE:
      return range(command);
    case PW_START:
      streaming_ = true;
      stay_awake();
      return PW_ACK_OK;
    case PW_STOP:
      send_batch();
      streaming_ = false;
      return PW_ACK_OK;
    case PW_HAPTIC:
      return haptic(command);
    case PW_LED:
      if (!board_.has_led) return PW_ACK_UNKNOWN;
      if (command.payload_size < PW_LED_SIZE) return PW_ACK_LENGTH;
      return led_.set_mode(command.payload[0]) ? PW_ACK_OK : PW_ACK_RANGE;
    case PW_SERIAL:
      return store_serial(command);
    case PW_PING:
      return PW_ACK_LENGTH;
    case PW_REBOOT:
      return PW_ACK_OK;
    default:
      return PW_ACK_UNKNOWN;
  }
}

uint8_t Clip::set(const pw_frame& command) {
  pw_set asked;
  if (!pw_get_set(command.payload, command.payload_size, &asked)) return PW_ACK_LENGTH;
  if (asked.rate_hz < kMinRate_hz || asked.rate_hz > kMaxRate_hz || asked.batch == 0 ||
      asked.batch > kMaxBatch) {
    return PW_ACK_RANGE;
  }
  stay_awake();
  send_batch();
  batch_ = asked.batch;
  hello_due_ = true;
  if (asked.rate_hz == wanted_.rate_hz) return PW_ACK_OK;
  wanted_.rate_hz = asked.rate_hz;
  sampler_.change(wanted_);
  stillness_.restart();
  return PW_ACK_OK;
}

uint8_t Clip::range(const pw_frame& command) {
  pw_range asked;
  if (!pw_get_range(command.payload, command.payload_size, &asked)) return PW_ACK_LENGTH;
  const uint8_t g = asked.accel_g;
  const uint16_t dps = asked.gyro_dps;
  if ((g != 2 && g != 4 && g != 8 && g != 16) ||
      (dps != 250 && dps != 500 && dps != 1000 && dps != 2000)) {
    return PW_ACK_RANGE;
  }
  stay_awake();
  hello_due_ = true;
  if (g == wanted_.accel_g && dps == wanted_.gyro_dps) return PW_ACK_OK;
  send_batch();
  wanted_.accel_g = g;
  wanted_.gyro_dps = dps;
  sampler_.change(wanted_);
  stillness_.restart();
  return PW_ACK_OK;
}

uint8_t Clip::haptic(const pw_frame& command) {
  if (!board_.has_motor) return PW_ACK_UNKNOWN;
  pw_haptic pulses;
  if (!pw_get_haptic(command.payload, command.payload_size, &pulses)) return PW_ACK_LENGTH;
  stay_awake();
  return haptic_.play(pulses, now_us_) ? PW_ACK_OK : PW_ACK_RANGE;
}

uint8_t Clip::store_serial(const pw_frame& command) {
  if (command.payload_size < PW_SERIAL_SIZE) return PW_ACK_LENGTH;
  uint8_t bytes[1 + PW_SERIAL_SIZE];
  bytes[0] = kSerialMark;
  memcpy(bytes + 1, command.payload, PW_SERIAL_SIZE);
  if (!hal_.store_write(kSerialAt, bytes, sizeof bytes)) return PW_ACK_FAILED;
  memcpy(serial_, command.payload, PW_SERIAL_SIZE);
  hello_due_ = true;
  if (power_ == Power::asleep) send_hello();
  return PW_ACK_OK;
}

void Clip::pong(const pw_frame& command) {
  uint8_t payload[PW_PONG_SIZE];
  memcpy(payload, command.payload, PW_PING_SIZE);
  pw_put_u32(payload + PW_PING_SIZE, hal_.micros());
  tx_.send(PW_PONG, payload, PW_PONG_SIZE);
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
