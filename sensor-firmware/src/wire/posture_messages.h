/* Payloads of wire protocol v1.1 (PROTOCOL.md), shared by the firmware and the daemon.
 *
 * Payloads only ever grow at the end: a decoder takes any payload that is at least as long as it
 * knows and ignores the rest. Decoders return 1 for success, 0 for a payload that is too short or
 * contradicts itself. Encoders return the size they wrote. */
#ifndef POSTURE_MESSAGES_H
#define POSTURE_MESSAGES_H

#include "posture_wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PW_HELLO_SIZE = 63,
  PW_IMU_HEADER_SIZE = 12,
  PW_IMU_SAMPLE_SIZE = 12,
  PW_IMU_MAX_SAMPLES = (PW_MAX_PAYLOAD - PW_IMU_HEADER_SIZE) / PW_IMU_SAMPLE_SIZE, /* 19 */
  PW_STATUS_SIZE = 23,
  PW_ACK_SIZE = 3,
  PW_PONG_SIZE = 8,
  PW_BUTTON_SIZE = 1,
  PW_NOTICE_SIZE = 3,
  PW_SET_SIZE = 3,
  PW_PING_SIZE = 4,
  PW_HAPTIC_SIZE = 5,
  PW_RANGE_SIZE = 3,
  PW_LED_SIZE = 1,
  PW_NAME_SIZE = 16,
  PW_SERIAL_SIZE = 8
};

/* The temperature that means "not measured". Otherwise 1/100 degree Celsius. */
#define PW_NO_TEMPERATURE ((int16_t)-32768)

enum pw_capability {
  PW_CAN_GYRO = 1,
  PW_CAN_BUTTON = 2,
  PW_CAN_HAPTIC = 4,
  PW_CAN_LED = 8,
  PW_CAN_BATTERY = 16,
  PW_CAN_TEMPERATURE = 32
};

enum pw_imu_flag {
  PW_TIME_FROM_DATA_READY = 1,
  PW_FIFO_OVERFLOW = 2,
  PW_IMU_RESTARTED = 4,
  PW_IMU_STUCK = 8,
  PW_SATURATED = 16
};

enum pw_ack_result {
  PW_ACK_OK = 0,
  PW_ACK_UNKNOWN = 1, /* no such command, or not on this device */
  PW_ACK_LENGTH = 2,
  PW_ACK_RANGE = 3,
  PW_ACK_FAILED = 4 /* the hardware did not do it */
};

enum pw_reset_cause {
  PW_RESET_UNKNOWN = 0,
  PW_RESET_POWER_ON = 1,
  PW_RESET_PIN = 2,
  PW_RESET_BROWN_OUT = 3,
  PW_RESET_WATCHDOG = 4,
  PW_RESET_COMMAND = 5
};

enum pw_led_mode { PW_LED_OFF = 0, PW_LED_ON = 1, PW_LED_AUTOMATIC = 2 };

enum pw_button_kind { PW_BUTTON_TAP = 1, PW_BUTTON_HOLD = 2 };

typedef struct {
  uint8_t protocol_major, protocol_minor;
  uint8_t firmware_major, firmware_minor, firmware_patch;
  char board[PW_NAME_SIZE], imu[PW_NAME_SIZE]; /* ASCII, NUL padded, not always terminated */
  uint8_t serial[PW_SERIAL_SIZE];
  uint16_t accel_lsb_per_g;
  uint16_t gyro_lsb_per_10dps; /* counts at 10 deg/s: counts per deg/s, times ten */
  uint8_t accel_range_g;
  uint16_t gyro_range_dps;
  uint16_t rate_hz;
  uint8_t batch, max_batch;
  uint8_t reset_cause; /* pw_reset_cause */
  uint16_t boot_id;    /* another one after each boot; 0 = the device cannot tell */
  uint32_t capabilities;
} pw_hello;

size_t pw_put_hello(const pw_hello* hello, uint8_t payload[PW_HELLO_SIZE]);
int pw_get_hello(const uint8_t* payload, size_t size, pw_hello* hello);

typedef struct {
  uint32_t t_us;      /* device time of the newest sample */
  uint32_t sample_no; /* number of the newest sample */
  int16_t temperature_cdeg;
  uint8_t flags;
  uint8_t count; /* samples that follow, oldest first, 1..PW_IMU_MAX_SAMPLES */
} pw_imu_header;

/* ax ay az gx gy gz */
typedef struct {
  int16_t value[6];
} pw_imu_sample;

size_t pw_put_imu_header(const pw_imu_header* header, uint8_t* payload);
/* Checks that the samples are all there: sample i then is at
 * payload + PW_IMU_HEADER_SIZE + i * PW_IMU_SAMPLE_SIZE. */
int pw_get_imu_header(const uint8_t* payload, size_t size, pw_imu_header* header);
size_t pw_put_imu_sample(const pw_imu_sample* sample, uint8_t* p);
void pw_get_imu_sample(const uint8_t* p, pw_imu_sample* sample);

typedef struct {
  uint32_t uptime_s, now_us;
  uint16_t boot_id;
  int16_t temperature_cdeg;
  uint16_t battery_mv; /* 0 = not measured */
  /* Since boot; they stay at 65535 rather than wrap. */
  uint16_t samples_dropped, i2c_errors, tx_dropped, rx_bad;
  uint8_t state; /* pw_state */
} pw_status;

enum pw_state {
  PW_STATE_STREAMING = 0,
  PW_STATE_STOPPED = 1,
  PW_STATE_NO_IMU = 2,
  PW_STATE_ASLEEP = 3 /* not worn; wakes by itself when it is moved. Since 1.1 */
};

size_t pw_put_status(const pw_status* status, uint8_t payload[PW_STATUS_SIZE]);
int pw_get_status(const uint8_t* payload, size_t size, pw_status* status);

typedef struct {
  uint16_t rate_hz;
  uint8_t batch;
} pw_set;

size_t pw_put_set(const pw_set* set, uint8_t payload[PW_SET_SIZE]);
int pw_get_set(const uint8_t* payload, size_t size, pw_set* set);

typedef struct {
  uint16_t on_ms, off_ms;
  uint8_t count;
} pw_haptic;

size_t pw_put_haptic(const pw_haptic* haptic, uint8_t payload[PW_HAPTIC_SIZE]);
int pw_get_haptic(const uint8_t* payload, size_t size, pw_haptic* haptic);

/* Since 1.1. Said once. */
enum pw_notice_kind { PW_NOTICE_BATTERY_LOW = 1 /* value: mV */ };

typedef struct {
  uint8_t kind; /* pw_notice_kind */
  uint16_t value;
} pw_notice;

size_t pw_put_notice(const pw_notice* notice, uint8_t payload[PW_NOTICE_SIZE]);
int pw_get_notice(const uint8_t* payload, size_t size, pw_notice* notice);

typedef struct {
  uint8_t accel_g;
  uint16_t gyro_dps;
} pw_range;

size_t pw_put_range(const pw_range* range, uint8_t payload[PW_RANGE_SIZE]);
int pw_get_range(const uint8_t* payload, size_t size, pw_range* range);

#ifdef __cplusplus
}
#endif

#endif
