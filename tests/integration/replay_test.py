"""posturectl replay: the offline interface, on recordings made here from first principles."""

import gzip
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = [
    "t_s", "lean_deg", "side_deg", "inclination_deg", "body", "confidence", "lean_state", "valid",
    "reason",
]  # fmt: skip
BODIES = {"sitting", "standing", "walking", "lying", "unknown"}


def rotation(axis, deg):
    """Rodrigues: the matrix of a rotation about a unit axis."""
    x, y, z = axis
    c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    v = 1 - c
    return [
        [c + x * x * v, x * y * v - z * s, x * z * v + y * s],
        [y * x * v + z * s, c + y * y * v, y * z * v - x * s],
        [z * x * v - y * s, z * y * v + x * s, c + z * z * v],
    ]


def apply(m, v):
    return [sum(m[i][k] * v[k] for k in range(3)) for i in range(3)]


MOUNTING = rotation((0.48, 0.6, 0.64), 131)  # any way round


def trunk_pitch_deg(t):
    """Stands 10 s, bends three times to 45 deg, then leans by 20 deg from t = 40 s."""
    if 12 <= t < 30:
        return 45 * 0.5 * (1 - math.cos(2 * math.pi * (t - 12) / 6))
    if 40 <= t < 42:
        return 20 * 0.5 * (1 - math.cos(math.pi * (t - 40) / 2))
    return 20 if t >= 42 else 0


def recording(rate_hz, seconds=180, gyro=True, gap=None, label="", header_rate=None, mount=MOUNTING):
    """A trunk that only pitches. Segment axes: X forward, Y up, Z right."""
    lines = ["# set: test", f"# rate_hz: {header_rate or rate_hz}", "# location: unknown"]
    lines.append("t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label")
    for i in range(int(seconds * rate_hz)):
        t = i / rate_hz
        if gap and gap[0] <= t < gap[1]:
            continue
        pitch = trunk_pitch_deg(t)
        # Bending forward turns up towards the back: u = (-sin, cos, 0).
        up = [-math.sin(math.radians(pitch)), math.cos(math.radians(pitch)), 0]
        rate = (trunk_pitch_deg(t + 1e-4) - trunk_pitch_deg(t - 1e-4)) / 2e-4
        # Forward is a turn from Y to X: about -Z, which points to the left.
        jitter = 0.002 * math.sin(7.1 * i)
        a = apply(mount, [u + jitter * (k + 1) / 3 for k, u in enumerate(up)])
        g = apply(mount, [0.05 * math.sin(3.3 * i), 0.05 * math.cos(2.7 * i), -rate])
        gyro_text = ",".join(f"{v:.4f}" for v in g) if gyro else ",,"
        lines.append(f"{t:.4f}," + ",".join(f"{v:.6f}" for v in a) + f",{gyro_text},{label}")
    return "\n".join(lines) + "\n"


class Replay:
    def __init__(self, bin_dir, folder):
        self.program = Path(bin_dir) / "posturectl"
        self.folder = Path(folder)

    def run(self, text, *arguments, packed=False, check=True):
        file = self.folder / ("r.bin" if packed else "r.txt")
        data = text.encode() if isinstance(text, str) else text
        file.write_bytes(gzip.compress(data) if packed else data)
        done = subprocess.run(
            [self.program, "replay", file, *arguments], capture_output=True, text=True
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done

    def seconds(self, text, *arguments, **options):
        done = self.run(text, *arguments, "--emit", "seconds", "--json", **options)
        return [json.loads(line) for line in done.stdout.splitlines()]


def check_shape(seconds):
    for s in seconds:
        assert list(s) == FIELDS, list(s)
        assert s["body"] in BODIES
        assert 0 <= s["confidence"] <= 1
        assert isinstance(s["valid"], bool)
        if s["valid"]:
            assert s["reason"] is None and s["lean_state"] != "unknown", s
        else:
            assert s["reason"] and s["lean_state"] == "unknown" and s["lean_deg"] is None, s
    times = [s["t_s"] for s in seconds]
    assert times == sorted(set(times)), "seconds are in order and unique"


def lean_at(seconds, t):
    return next(s for s in seconds if s["t_s"] == t)["lean_deg"]


def test_lean_is_right_at_any_rate_and_mounting(replay):
    for rate in (20, 25, 50, 100, 213, 400):
        for mount in (MOUNTING, rotation((0, 0, 1), 180), rotation((1, 0, 0), -90)):
            text = recording(rate, seconds=60, mount=mount)
            s = replay.seconds(text, "--stand-ref", "1:10", "--bend-ref", "12:30")
            check_shape(s)
            assert len(s) == 60
            assert abs(lean_at(s, 5)) < 1, (rate, lean_at(s, 5))
            assert abs(lean_at(s, 50) - 20) < 1, (rate, lean_at(s, 50))
            assert abs(s[50]["side_deg"]) < 1, s[50]
            assert abs(s[50]["inclination_deg"] - 20) < 1


def test_without_bends_told_the_axis_is_learned_from_movement(replay):
    s = replay.seconds(recording(50, seconds=60), "--stand-ref", "1:10")
    check_shape(s)
    before, after = s[13], s[50]
    assert before["side_deg"] is None and before["valid"]
    assert before["lean_state"] == "not_judged"
    assert abs(before["lean_deg"] - before["inclination_deg"]) < 1e-6
    assert after["side_deg"] is not None and abs(after["lean_deg"] - 20) < 1.5, after


def test_a_long_lean_becomes_slouched_after_the_delay(replay):
    arguments = ("--stand-ref", "1:10", "--bend-ref", "12:30")
    s = replay.seconds(recording(50, seconds=150), *arguments)
    first = next(x["t_s"] for x in s if x["lean_state"] == "slouched")
    assert 98 <= first <= 106, first
    strict = replay.folder / "strict.toml"
    strict.write_text("[lean]\ndelay_s = 15\n")
    s = replay.seconds(recording(50, seconds=150), *arguments, "--settings", str(strict))
    first = next(x["t_s"] for x in s if x["lean_state"] == "slouched")
    assert 53 <= first <= 61, first


def test_without_a_reference_nothing_is_claimed(replay):
    s = replay.seconds(recording(50, seconds=20))
    check_shape(s)
    assert all(x["reason"] == "uncalibrated" for x in s), s[0]


def test_without_gyroscope_it_works_with_what_it_has(replay):
    text = recording(50, seconds=60, gyro=False)
    s = replay.seconds(text, "--stand-ref", "1:10", "--bend-ref", "12:30")
    check_shape(s)
    assert abs(lean_at(s, 55) - 20) < 1.5, lean_at(s, 55)


def test_a_gap_is_a_gap_and_keeps_the_reference(replay):
    text = recording(50, seconds=80, gap=(50.0, 60.5))
    s = replay.seconds(text, "--stand-ref", "1:10", "--bend-ref", "12:30")
    check_shape(s)
    assert len(s) == 80
    assert all(not x["valid"] and x["reason"] == "gap" for x in s[51:60]), s[50:61]
    assert abs(lean_at(s, 70) - 20) < 1 and s[70]["valid"]


def test_time_stamps_win_over_the_header(replay):
    s = replay.seconds(recording(50, seconds=30, header_rate=10), "--stand-ref", "1:10")
    assert len(s) == 30


def test_gzip_is_recognised_by_content_and_results_alone_go_to_stdout(replay):
    plain = replay.run(recording(50, seconds=20), "--stand-ref", "1:10", "--emit", "seconds")
    packed = replay.run(
        recording(50, seconds=20), "--stand-ref", "1:10", "--emit", "seconds", packed=True
    )
    assert plain.stdout == packed.stdout
    assert all(line.startswith("{") for line in plain.stdout.splitlines())


def test_a_reference_with_movement_only_warns(replay):
    done = replay.run(recording(50, seconds=40), "--stand-ref", "1:20", "--emit", "summary")
    assert "warning" in done.stderr


def test_what_cannot_be_read_says_why(replay):
    done = replay.run("hello\n", check=False)
    assert done.returncode == 1 and "neither a capture nor a recording" in done.stderr
    done = replay.run(recording(50, 10), "--stand-ref", "5", check=False)
    assert done.returncode == 1 and "A:B" in done.stderr
    done = replay.run(recording(50, 10), "--stand-ref", "500:600", check=False)
    assert done.returncode == 1 and "no samples" in done.stderr
    done = subprocess.run(
        [replay.program, "replay", "/nonexistent"], capture_output=True, text=True
    )
    assert done.returncode == 1 and "/nonexistent" in done.stderr


def test_bouts_prompts_and_summary_are_json_lines(replay):
    for emit in ("bouts", "prompts", "summary"):
        done = replay.run(
            recording(50, seconds=100), "--stand-ref", "1:10", "--emit", emit, "--json"
        )
        for line in done.stdout.splitlines():
            json.loads(line)
    assert json.loads(done.stdout)["seconds"] == 100


def main():
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(sys.argv[1], folder)
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test(replay)
                print("passed:", name)


main()
