#include "posture_messages.h"

#include <string.h>

static uint8_t* put_bytes(uint8_t* p, const void* bytes, size_t size) {
  memcpy(p, bytes, size);
  return p + size;
}

size_t pw_put_hello(const pw_hello* hello, uint8_t payload[PW_HELLO_SIZE]) {
  uint8_t* p = payload;
  p = pw_put_u8(p, hello->protocol_major);
  p = pw_put_u8(p, hello->protocol_minor);
  p = pw_put_u8(p, hello->firmware_major);
  p = pw_put_u8(p, hello->firmware_minor);
  p = pw_put_u8(p, hello->firmware_patch);
  p = put_bytes(p, hello->board, PW_NAME_SIZE);
  p = put_bytes(p, hello->imu, PW_NAME_SIZE);
  p = put_bytes(p, hello->serial, PW_SERIAL_SIZE);
  p = pw_put_u16(p, hello->accel_lsb_per_g);
  p = pw_put_u16(p, hello->gyro_lsb_per_10dps);
  p = pw_put_u8(p, hello->accel_range_g);
  p = pw_put_u16(p, hello->gyro_range_dps);
  p = pw_put_u16(p, hello->rate_hz);
  p = pw_put_u8(p, hello->batch);
  p = pw_put_u8(p, hello->max_batch);
  p = pw_put_u8(p, hello->reset_cause);
  p = pw_put_u16(p, hello->boot_id);
  p = pw_put_u32(p, hello->capabilities);
  return (size_t)(p - payload);
}

int pw_get_hello(const uint8_t* payload, size_t size, pw_hello* hello) {
  if (size < PW_HELLO_SIZE) return 0;
  hello->protocol_major = payload[0];
  hello->protocol_minor = payload[1];
  hello->firmware_major = payload[2];
  hello->firmware_minor = payload[3];
  hello->firmware_patch = payload[4];
  memcpy(hello->board, payload + 5, PW_NAME_SIZE);
  memcpy(hello->imu, payload + 21, PW_NAME_SIZE);
  memcpy(hello->serial, payload + 37, PW_SERIAL_SIZE);
  hello->accel_lsb_per_g = pw_get_u16(payload + 45);
  hello->gyro_lsb_per_10dps = pw_get_u16(payload + 47);
  hello->accel_range_g = payload[49];
  hello->gyro_range_dps = pw_get_u16(payload + 50);
  hello->rate_hz = pw_get_u16(payload + 52);
  hello->batch = payload[54];
  hello->max_batch = payload[55];
  hello->reset_cause = payload[56];
  hello->boot_id = pw_get_u16(payload + 57);
  hello->capabilities = pw_get_u32(payload + 59);
  return 1;
}

size_t pw_put_imu_header(const pw_imu_header* header, uint8_t* payload) {
  uint8_t* p = payload;
  p = pw_put_u32(p, header->t_us);
  p = pw_put_u32(p, header->sample_no);
  p = pw_put_i16(p, header->temperature_cdeg);
  p = pw_put_u8(p, header->flags);
  p = pw_put_u8(p, header->count);
  return (size_t)(p - payload);
}

int pw_get_imu_header(const uint8_t* payload, size_t size, pw_imu_header* header) {
  if (size < PW_IMU_HEADER_SIZE) return 0;
  header->t_us = pw_get_u32(payload);
  header->sample_no = pw_get_u32(payload + 4);
  header->temperature_cdeg = pw_get_i16(payload + 8);
  header->flags = payload[10];
  header->count = payload[11];
  return header->count > 0 &&
         size >= PW_IMU_HEADER_SIZE + (size_t)header->count * PW_IMU_SAMPLE_SIZE;
}

size_t pw_put_imu_sample(const pw_imu_sample* sample, uint8_t* p) {
  int i;
  for (i = 0; i < 6; ++i) p = pw_put_i16(p, sample->value[i]);
  return PW_IMU_SAMPLE_SIZE;
}

void pw_get_imu_sample(const uint8_t* p, pw_imu_sample* sample) {
  int i;
  for (i = 0; i < 6; ++i, p += 2) sample->value[i] = pw_get_i16(p);
}

size_t pw_put_status(const pw_status* status, uint8_t payload[PW_STATUS_SIZE]) {
  uint8_t* p = payload;
  p = pw_put_u32(p, status->uptime_s);
  p = pw_put_u32(p, status->now_us);
  p = pw_put_u16(p, status->boot_id);
  p = pw_put_i16(p, status->temperature_cdeg);
  p = pw_put_u16(p, status->battery_mv);
  p = pw_put_u16(p, status->samples_dropped);
  p = pw_put_u16(p, status->i2c_errors);
  p = pw_put_u16(p, status->tx_dropped);
  p = pw_put_u16(p, status->rx_bad);
  p = pw_put_u8(p, status->state);
  return (size_t)(p - payload);
}

int pw_get_status(const uint8_t* payload, size_t size, pw_status* status) {
  if (size < PW_STATUS_SIZE) return 0;
  status->uptime_s = pw_get_u32(payload);
  status->now_us = pw_get_u32(payload + 4);
  status->boot_id = pw_get_u16(payload + 8);
  status->temperature_cdeg = pw_get_i16(payload + 10);
  status->battery_mv = pw_get_u16(payload + 12);
  status->samples_dropped = pw_get_u16(payload + 14);
  status->i2c_errors = pw_get_u16(payload + 16);
  status->tx_dropped = pw_get_u16(payload + 18);
  status->rx_bad = pw_get_u16(payload + 20);
  status->state = payload[22];
  return 1;
}

size_t pw_put_set(const pw_set* set, uint8_t payload[PW_SET_SIZE]) {
  pw_put_u8(pw_put_u16(payload, set->rate_hz), set->batch);
  return PW_SET_SIZE;
}

int pw_get_set(const uint8_t* payload, size_t size, pw_set* set) {
  if (size < PW_SET_SIZE) return 0;
  set->rate_hz = pw_get_u16(payload);
  set->batch = payload[2];
  return 1;
}

size_t pw_put_haptic(const pw_haptic* haptic, uint8_t payload[PW_HAPTIC_SIZE]) {
  pw_put_u8(pw_put_u16(pw_put_u16(payload, haptic->on_ms), haptic->off_ms), haptic->count);
  return PW_HAPTIC_SIZE;
}

int pw_get_haptic(const uint8_t* payload, size_t size, pw_haptic* haptic) {
  if (size < PW_HAPTIC_SIZE) return 0;
  haptic->on_ms = pw_get_u16(payload);
  haptic->off_ms = pw_get_u16(payload + 2);
  haptic->count = payload[4];
  return 1;
}

size_t pw_put_range(const pw_range* range, uint8_t payload[PW_RANGE_SIZE]) {
  pw_put_u16(pw_put_u8(payload, range->accel_g), range->gyro_dps);
  return PW_RANGE_SIZE;
}

int pw_get_range(const uint8_t* payload, size_t size, pw_range* range) {
  if (size < PW_RANGE_SIZE) return 0;
  range->accel_g = payload[0];
  range->gyro_dps = pw_get_u16(payload + 1);
  return 1;
}

size_t pw_put_notice(const pw_notice* notice, uint8_t payload[PW_NOTICE_SIZE]) {
  pw_put_u16(pw_put_u8(payload, notice->kind), notice->value);
  return PW_NOTICE_SIZE;
}

int pw_get_notice(const uint8_t* payload, size_t size, pw_notice* notice) {
  if (size < PW_NOTICE_SIZE) return 0;
  notice->kind = payload[0];
  notice->value = pw_get_u16(payload + 1);
  return 1;
}
