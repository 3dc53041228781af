"""The real daemon on a private bus with virtual time: what a user and the system see of it."""

import json
import subprocess
import sys

from harness import Session, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin
DST_NIGHT = 1792882800  # 2026-10-24 23:00 UTC: 01:00 in Berlin, two hours before clocks go back


def connected(session):
    return wait_for("the sensor", lambda: session.status()["link"] == "open")


def begin(session, start=MONDAY):
    session.write_settings(f'[sensor]\nsource = "{session.port}"\n')
    session.start_sensor()
    session.start_daemon(virtual_start=start)
    connected(session)


def test_a_wearer_is_calibrated_and_judged_and_the_angle_is_shown(session):
    begin(session)
    assert session.status()["reason"] in ("uncalibrated", "no_data")
    session.tell_sensor("simulated 3 120")
    session.tell_sensor("play 240")
    status = session.status()
    assert status["calibrated"] and status["axis_known"], status
    assert status["reason"] == "" and status["body"] == "sitting", status
    assert abs(status["lean_deg"]) < 40
    assert status["sitting_seconds"] > 60
    # The clock stands still, the disk does not.
    rows = wait_for("the journal", lambda: session.rows("SELECT kind FROM calibration"))
    assert [row["kind"] for row in rows] == ["full"]


def test_an_unplugged_sensor_is_unknown_and_comes_back_under_the_same_link(session):
    begin(session)
    session.tell_sensor("simulated 3 120")
    session.tell_sensor("play 240")
    session.tell_sensor("unplug")
    wait_for("the loss", lambda: session.status()["link"] == "lost")
    session.tell_sensor("idle 10")
    status = session.status()
    assert status["reason"] == "no_sensor" and status["lean_deg"] is None, status
    assert status["state"] == "unknown" and status["body"] == "unknown", status
    session.tell_sensor("plug")
    connected(session)
    session.tell_sensor("play 20")
    assert session.status()["reason"] == "", session.status()
    bouts = session.rows("SELECT * FROM bout WHERE body = 'sitting' AND ended_by = 'gap'")
    assert len(bouts) == 1, bouts


def test_suspend_ends_the_bout_and_adds_no_sitting_time(session):
    begin(session)
    session.tell_sensor("simulated 3 120")
    session.tell_sensor("play 400")
    before = session.status()["sitting_seconds"]
    session.tell_sensor(f"suspend {3 * 86400}")
    session.tell_sensor("play 30")
    after = session.status()["sitting_seconds"]
    assert after <= before + 31, (before, after)
    longest = session.rows("SELECT max(duration_s) AS s FROM bout")[0]["s"]
    assert longest < 1000, longest
    wait_for("the gap", lambda: session.rows("SELECT 1 FROM gap WHERE duration_s > 250000"))
    prompts = session.rows(
        "SELECT DISTINCT prompt_id FROM prompt_event WHERE state = 'shown' AND at_utc_ms > ?",
        (MONDAY + 3 * 86400) * 1000,
    )
    assert len(prompts) <= 1, "no storm after a suspend"


def test_the_night_clocks_go_back_has_no_missing_and_no_double_minutes(session):
    begin(session, DST_NIGHT)
    session.tell_sensor("simulated 3 600")
    session.tell_sensor("play 10800")
    session.stop_daemon()
    minutes = session.rows("SELECT start_utc_ms, utc_offset_s FROM minute ORDER BY start_utc_ms")
    steps = {b["start_utc_ms"] - a["start_utc_ms"] for a, b in zip(minutes, minutes[1:])}
    assert steps == {60000}, steps
    offsets = [row["utc_offset_s"] for row in minutes]
    assert offsets[0] == 7200 and offsets[-1] == 3600 and offsets == sorted(offsets, reverse=True)
    # One hour of sitting is one hour of sitting, whatever the clocks on the wall say.
    total = session.rows("SELECT sum(duration_s) AS s FROM bout")[0]["s"]
    assert total < 10800, total


def test_a_second_instance_ends_with_its_own_code_and_the_first_goes_on(session):
    begin(session)
    other = subprocess.run(
        [session.bin / "postured", "--source", "simulated", "--journal", session.home / "o.db"],
        env=session.env,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert other.returncode == 69, (other.returncode, other.stderr)
    same_journal = subprocess.run(
        [session.bin / "postured", "--source", "simulated"],
        env=dict(session.env, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent"),
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert same_journal.returncode == 69, (same_journal.returncode, same_journal.stderr)
    assert session.status()["link"] == "open"


def test_wrong_settings_stop_the_start_and_a_wrong_reload_keeps_the_old_ones(session):
    session.write_settings("[lean]\nthreshold_deg = 99\n")
    wrong = subprocess.run(
        [session.bin / "postured"], env=session.env, capture_output=True, text=True, timeout=20
    )
    assert wrong.returncode == 78
    assert "postured.toml:2: lean.threshold_deg: 99 is outside 10..25 deg" in wrong.stderr

    begin(session)
    settings = f'[sensor]\nsource = "{session.port}"\n[sitting]\n'
    session.write_settings(settings + "limit_min = 45\n")
    session.ctl("reload")
    session.write_settings(settings + "limit_min = 450\n")
    done = session.ctl("reload", check=False)
    assert done.returncode == 1 and "450 is outside 20..60 min" in done.stderr, done.stderr
    assert session.status()["link"] == "open"


def test_recording_and_replaying_give_the_same_calibration(session):
    begin(session)
    session.tell_sensor("simulated 3 120")
    recorder = subprocess.Popen(
        [session.bin / "posturectl", "record", "--seconds", "86000", "--note", "test"],
        env=session.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "Recording" in recorder.stdout.readline()
    session.tell_sensor("play 200")
    recorder.terminate()
    capture = recorder.stdout.read().strip().splitlines()[-1]
    assert recorder.wait() == 0
    with open(capture, "rb") as file:
        assert file.read(4) == b"\x28\xb5\x2f\xfd", "packed with zstd"
    live = session.rows("SELECT sum(valid_s) AS n FROM minute")[0]["n"]
    summary = session.ctl("replay", capture, "--emit", "summary", "--json").stdout
    replayed = json.loads(summary)["valid_s"]
    assert replayed > 60 and replayed >= live, (replayed, live)


def main():
    wanted = sys.argv[2:]
    for name, test in sorted(globals().items()):
        if name.startswith("test_") and (not wanted or name in wanted):
            with Session(sys.argv[1]) as session:
                test(session)
                print("passed:", name, flush=True)


main()
