"""The firmware that people flash, in an emulator on a virtual IMU worn by the simulated wearer, read
by the real daemon through libserialport: motion in, lean out; button and motor; and every fault
that the firmware must recover from by itself, injected while the daemon runs.

Times in the fault table are the board's. EMULATED_TABLE=FILE keeps it there. POSTURED_LONG=1 adds a
soak in real time.
"""

import fcntl
import json
import os
import random
import struct
import sys
import time
from collections import namedtuple
from pathlib import Path

import sensor_trace as wire
from emulated_clip import EmulatedClip
from harness import wait_for

Fault = namedtuple("Fault", "name begin during_s end check")
Seen = namedtuple(
    "Seen", "frames hellos was statuses reasons before after begin_s end_s back_s shown_s"
)

LEAN_LIMIT_DEG = 1.0


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


# -- the motor


def check_motor(clip):
    def haptic(*arguments):
        return "send " + wire.haptic(*arguments).hex()

    asked = clip.tell(haptic(1, 200, 100, 3))
    clip.play(0.1)
    assert clip.tell("motor").startswith("on ")
    clip.play(1.4)
    assert clip.tell("motor") == "off 6", clip.tell("motor")
    clip.tell(haptic(2, 1001, 0, 1))
    clip.play(0.5)
    assert clip.tell("motor") == "off 6", "more than a second was not refused"
    clip.tell(haptic(3, 1000, 0, 1))
    clip.play(0.2)
    assert clip.tell("motor").startswith("on ")
    clip.tell("reset")
    clip.play(0.05)
    assert clip.tell("motor").startswith("off "), "a reset must stop the motor"
    clip.play(0.5)
    answers = [tuple(f.payload) for f in clip.trace.read().of(wire.ACK, asked)]
    assert answers == [(1, 0x86, 0), (2, 0x86, 3), (3, 0x86, 0)], answers
    settle(clip)


# -- faults


def settle(clip, limit_s=40):
    """Plays until the posture is known again."""
    for _ in range(int(limit_s)):
        clip.play(1)
        if clip.status()["reason"] == "":
            return
    raise AssertionError(f"still unknown: {clip.status()}")


def provoke(clip, fault):
    before = clip.status()
    assert before["reason"] == "", (fault.name, before["reason"])
    begin_s = clip.tell(fault.begin)
    reasons = []  # one a second, "" where the posture is known
    errors = []

    def play(seconds):
        now = clip.play(seconds)
        status = clip.status()
        reasons.append((now, status["reason"]))
        if status["reason"] == "" and now == round(now):
            errors.append(clip.lean_error(now, status))

    for _ in range(int(fault.during_s / 0.5)):
        play(0.5)
    end_s = clip.tell(fault.end) if fault.end else begin_s + fault.during_s
    for n in range(80):
        play(0.5)
        if n >= 9 and reasons[-1][1] == "":
            break
    else:
        raise AssertionError(f"{fault.name}: did not recover: {reasons}")
    play(1 - reasons[-1][0] % 1)
    settle(clip)

    clip.trace.read()
    frames = clip.trace.imu(begin_s - 0.5)
    # Back when the last hole in the stream has ended and the last frame with a mark was sent.
    holes = [b.at_s for a, b in zip(frames, frames[1:]) if b.at_s - a.at_s > 0.15]
    marked = [f.at_s for f in frames if f.flags & (wire.OVERFLOWED | wire.STUCK)]
    back_s = max([end_s] + holes + marked) - end_s
    unknown = [t for t, reason in reasons if reason]
    shown_s = max(unknown[-1] + 0.5 - end_s, 0) if unknown else 0
    seen = Seen(
        frames=[f for f in frames if f.at_s > begin_s],
        hellos=clip.trace.hello(begin_s),
        was=[s for s in clip.trace.status() if s.at_s <= begin_s][-1],
        statuses=clip.trace.status(begin_s),
        reasons=list(dict.fromkeys(reason for _, reason in reasons if reason)),
        before=before,
        after=clip.status(),
        begin_s=begin_s,
        end_s=end_s,
        back_s=back_s,
        shown_s=shown_s,
    )
    try:
        fault.check(clip, seen)
        worst = max((abs(e) for e in errors if e is not None), default=0)
        assert worst < LEAN_LIMIT_DEG, f"lean off by {worst} deg"
    except AssertionError:
        print(fault.name, seen._replace(frames=seen.frames[:20]))
        raise
    return seen


def flags(seen):
    return {bit for bit in (1, 2, 4, 8, 16) for f in seen.frames if f.flags & bit}


def same_boot(seen):
    assert len({h.boot_id for h in seen.hellos}) <= 1, seen.hellos


def absent(clip, seen):
    same_boot(seen)
    assert wire.NO_CHIP in [s.state for s in seen.statuses] and "no_data" in seen.reasons
    assert seen.statuses[-1].state == wire.STREAMING and seen.after["link"] == "open"
    assert wire.RESTARTED in flags(seen) and seen.back_s < 1


def browned_out(clip, seen):
    same_boot(seen)
    assert wire.RESTARTED in flags(seen) and seen.back_s < 1
    assert seen.statuses[-1].i2c_errors == seen.was.i2c_errors, "it answers all the time"


def frozen(clip, seen):
    same_boot(seen)
    assert wire.STUCK in flags(seen) and "stuck" in seen.reasons and seen.back_s < 1.5


def stuck_bus(clip, seen):
    same_boot(seen)
    assert seen.statuses[-1].i2c_errors > seen.was.i2c_errors and seen.back_s < 1
    assert seen.statuses[-1].state == wire.STREAMING


def dead_bus(clip, seen):
    stuck_bus(clip, seen)
    assert wire.NO_CHIP in [s.state for s in seen.statuses] and "no_data" in seen.reasons


def overflowed(clip, seen):
    same_boot(seen)
    assert wire.OVERFLOWED in flags(seen) and seen.back_s < 0.5


def interrupt_lost(clip, seen):
    same_boot(seen)
    without = [f for f in seen.frames if seen.begin_s + 0.5 < f.at_s < seen.end_s]
    assert without and not any(f.flags & wire.FROM_DATA_READY for f in without)
    assert wire.lost_samples(seen.frames) == 0 and seen.reasons == [], "seamless"
    assert seen.frames[-1].flags & wire.FROM_DATA_READY, "its edges are used again"


def flooded(clip, seen):
    same_boot(seen)
    dropped = seen.statuses[-1].tx_dropped - seen.was.tx_dropped
    assert dropped > 0, "the ring never filled"
    assert clip.trace.bad == 0, "a frame was sent in part"
    assert seen.back_s < 0.5


def garbage(clip, seen):
    same_boot(seen)
    assert seen.statuses[-1].rx_bad > seen.was.rx_bad + 5, seen.statuses[-1]
    assert wire.lost_samples(seen.frames) == 0 and seen.reasons == [], "seamless"
    assert clip.trace.of(wire.PONG, seen.end_s), "the next good command is answered"


def corrupted(clip, seen):
    same_boot(seen)
    dropped = seen.after["frames_dropped"] - seen.before["frames_dropped"]
    assert dropped > 5 and clip.trace.bad == 0, dropped
    assert seen.after["samples_missing"] > seen.before["samples_missing"]


def booted_by(cause, within_s):
    def check(clip, seen):
        assert [h.reset_cause for h in seen.hellos][:1] == [cause], seen.hellos
        assert seen.back_s < within_s

    return check


def unplugged(clip, seen):
    booted_by(wire.POWER_ON, 1)(clip, seen)
    assert "no_sensor" in seen.reasons, seen.reasons
    boots = {(h.boot_id, h.reset_cause) for h in clip.trace.hello()}
    assert len(boots) == len({boot_id for boot_id, _ in boots}), "a boot_id was used twice"


def pings(n):
    return "".join(wire.command(0x85, i % 256, struct.pack("<I", i)).hex() for i in range(n))


def noise(n):
    chance = random.Random(1)
    return bytes(chance.randrange(256) for _ in range(n)).hex()


FAULTS = [
    Fault("IMU absent for 2 s", "fault absent on", 2, "fault absent off", absent),
    Fault("IMU asleep after a brown-out", "brown_out", 0, "", browned_out),
    Fault("IMU frozen for 4 s", "fault frozen on", 4, "fault frozen off", frozen),
    Fault("SDA held low until 5 clocks", "stuck 5", 0, "", stuck_bus),
    Fault("SDA held low for 2 s", "stuck 1000000", 2, "stuck 0", dead_bus),
    Fault("FIFO overflow", "overflow", 0, "", overflowed),
    Fault("interrupt wire off for 2 s", "fault interrupt_lost on", 2, "fault interrupt_lost off",
          interrupt_lost),
    Fault("transmit ring full (1500 PINGs)", "send " + pings(1500), 2, "", flooded),
    Fault("4 kB of garbage as commands", "send " + noise(4000), 1, "send 00" + pings(1), garbage),
    Fault("0.4 % of bytes damaged for 4 s", "corrupt 0.004", 4, "corrupt 0", corrupted),
    Fault("program hangs (watchdog)", "hang", 0, "", booted_by(wire.WATCHDOG, 2)),
    Fault("reset pin", "reset", 0, "", booted_by(wire.RESET_PIN, 1)),
    Fault("unplugged for 2 s", "unplug", 2, "plug", unplugged),
]  # fmt: skip


def check_faults(clip):
    rows = ["| fault | frames flow again | judged again | shown meanwhile |", "|---|---|---|---|"]
    for fault in FAULTS:
        seen = provoke(clip, fault)
        shown = ", ".join(f"`{reason}`" for reason in seen.reasons) or "nothing missing"
        rows.append(f"| {fault.name} | {seen.back_s:.2f} s | {seen.shown_s:.1f} s | {shown} |")
        print(rows[-1], flush=True)
    table = os.environ.get("EMULATED_TABLE")
    if table:
        with open(table, "w") as file:
            file.write("\n".join(rows) + "\n")


# -- the button's tap, last: it moves the reference


def check_tap(clip):
    clip.tell("press 0.2")
    clip.play(1)
    assert clip.status()["calibration_step"] not in ("idle", "done"), clip.status()
    for _ in range(30):
        now = clip.play(1)
        if clip.status()["calibration_step"] in ("idle", "done"):
            break
    assert clip.trace.read().of(wire.BUTTON)[-1].payload[0] == 1
    # From now on the lean is counted from how the wearer sat then.
    zero_deg = clip.truth()[round(now) - 4]
    clip.play(6)
    settle(clip)
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
