#include "posture_wire.h"

#ifdef __AVR__
#include <avr/pgmspace.h> /* constants stay in flash only where asked to */
#else
#define PROGMEM
#define pgm_read_dword(address) (*(address))
#endif

uint8_t* pw_put_u8(uint8_t* p, uint8_t value) {
  p[0] = value;
  return p + 1;
}

uint8_t* pw_put_u16(uint8_t* p, uint16_t value) {
  p[0] = (uint8_t)(value & 0xFFU);
  p[1] = (uint8_t)(value >> 8);
  return p + 2;
}

uint8_t* pw_put_u32(uint8_t* p, uint32_t value) {
  p = pw_put_u16(p, (uint16_t)(value & 0xFFFFU));
  return pw_put_u16(p, (uint16_t)(value >> 16));
}

uint8_t* pw_put_i16(uint8_t* p, int16_t value) { return pw_put_u16(p, (uint16_t)value); }

uint16_t pw_get_u16(const uint8_t* p) { return (uint16_t)(p[0] | ((unsigned)p[1] << 8)); }

uint32_t pw_get_u32(const uint8_t* p) {
  return (uint32_t)pw_get_u16(p) | ((uint32_t)pw_get_u16(p + 2) << 16);
}

int16_t pw_get_i16(const uint8_t* p) { return (int16_t)pw_get_u16(p); }

/* Half a byte a step: 64 bytes of table instead of 1 KiB, which an AVR with 2 KiB of RAM can hold.
 */
static const uint32_t kCrcTable[16] PROGMEM = {0x00000000U, 0x1DB71064U, 0x3B6E20C8U, 0x26D930ACU,
                                               0x76DC4190U, 0x6B6B51F4U, 0x4DB26158U, 0x5005713CU,
                                               0xEDB88320U, 0xF00F9344U, 0xD6D6A3E8U, 0xCB61B38CU,
                                               0x9B64C2B0U, 0x86D3D2D4U, 0xA00AE278U, 0xBDBDF21CU};

uint32_t pw_crc32(uint32_t crc, const uint8_t* data, size_t size) {
  size_t i;
  crc = ~crc;
  for (i = 0; i < size; ++i) {
    crc ^= data[i];
    crc = (crc >> 4) ^ pgm_read_dword(&kCrcTable[crc & 0x0FU]);
    crc = (crc >> 4) ^ pgm_read_dword(&kCrcTable[crc & 0x0FU]);
  }
  return ~crc;
}

/* Writes COBS piece by piece, so that a frame needs no second buffer: RAM is what an AVR lacks. The
 * output may go round the end of a ring. */
typedef struct {
  uint8_t* out;
  size_t ring; /* where `out` goes round */
  size_t start;
  size_t capacity;
  size_t used;
  size_t code_at; /* where the length of the current run belongs */
  uint8_t code;
  uint8_t fits;
} cobs_writer;

static uint8_t* cobs_place(const cobs_writer* w, size_t at) {
  at += w->start;
  if (at >= w->ring) at -= w->ring;
  return w->out + at;
}

static void cobs_reserve(cobs_writer* w) {
  w->code_at = w->used;
  w->code = 1;
  if (w->used < w->capacity) {
    ++w->used;
  } else {
    w->fits = 0;
  }
}

static void cobs_start(cobs_writer* w, uint8_t* out, size_t ring, size_t start, size_t capacity) {
  w->out = out;
  w->ring = ring;
  w->start = start;
  w->capacity = capacity;
  w->used = 0;
  w->fits = 1;
  cobs_reserve(w);
}

static void cobs_write(cobs_writer* w, const uint8_t* data, size_t size) {
  size_t i;
  for (i = 0; i < size && w->fits; ++i) {
    /* A full run is closed by the byte after it: 254 bytes end without an empty run. */
    if (w->code == 0xFFU) {
      *cobs_place(w, w->code_at) = w->code;
      cobs_reserve(w);
      if (!w->fits) return;
    }
    if (data[i] == 0) {
      *cobs_place(w, w->code_at) = w->code;
      cobs_reserve(w);
    } else if (w->used < w->capacity) {
      *cobs_place(w, w->used++) = data[i];
      ++w->code;
    } else {
      w->fits = 0;
    }
  }
}

static size_t cobs_finish(cobs_writer* w) {
  if (!w->fits) return 0;
  *cobs_place(w, w->code_at) = w->code;
  return w->used;
}

size_t pw_cobs_encode(const uint8_t* in, size_t size, uint8_t* out, size_t out_size) {
  cobs_writer w;
  cobs_start(&w, out, out_size, 0, out_size);
  cobs_write(&w, in, size);
  return cobs_finish(&w);
}

size_t pw_cobs_decode(const uint8_t* in, size_t size, uint8_t* out) {
  size_t from = 0;
  size_t to = 0;
  if (size == 0) return PW_COBS_ERROR;
  while (from < size) {
    const uint8_t code = in[from++];
    size_t left = (size_t)code - 1;
    if (code == 0 || left > size - from) return PW_COBS_ERROR;
    for (; left > 0; --left) {
      const uint8_t byte = in[from++];
      if (byte == 0) return PW_COBS_ERROR;
      out[to++] = byte;
    }
    if (code != 0xFFU && from < size) out[to++] = 0;
  }
  return to;
}

size_t pw_encode_frame(uint8_t type, uint8_t sequence, const uint8_t* payload, size_t payload_size,
                       uint8_t* out, size_t out_size) {
  return pw_encode_frame_ring(type, sequence, payload, payload_size, out, out_size, 0, out_size);
}

size_t pw_encode_frame_ring(uint8_t type, uint8_t sequence, const uint8_t* payload,
                            size_t payload_size, uint8_t* ring, size_t ring_size, size_t start,
                            size_t room) {
  cobs_writer w;
  uint8_t field[4];
  uint32_t crc;
  size_t used;
  if (payload_size > PW_MAX_PAYLOAD || room < PW_FRAME_SIZE(payload_size)) return 0;
  cobs_start(&w, ring, ring_size, start, room - 1);
  field[0] = type;
  field[1] = sequence;
  cobs_write(&w, field, 2);
  crc = pw_crc32(0, field, 2);
  if (payload_size > 0) {
    cobs_write(&w, payload, payload_size);
    crc = pw_crc32(crc, payload, payload_size);
  }
  pw_put_u32(field, crc);
  cobs_write(&w, field, 4);
  used = cobs_finish(&w);
  if (used == 0) return 0;
  *cobs_place(&w, used) = 0;
  return used + 1;
}

enum pw_result pw_decode_frame(uint8_t* block, size_t size, pw_frame* frame) {
  const size_t raw = pw_cobs_decode(block, size, block);
  if (raw == PW_COBS_ERROR) return PW_BAD_COBS;
  if (raw < PW_OVERHEAD) return PW_TOO_SHORT;
  if (raw > PW_MAX_RAW) return PW_TOO_LONG;
  if (pw_crc32(0, block, raw - 4) != pw_get_u32(block + raw - 4)) return PW_BAD_CRC;
  frame->type = block[0];
  frame->sequence = block[1];
  frame->payload = block + 2;
  frame->payload_size = raw - PW_OVERHEAD;
  return PW_OK;
}
