"""Sensors on ptys behind links, in real time: ours and other makers'."""

import os
import pty
import struct
import threading
import time
import tty
import zlib

HELLO, IMU, STATUS, ACK = 0x01, 0x02, 0x03, 0x04
SET, HAPTIC, RANGE, LED, SELFTEST, SERIAL = 0x82, 0x86, 0x87, 0x89, 0x8A, 0x8B


def cobs(data):
    out = bytearray()
    for piece in data.split(b"\0"):
        assert len(piece) < 254
        out += bytes([len(piece) + 1]) + piece
    return bytes(out)


def uncobs(block):
    out = bytearray()
    while block:
        n = block[0]
        if n == 0 or n > len(block):
            return b""
        out += block[1:n]
        block = block[n:]
        if block and n < 255:
            out += b"\0"
    return bytes(out)


def frame(kind, sequence, payload):
    data = bytes([kind, sequence & 255]) + payload
    return cobs(data + struct.pack("<I", zlib.crc32(data))) + b"\0"


class FakeSensor:
    """A device on a pty behind a link: streams, and hears what it is told."""

    def __init__(self, link, period_s):
        self.link, self.period_s = link, period_s
        self.heard, self.lock = bytearray(), threading.Lock()
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self.master, False)
        temporary = str(link) + ".new"
        os.symlink(name, temporary)
        os.rename(temporary, link)
        self.ends = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        due = time.monotonic()
        while not self.ends:
            self.write(self.next())
            due += self.period_s
            while not self.ends:
                try:
                    data = os.read(self.master, 4096)
                    with self.lock:
                        self.heard += data
                    self.on_heard()
                except OSError:  # nothing came, or nobody has the port open
                    pass
                left = due - time.monotonic()
                if left <= 0:
                    break
                time.sleep(min(left, 0.02))

    def write(self, data):
        try:
            os.write(self.master, data)
        except OSError:
            pass

    def on_heard(self):
        pass

    def unplug(self):
        self.ends = True
        self.thread.join()
        os.close(self.master)


class Clip(FakeSensor):
    """Ours: 100 Hz in batches of 10."""

    def __init__(self, link, serial="00000000000000a1"):
        self.serial, self.sample, self.sequence, self.frames = serial, 0, 0, 0
        self.results, self.commands = {}, []  # result of a command by type; None: no answer
        super().__init__(link, 0.1)

    def send(self, kind, payload):
        self.sequence += 1
        return frame(kind, self.sequence, payload)

    def hello(self):
        text = "fake".encode().ljust(16, b"\0") + "mpu6050".encode().ljust(16, b"\0")
        return self.send(
            HELLO,
            bytes([1, 0, 1, 2, 3]) + text + bytes.fromhex(self.serial)
            + struct.pack("<HHBHHBBBHI", 8192, 655, 4, 500, 100, 10, 10, 1, 7, 7),
        )

    def next(self):
        out = self.hello() if self.frames % 100 == 0 else b""
        self.frames += 1
        self.sample += 10
        t_us = (self.sample * 10000) & 0xFFFFFFFF
        header = struct.pack("<IIhBB", t_us, self.sample, 2550, 1, 10)
        return out + self.send(IMU, header + struct.pack("<6h", 0, 0, 8192, 1, 0, -1) * 10)

    def on_heard(self):
        with self.lock:
            *blocks, rest = bytes(self.heard).split(b"\0")
            self.heard = bytearray(rest)
        for block in blocks:
            data = uncobs(block)
            if len(data) < 6 or zlib.crc32(data[:-4]) != struct.unpack("<I", data[-4:])[0]:
                continue
            kind, sequence, payload = data[0], data[1], data[2:-4]
            if kind == 0x81:
                self.write(self.hello())
                continue
            self.commands.append((kind, sequence, payload))
            result = self.results.get(kind, 0)
            if result is not None:
                self.write(self.send(ACK, bytes([sequence, kind, result])))


class WitMotion(FakeSensor):
    """Another maker's: a reading at a time, a hundred times a second."""

    def __init__(self, link):
        super().__init__(link, 0.01)

    def next(self):
        def packet(kind, *values):
            data = bytes([0x55, kind]) + struct.pack("<4h", *values)
            return data + bytes([sum(data) & 255])

        return packet(0x51, 0, 0, 2048, 2950) + packet(0x52, 1, 0, -1, 0)


class Bno055(FakeSensor):
    """Registers that are read and written, and nothing unasked."""

    def __init__(self, link):
        self.registers, self.asked = bytearray(128), 0
        self.registers[0x00] = 0xA0
        super().__init__(link, 0.02)

    def next(self):
        return b""

    def on_heard(self):
        while len(self.heard) >= 4:
            start, write, address, size = self.heard[:4]
            assert start == 0xAA, self.heard
            if write == 0:
                if len(self.heard) < 4 + size:
                    return
                self.registers[address : address + size] = self.heard[4 : 4 + size]
                del self.heard[: 4 + size]
                self.write(b"\xee\x01")
                continue
            del self.heard[:4]
            self.asked += 1
            if self.registers[0x3D] != 0:  # measuring
                self.registers[0x08:0x0E] = struct.pack("<3h", 3, self.asked % 5, 981)
            self.write(bytes([0xBB, size]) + self.registers[address : address + size])
