/* Framing of wire protocol v1 (PROTOCOL.md), shared by the firmware and the daemon.
 *
 *   COBS( type u8 | sequence u8 | payload | crc32 u32 ) 0x00        little endian
 *
 * C11 and C++11, freestanding, no heap, no state: it must also build with avr-gcc 5.4. The payloads
 * are in posture_messages.h. */
#ifndef POSTURE_WIRE_H
#define POSTURE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PW_PROTOCOL_MAJOR = 1,
  PW_PROTOCOL_MINOR = 1,

  PW_MAX_RAW = 254, /* type to crc; up to here COBS adds exactly one byte */
  PW_OVERHEAD = 6,  /* type, sequence, crc */
  PW_MAX_PAYLOAD = PW_MAX_RAW - PW_OVERHEAD,
  PW_MAX_BLOCK = PW_MAX_RAW + 1,  /* COBS coded, without the delimiter */
  PW_MAX_FRAME = PW_MAX_BLOCK + 1 /* on the wire, with the delimiter */
};

/* On the wire a frame with this payload takes this many bytes, delimiter included. */
#define PW_FRAME_SIZE(payload_size) ((size_t)(payload_size) + (size_t)PW_OVERHEAD + 2)

enum pw_type {
  /* device to host */
  PW_HELLO = 0x01,
  PW_IMU = 0x02,
  PW_STATUS = 0x03,
  PW_ACK = 0x04,
  PW_PONG = 0x05,
  PW_BUTTON = 0x06,
  PW_NOTICE = 0x07, /* since 1.1 */
  /* host to device */
  PW_GET_HELLO = 0x81,
  PW_SET = 0x82,
  PW_START = 0x83,
  PW_STOP = 0x84,
  PW_PING = 0x85,
  PW_HAPTIC = 0x86,
  PW_RANGE = 0x87,
  PW_REBOOT = 0x88,
  PW_LED = 0x89,
  PW_SELFTEST = 0x8A,
  PW_SERIAL = 0x8B
};

/* Little-endian fields. The put functions return the position after the field. */
uint8_t* pw_put_u8(uint8_t* p, uint8_t value);
uint8_t* pw_put_u16(uint8_t* p, uint16_t value);
uint8_t* pw_put_u32(uint8_t* p, uint32_t value);
uint8_t* pw_put_i16(uint8_t* p, int16_t value);
uint16_t pw_get_u16(const uint8_t* p);
uint32_t pw_get_u32(const uint8_t* p);
int16_t pw_get_i16(const uint8_t* p);

/* CRC-32 of Ethernet and zlib (reflected 0xEDB88320): "123456789" gives 0xCBF43926. `crc` is 0 at
 * the start, or the result so far. */
uint32_t pw_crc32(uint32_t crc, const uint8_t* data, size_t size);

/* COBS, without the delimiter. Encoding needs out_size >= size + 1 + size / 254; 0 = does not fit
 * (a block is never empty). `out` must not overlap `in`. */
size_t pw_cobs_encode(const uint8_t* in, size_t size, uint8_t* out, size_t out_size);
/* Decodes one block, which never grows: `out` holds `size` bytes and may be `in`. Returns the
 * decoded size, or PW_COBS_ERROR when it is no COBS block. */
#define PW_COBS_ERROR ((size_t)-1)
size_t pw_cobs_decode(const uint8_t* in, size_t size, uint8_t* out);

/* Writes one whole frame with its delimiter. Returns its size, or 0 when the payload is larger than
 * PW_MAX_PAYLOAD or out_size is smaller than PW_FRAME_SIZE(payload_size). `payload` may be NULL
 * when payload_size is 0. */
size_t pw_encode_frame(uint8_t type, uint8_t sequence, const uint8_t* payload, size_t payload_size,
                       uint8_t* out, size_t out_size);
/* The same into a ring of ring_size bytes from `start` (below ring_size) on, where `room` bytes (at
 * most ring_size) are free: a sender with little RAM needs no other buffer. */
size_t pw_encode_frame_ring(uint8_t type, uint8_t sequence, const uint8_t* payload,
                            size_t payload_size, uint8_t* ring, size_t ring_size, size_t start,
                            size_t room);

typedef struct {
  uint8_t type;
  uint8_t sequence;
  const uint8_t* payload; /* inside the block given to pw_decode_frame */
  size_t payload_size;
} pw_frame;

enum pw_result { PW_OK = 0, PW_BAD_COBS, PW_TOO_SHORT, PW_TOO_LONG, PW_BAD_CRC };

/* Decodes in place one block: the bytes between two delimiters. `frame` is valid for PW_OK only. */
enum pw_result pw_decode_frame(uint8_t* block, size_t size, pw_frame* frame);

#ifdef __cplusplus
}
#endif

#endif
