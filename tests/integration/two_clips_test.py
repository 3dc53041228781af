"""Two clips on one simulated body, through two ptys into the real daemon with virtual time."""

import subprocess
import sys

from harness import Session, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin


def settings(session, lower=None):
    text = f'[sensor]\nsource = "{session.port}"\n'
    if lower is not None:
        text += f'[sensor.lower]\nsource = "{lower}"\n'
    session.write_settings(text + "[lean]\nrounded_percent = 70\n")


def links(session):
    status = session.status()
    return status["link"], status["lower_link"]


def begin(session):
    settings(session, session.lower_port)
    session.start_sensor(lower=True)
    session.start_daemon(virtual_start=MONDAY)
    wait_for("both clips", lambda: links(session) == ("open", "open"))
    session.tell_sensor("simulated 3 500")
    session.tell_sensor("play 150")


def sitting_bouts(session):
    return session.rows("SELECT * FROM bout WHERE body = 'sitting'")


def test_both_are_calibrated_at_once_and_give_a_curvature(session):
    begin(session)
    status = session.status()
    assert status["calibrated"] and status["curvature_deg"] is not None, status
    assert abs(status["curvature_deg"]) < 40 and status["curvature_percent"] is None, status
    assert "calibrate range" in status["clips_note"], status
    assert status["body"] == "sitting", status
    wait_for(
        "both calibrations",
        lambda: {row["placement"] for row in session.rows("SELECT placement FROM calibration")}
        == {"chest", "belt"},
    )
    # What was calibrated together is known to be after a restart.
    session.stop_daemon()
    session.sensor.kill()
    session.sensor.wait()
    session.start_sensor(lower=True)
    session.start_daemon(virtual_start=MONDAY + 200)
    wait_for("both clips", lambda: links(session) == ("open", "open"))
    session.tell_sensor("simulated 3 500")
    session.tell_sensor("play 12")  # before the wearer presses the button again
    assert "calibrate range" in session.status()["clips_note"], session.status()


def test_losing_one_says_so_in_words_and_ends_no_bout(session):
    begin(session)
    session.tell_sensor("play 300")
    lean = session.status()["lean_deg"]
    session.tell_sensor("unplug lower")
    wait_for("the loss", lambda: links(session) == ("open", "lost"))
    session.tell_sensor("play 10")
    status = session.status()
    assert status["clips_note"] == "Lower clip: not connected since 09:07: forward lean only.", status
    assert status["curvature_deg"] is None and status["reason"] == "", status
    assert abs(status["lean_deg"] - lean) < 15 and status["body"] != "standing", status
    session.tell_sensor("plug lower")
    wait_for("the lower clip", lambda: links(session) == ("open", "open"))
    session.tell_sensor("play 10")
    assert session.status()["curvature_deg"] is not None, session.status()

    session.tell_sensor("unplug")
    wait_for("the loss", lambda: links(session) == ("lost", "open"))
    session.tell_sensor("play 60")
    status = session.status()
    assert status["reason"] == "no_sensor" and status["lean_deg"] is None, status
    assert status["state"] == "not_judged" and status["body"] == "sitting", status
    assert status["clips_note"].startswith("Upper clip: not connected since 09:0"), status
    sitting = status["sitting_seconds"]
    assert sitting > 350, status
    session.tell_sensor("plug")
    wait_for("the upper clip", lambda: links(session) == ("open", "open"))
    session.tell_sensor("play 10")
    assert session.status()["reason"] == "", session.status()
    ended = [bout for bout in sitting_bouts(session) if bout["ended_by"] != "open"]
    assert not ended, ended


def test_a_range_gives_a_share_and_the_journal_keeps_it(session):
    begin(session)
    # The simulated wearer does not slump on demand, but has sunk in by now.
    session.tell_sensor("play 1200")
    range_call = subprocess.Popen(
        [session.bin / "posturectl", "calibrate", "range"],
        env=session.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for("the slump", lambda: session.status()["calibration_step"] == "slumping")
    for _ in range(10):
        session.tell_sensor("play 10")
        if session.status()["calibration_step"] != "slumping":
            break
    assert range_call.wait(timeout=20) == 0, range_call.stdout.read()
    rows = wait_for("the range", lambda: session.rows("SELECT * FROM curvature_range"))
    assert rows[0]["range_deg"] >= 10 and rows[0]["lower_placement"] == "belt", rows
    session.tell_sensor("play 900")
    assert session.status()["curvature_percent"] is not None, session.status()
    minutes = wait_for(
        "minutes", lambda: session.rows("SELECT * FROM minute WHERE curvature_s > 30")
    )
    assert all(row["curvature_percent"] is not None for row in minutes)
    report = session.ctl("report", "--week", "2026-W47", "--format", "text").stdout
    assert "Rounded back" in report, report


def test_two_clips_on_one_port_are_refused_with_a_sentence(session):
    settings(session, session.port)
    wrong = subprocess.run(
        [session.bin / "postured"], env=session.env, capture_output=True, text=True, timeout=20
    )
    assert wrong.returncode == 78, wrong
    assert "sensor.lower.source" in wrong.stderr and "its own" in wrong.stderr, wrong.stderr

    # A reload with such a mistake keeps what is running.
    settings(session)
    session.start_sensor(lower=True)
    session.start_daemon(virtual_start=MONDAY)
    wait_for("the sensor", lambda: session.status()["link"] == "open")
    assert session.status()["lower_link"] == "none" and session.status()["clips_note"] == ""
    settings(session, session.port)
    refused = session.ctl("reload", check=False)
    assert refused.returncode == 1 and "its own" in refused.stderr, refused.stderr
    assert links(session) == ("open", "none")
    settings(session, session.lower_port)
    session.ctl("reload")
    wait_for("both clips", lambda: links(session) == ("open", "open"))


def main():
    wanted = sys.argv[2:]
    for name, test in sorted(globals().items()):
        if name.startswith("test_") and (not wanted or name in wanted):
            with Session(sys.argv[1]) as session:
                test(session)
                print("passed:", name, flush=True)


main()
