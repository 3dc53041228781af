"""What a board sent and heard, as emulated_sensor wrote it down, decoded from PROTOCOL.md with
Python's own tools: a second opinion on the frames, independent of the codec that firmware and
daemon share.
"""

import math
import struct
import zlib
from collections import namedtuple

HELLO, IMU, STATUS, ACK, PONG, BUTTON = 1, 2, 3, 4, 5, 6
FROM_DATA_READY, OVERFLOWED, RESTARTED, STUCK = 1, 2, 4, 8
POWER_ON, RESET_PIN, BROWN_OUT, WATCHDOG, COMMAND = 1, 2, 3, 4, 5
STREAMING, STOPPED, NO_CHIP = 0, 1, 2

Frame = namedtuple("Frame", "t_s type sequence payload")
Imu = namedtuple("Imu", "at_s t_us sample_no flags count")  # at_s: when its last byte was sent
Hello = namedtuple("Hello", "at_s imu serial rate_hz reset_cause boot_id")
Status = namedtuple("Status", "at_s dropped i2c_errors tx_dropped rx_bad state")


def cobs(raw):
    """A frame's bytes with COBS and the final zero."""
    out = bytearray()
    for piece in raw.split(b"\0"):
        out += bytes([len(piece) + 1]) + piece
    return bytes(out) + b"\0"


def uncobs(block):
    out = bytearray()
    while block:
        n = block[0]
        if n == 0 or n > len(block):
            return None
        out += block[1:n]
        block = block[n:]
        if n < 255 and block:
            out += b"\0"
    return bytes(out)


def command(kind, sequence, payload=b""):
    """A command to the sensor, ready to be sent."""
    raw = bytes([kind, sequence]) + payload
    return cobs(raw + struct.pack("<I", zlib.crc32(raw)))


def haptic(sequence, on_ms, off_ms, count):
    return command(0x86, sequence, struct.pack("<HHB", on_ms, off_ms, count))


class Trace:
    """The frames of one direction, "<" from the board, so far; bad ones are counted."""

    def __init__(self, path, direction="<"):
        self.file = open(path)
        self.direction = direction
        self.frames = []
        self.bad = 0
        self.bytes = 0
        self.block = bytearray()

    def read(self):
        """Takes what is new. The program flushes with each command it answers."""
        for line in self.file:
            t_us, direction, hexed = line.split()
            if direction != self.direction:
                continue
            for byte in bytes.fromhex(hexed):
                self.bytes += 1
                if byte:
                    self.block.append(byte)
                elif self.block:
                    self._finish(int(t_us) / 1e6)
        return self

    def _finish(self, t_s):
        raw = uncobs(bytes(self.block))
        self.block.clear()
        if raw is None or len(raw) < 6:
            self.bad += 1
        elif zlib.crc32(raw[:-4]) != struct.unpack("<I", raw[-4:])[0]:
            self.bad += 1
        else:
            self.frames.append(Frame(t_s, raw[0], raw[1], raw[2:-4]))

    def of(self, kind, since_s=0.0):
        return [f for f in self.frames if f.type == kind and f.t_s > since_s]

    def imu(self, since_s=0.0):
        found = []
        for f in self.of(IMU, since_s):
            t_us, number, _, flags, count = struct.unpack_from("<IIhBB", f.payload)
            assert len(f.payload) == 12 + 12 * count, "an IMU frame of another size than it says"
            found.append(Imu(f.t_s, t_us, number, flags, count))
        return found

    def readings(self, since_s=0.0):
        """The mean size of the acceleration, in g, and the last temperature."""
        (scale,) = struct.unpack_from("<H", self.of(HELLO)[-1].payload, 45)
        sizes = []
        for f in self.of(IMU, since_s):
            for at in range(12, len(f.payload), 12):
                sizes.append(math.hypot(*struct.unpack_from("<hhh", f.payload, at)) / scale)
        (celsius,) = struct.unpack_from("<h", self.of(IMU)[-1].payload, 8)
        return sum(sizes) / len(sizes), celsius / 100

    def hello(self, since_s=0.0):
        found = []
        for f in self.of(HELLO, since_s):
            text = f.payload[21:37].rstrip(b"\0").decode("ascii")
            rate, _, _, cause, boot = struct.unpack_from("<HBBBH", f.payload, 52)
            found.append(Hello(f.t_s, text, f.payload[37:45].hex(), rate, cause, boot))
        return found

    def status(self, since_s=0.0):
        found = []
        for f in self.of(STATUS, since_s):
            values = struct.unpack_from("<HHHHB", f.payload, 14)
            found.append(Status(f.t_s, *values))
        return found


def lost_samples(frames):
    """Sample numbers that are missing between consecutive IMU frames."""
    return sum(
        b.sample_no - b.count - a.sample_no for a, b in zip(frames, frames[1:]) if b.t_us > a.t_us
    )
