"""The faults that the firmware must recover from by itself, what each must show, and how long it took,
in the board's time. EMULATED_TABLE=FILE keeps the table there.
"""

import os
import random
import struct
from collections import namedtuple

import sensor_trace as wire
from emulated_clip import LEAN_LIMIT_DEG

# What is told to the emulator; how long until `end`; what must have been seen.
Fault = namedtuple("Fault", "name begin during_s end check")
Seen = namedtuple(
    "Seen", "frames hellos was statuses reasons before after begin_s end_s back_s shown_s"
)


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
        if status["reason"] == "":
            errors.append(clip.lean_error(now, status, oldest_s=6))

    for _ in range(int(fault.during_s / 0.5)):
        play(0.5)
    end_s = clip.tell(fault.end) if fault.end else begin_s + fault.during_s
    for n in range(80):
        play(0.5)
        if n >= 9 and reasons[-1][1] == "":
            break
    else:
        raise AssertionError(f"{fault.name}: did not recover: {reasons}")
    clip.settle()
    errors.append(clip.lean_error(clip.play(1), clip.status(), oldest_s=4))

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
        worst = max(abs(e) for e in errors if e is not None)
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
    # It answers all the time, but for the moment of the brown-out.
    assert seen.statuses[-1].i2c_errors <= seen.was.i2c_errors + 1


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
    assert wire.lost_samples(seen.frames) == 0 and seen.reasons == [], "samples come first"


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
    Fault("IMU absent for 3 s", "fault absent on", 3, "fault absent off", absent),
    Fault("IMU asleep after a brown-out", "brown_out", 0, "", browned_out),
    Fault("IMU frozen for 4 s", "fault frozen on", 4, "fault frozen off", frozen),
    Fault("SDA held low until 5 clocks", "stuck 5", 0, "", stuck_bus),
    Fault("SDA held low for 3 s", "stuck 1000000", 3, "stuck 0", dead_bus),
    Fault("FIFO overflow", "overflow", 0, "", overflowed),
    Fault("interrupt wire off for 2 s", "fault interrupt_lost on", 2, "fault interrupt_lost off",
          interrupt_lost),
    Fault("transmit ring full (1500 PINGs)", "send " + pings(1500), 2, "", flooded),
    Fault("4 kB of garbage as commands", "send " + noise(4000), 1, "send 00" + pings(1), garbage),
    Fault("0.4 % of bytes damaged for 4 s", "corrupt 0.004", 4, "corrupt 0", corrupted),
    Fault("program hangs (watchdog)", "hang", 0, "", booted_by(wire.WATCHDOG, 3)),
    Fault("reset pin", "reset", 0, "", booted_by(wire.RESET_PIN, 1)),
    Fault("unplugged for 3 s", "unplug", 3, "plug", unplugged),
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
