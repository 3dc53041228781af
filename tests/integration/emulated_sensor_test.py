"""The firmware that people flash, in an emulator on a virtual IMU worn by the simulated wearer, read
by the real daemon through libserialport: motion in, lean out; button and motor; and every fault
that the firmware must recover from by itself, injected while the daemon runs.

POSTURED_LONG=1 makes the run in real time a soak.
"""

import fcntl
import json
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import sensor_trace as wire
from emulated_clip import LEAN_LIMIT_DEG, EmulatedClip
from emulated_faults import check_faults
from harness import wait_for


# -- motion in, lean out


def check_motion(clip):
    """The wearer clips it on, holds the button, calibrates by moving, and sits down to work."""
    errors, bodies = [], set()
    for _ in range(80):
        now = clip.play(1)
        status = clip.status()
        if status["reason"] or status["calibration_step"] not in ("done", "idle"):
            continue
        error = clip.lean_error(now, status)
        if error is not None:
            errors.append(error)
            bodies.add(status["body"])
    leans = [lean for second, lean in clip.truth().items() if second > 45]
    print(
        f"{len(errors)} s judged, worst lean error {max(map(abs, errors)):.2f} deg, "
        f"mean {sum(errors) / len(errors):+.2f}; truth from {min(leans):.1f} to {max(leans):.1f}"
    )
    assert len(errors) > 25 and max(leans) - min(leans) > 5, "not much of a test"
    assert max(map(abs, errors)) < LEAN_LIMIT_DEG, errors
    assert bodies == {"sitting"}, bodies
    rows = wait_for("the journal", lambda: clip.rows("SELECT kind FROM calibration"))
    assert [row["kind"] for row in rows] == ["full"], "the button's hold, as the daemon heard it"

    trace = clip.trace.read()
    frames = trace.imu()
    presses = [f.payload[0] for f in trace.of(wire.BUTTON)]
    rate_hz = (frames[-1].sample_no - frames[0].sample_no) / (frames[-1].t_us - frames[0].t_us) * 1e6
    print(f"{len(frames)} IMU frames, {rate_hz:.2f} samples a second of the board's clock")
    assert trace.bad == 0 and wire.lost_samples(frames) == 0 and presses == [2], presses
    # The chip's oscillator is 0.3 % slow.
    assert abs(rate_hz - 99.7) < 0.1, rate_hz
    assert all(f.flags == wire.FROM_DATA_READY for f in frames), "flags"
    status = clip.status()
    assert status["frames_dropped"] == 0 and status["samples_missing"] == 0, status


def check_through_libserialport(clip):
    # The daemon takes ports, and not ptys, for itself alone.
    fd = os.open(clip.port, os.O_RDWR | os.O_NOCTTY)
    taken = struct.unpack("i", fcntl.ioctl(fd, 0x80045440, b"\0\0\0\0"))[0]  # TIOCGEXCL
    os.close(fd)
    assert taken == 1, "the port was not opened through libserialport"


# -- from the host to the board


def ask(clip, *words, expect=0):
    """A command of posturectl, while the board's time goes on: what it says."""
    asking = subprocess.Popen(
        [clip.bin / "posturectl", "sensor", *words],
        env=clip.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while asking.poll() is None:
        clip.play(0.1)
    said = asking.stdout.read().strip()
    assert asking.returncode == expect, (words, said)
    return said


def check_motor(clip):
    ask(clip, "set", "haptic", "200", "100", "3")
    clip.play(1.5)
    assert clip.tell("motor") == "off 6", clip.tell("motor")

    # What a host must not ask for is refused by the board itself.
    asked = clip.tell("send " + wire.haptic(2, 1001, 0, 1).hex())
    clip.play(0.5)
    assert clip.tell("motor") == "off 6", "more than a second was not refused"
    clip.tell("send " + wire.haptic(3, 1000, 0, 1).hex())
    clip.play(0.2)
    assert clip.tell("motor") == "on 7", clip.tell("motor")
    clip.tell("reset")
    clip.play(0.05)
    assert clip.tell("motor") == "off 8", "a reset must stop the motor"
    clip.play(0.5)
    answers = [tuple(f.payload) for f in clip.trace.read().of(wire.ACK, asked)]
    assert answers == [(2, 0x86, 3), (3, 0x86, 0)], answers
    clip.settle()


def check_commands(clip):
    info = json.loads(ask(clip, "info", "--json"))
    print("posturectl sensor info:", info)
    assert info["imu"] == "mpu6050" and info["board"] == "nano", info
    assert abs(float(info["temperature_c"]) - 31) < 1, info
    ask(clip, "set", "serial", "0123456789abcdef")
    clip.play(1.5)  # the daemon publishes once a second
    assert clip.status()["sensor_serial"] == "0123456789abcdef", clip.status()
    ask(clip, "set", "rate", "50")
    clip.play(1.5)
    assert clip.status()["rate_hz"] == 50, clip.status()
    ask(clip, "set", "rate", "100")
    ask(clip, "set", "range", "8", "1000")
    clip.play(1)
    assert clip.trace.read().hello()[-1].rate_hz == 100
    print("self-test:", ask(clip, "selftest"))
    clip.tell("fault self_test_fails on")
    print("self-test of a chip that fails it:", ask(clip, "selftest", expect=1))
    clip.tell("fault self_test_fails off")
    ask(clip, "set", "range", "4", "500")
    clip.settle()


# -- the button's tap, last: it moves the reference


def check_tap(clip):
    clip.tell("press 0.2")
    steps = []
    for _ in range(40):
        now = clip.play(0.5)
        steps.append(clip.status()["calibration_step"])
        if steps[-1] == "done" and set(steps) - {"idle", "done"}:
            break
    assert steps[-1] == "done" and "sitting" in steps, steps
    assert clip.trace.read().of(wire.BUTTON)[-1].payload[0] == 1
    # From now on the lean is counted from how the wearer sat then.
    zero_deg = clip.truth()[round(now) - 4]
    clip.play(6)
    clip.settle()
    now, status = clip.play(1), clip.status()
    error = clip.lean_error(now, status)
    print(f"zero taken at {zero_deg:.1f} deg: shown off by {error + zero_deg:+.2f} deg since")
    assert abs(error + zero_deg) < LEAN_LIMIT_DEG
    kinds = wait_for("the journal", lambda: clip.rows("SELECT kind FROM calibration")[1:])
    assert [row["kind"] for row in kinds] == ["zero"], kinds


# -- every chip that the board has a driver for


CHIPS = {  # the rate nearest to 100 Hz that each can do
    "mpu6050": 100,
    "mpu6500": 100,
    "lsm6ds3": 104,
    "lsm6ds3tr-c": 104,
    "lsm6dsox": 104,
    "icm20948": 1125 / 11,
}


def check_chips(bin_dir):
    for chip, nominal_hz in CHIPS.items():
        with EmulatedClip(bin_dir) as clip:
            clip.start_sensor_alone("--chip", chip)
            clip.play(5)
            trace = clip.trace.read()
            hello, frames = trace.hello()[-1], trace.imu()[1:]
            assert hello.imu == chip and trace.bad == 0 and wire.lost_samples(frames) == 0, hello
            span_s = (frames[-1].t_us - frames[0].t_us) / 1e6
            rate_hz = (frames[-1].sample_no - frames[0].sample_no) / span_s
            assert abs(rate_hz - 0.997 * nominal_hz) < 0.05, (chip, rate_hz)
            assert hello.rate_hz == round(nominal_hz), hello
            norms_g, celsius = trace.readings(1)
            print(f"{chip}: {rate_hz:.1f} Hz, |a| {norms_g:.3f} g, {celsius:.1f} deg Celsius")
            # 31 degrees; lying still but for the offset of some 40 mg.
            assert abs(norms_g - 1) < 0.06 and abs(celsius - 31) < 0.6, (norms_g, celsius)
            assert {f.flags for f in frames} == {wire.FROM_DATA_READY}


# -- in real time


def usage(pid):
    """Processor seconds and how often it woke, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{pid}/status").read_text()
    wakes = int(status.split("nonvoluntary")[0].rsplit("voluntary_ctxt_switches:", 1)[1])
    return ticks / os.sysconf("SC_CLK_TCK"), wakes


def check_real_time(clip, seconds):
    time.sleep(3)
    cpu, wakes = usage(clip.daemon.pid)
    before = clip.tell("at")
    time.sleep(seconds)
    now = clip.tell("at")
    more_cpu, more_wakes = usage(clip.daemon.pid)
    trace = clip.trace.read()
    status = clip.status()
    print(
        f"real time: {now - before:.1f} s of the board in {seconds} s, "
        f"{trace.bytes / now:.0f} B/s, bad frames {trace.bad}, lost samples "
        f"{wire.lost_samples(trace.imu())}; the daemon's: {status['frames_dropped']}, "
        f"{status['samples_missing']}; its processor time {100 * (more_cpu - cpu) / seconds:.2f} %, "
        f"{(more_wakes - wakes) / seconds:.1f} wake-ups a second"
    )
    assert trace.bad == 0 and wire.lost_samples(trace.imu()) == 0
    assert status["frames_dropped"] == 0 and status["samples_missing"] == 0, status

    clip.tell("unplug")
    wait_for("the loss", lambda: clip.status()["link"] == "lost")
    clip.tell("plug")
    began = time.monotonic()
    wait_for("the sensor", lambda: clip.status()["rate_hz"] > 0 and clip.status()["link"] == "open")
    print(f"connected again {time.monotonic() - began:.1f} s after the replug")


def main():
    bin_dir = sys.argv[1]
    with EmulatedClip(bin_dir) as clip:
        began = time.monotonic()
        clip.start("--seed", "3")
        check_through_libserialport(clip)
        check_motion(clip)
        check_motor(clip)
        check_commands(clip)
        check_faults(clip)
        check_tap(clip)
        figures = json.loads(clip.tell("figures"))
        print(
            f"RAM {figures['static']} B static + {figures['stack']} B deepest stack of "
            f"{figures['ram']}; awake {100 * figures['awake_share']:.0f} %, "
            f"I2C {100 * figures['bus_share']:.1f} %; {time.monotonic() - began:.0f} s of real time"
        )
        assert figures["static"] + figures["stack"] < figures["ram"] - 128, figures
        clip.stop_daemon()
    check_chips(bin_dir)
    with EmulatedClip(bin_dir) as clip:
        clip.start("--seed", "3", in_step=False)
        check_real_time(clip, 300 if os.environ.get("POSTURED_LONG") == "1" else 6)
        clip.stop_daemon()


main()
