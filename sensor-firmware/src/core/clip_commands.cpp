// What a host may ask of the clip.
#include <string.h>

#include "core/clip.hpp"

namespace posture_clip {
namespace {

constexpr uint8_t kBytesATurn = 64;

// In the board's store.
constexpr uint8_t kBootCounterAt = 0;  // u16
constexpr uint8_t kSerialAt = 2;       // mark u8, serial
constexpr uint8_t kSerialMark = 0xA5;

}  // namespace

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
  answer(PW_ACK, payload, PW_ACK_SIZE);
}

// A flood of questions must not keep the samples from the line: shortly before a batch is full,
// room for it is kept. Who gets no answer asks again.
void Clip::answer(uint8_t type, const uint8_t* payload, uint8_t size) {
  // In this time a slow line has sent whatever is queued.
  constexpr uint16_t kDrained_ms = 25;
  const uint16_t to_batch_ms =
      static_cast<uint16_t>((batch_ - header_.count) * 1000U / sampler_.setup().rate_hz);
  const uint16_t kept =
      to_batch_ms > kDrained_ms
          ? 0
          : static_cast<uint16_t>(PW_FRAME_SIZE(PW_IMU_HEADER_SIZE + batch_ * PW_IMU_SAMPLE_SIZE) +
                                  PW_FRAME_SIZE(PW_STATUS_SIZE));
  if (tx_.fits(size, kept)) {
    tx_.send(type, payload, size);
  } else {
    tx_.drop();
  }
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
  answer(PW_PONG, payload, PW_PONG_SIZE);
}

// ---- who this clip is ----

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

}  // namespace posture_clip
