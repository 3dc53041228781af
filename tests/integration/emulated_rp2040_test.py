"""The bare-metal RP2040 firmware in an emulator, on a virtual IMU. Needs what few have: node, its
package rp2040js (1.4.1, MIT; RP2040JS=FOLDER/node_modules/rp2040js) and gcc-arm-none-eabi. Skipped
without them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sensor_trace as wire
from emulated_clip import EmulatedClip
from harness import skip

SOURCE = Path(__file__).resolve().parents[2]


def start(clip, chip):
    elf = clip.home / "clip.elf"
    build = SOURCE / "sensor-firmware" / "ports" / "rp2040" / "build.sh"
    subprocess.run([build, elf], check=True, stdout=subprocess.DEVNULL)
    board = SOURCE / "tests" / "emulator" / "rp2040_board.mjs"
    imu = clip.bin / "virtual_imu_pipe"
    clip.run_sensor(["node", board, elf, imu, chip, clip.home / "trace"])


def back_s(clip, since_s):
    """From `since_s` until frames of the restarted chip come."""
    clip.play(2)
    frames = [f for f in clip.trace.read().imu(since_s) if f.flags & wire.RESTARTED]
    return frames[0].at_s - since_s


def check(clip, chip):
    start(clip, chip)
    clip.play(4)
    trace = clip.trace.read()
    hello, frames = trace.hello()[-1], trace.imu()[1:]
    size_g, celsius = trace.readings(1)
    print(f"{hello}\n{len(frames)} IMU frames, |a| {size_g:.3f} g, {celsius:.1f} deg Celsius")
    assert hello.imu == chip and len(frames) > 30
    assert trace.bad == 0 and wire.lost_samples(frames) == 0
    assert {f.flags for f in frames} == {wire.FROM_DATA_READY}
    assert abs(size_g - 1) < 0.01 and abs(celsius - 31) < 0.6

    clip.tell("send " + wire.haptic(1, 200, 100, 3).hex())
    clip.play(0.1)
    assert clip.tell("motor").startswith("on ")
    clip.play(1)
    assert clip.tell("motor") == "off 6", clip.tell("motor")

    print(f"after a brown-out of the IMU back in {back_s(clip, clip.tell('brown_out')):.2f} s")
    clip.tell("fault absent on")
    clip.play(1.5)
    assert clip.trace.read().status()[-1].state == wire.NO_CHIP
    print(f"after its absence back in {back_s(clip, clip.tell('fault absent off')):.2f} s")
    clip.tell("send " + os.urandom(300).hex() + "00" + wire.command(0x85, 1, b"\1\2\3\4").hex())
    clip.play(1)
    assert clip.trace.read().of(wire.PONG)[-1].payload[:4] == b"\1\2\3\4"
    assert clip.trace.bad == 0


def main():
    for tool in ("node", "arm-none-eabi-g++"):
        if shutil.which(tool) is None:
            skip(f"{tool} is not here")
    if not os.path.isdir(os.environ.get("RP2040JS", "")):
        skip("the node package rp2040js is not here: RP2040JS does not name its folder")
    for chip in ("mpu6050", "lsm6dsox"):
        with EmulatedClip(sys.argv[1]) as clip:
            check(clip, chip)


main()
