"""Drinks and exercises through the real programs: logged, kept over a restart, led through by popups
(on a live dunst) and in a terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time

from harness import Session, wait_for


def popup_text():
    history = subprocess.run(["dunstctl", "count", "displayed"], capture_output=True, text=True)
    return int(history.stdout.strip() or 0)


def drinks(session):
    refused = session.ctl("drink", "3000", check=False)
    assert refused.returncode == 2, refused
    text = session.ctl("water").stdout
    assert "Has a clinician told you to limit fluids" in text, text
    assert session.status_or_none() is not None
    said = session.ctl("drink", "330").stdout
    assert said == "330 mL logged. 0.3 L today.\n", said  # no goal before the question is answered
    said = session.ctl("water", "no").stdout
    assert "behind an even pace" in said, said
    said = session.ctl("drink", "--after", "sweat").stdout
    assert said.startswith("200 mL logged. 0.5 of 1.6 L today.") and "rehydration" in said, said
    said = session.ctl("drink", "700").stdout
    assert "Healthy kidneys clear about 0.8 to 1 L an hour" in said, said
    session.stop_daemon()
    rows = session.rows("SELECT volume_ml FROM drink ORDER BY at_utc_ms")
    assert [row["volume_ml"] for row in rows] == [330, 200, 700], rows
    mode = (session.journal.parent / "choices").stat().st_mode & 0o777
    assert mode == 0o600, oct(mode)

    session.start_daemon("--source", "simulated:5")
    assert "Today: 1.2 L of 1.6 L" in session.ctl("water").stdout, "restored"
    said = session.ctl("water", "unsure").stdout
    assert said.startswith("Nothing will be suggested to drink."), said
    assert "fluids may be limited (unsure)" in session.ctl("water").stdout


def exercises(session):
    text = session.ctl("exercise", "list").stdout
    assert len(text.splitlines()) == 23, text
    for line in text.splitlines():
        assert len(line) <= 80, line
    text = session.ctl("exercise", "show", "plank").stdout
    assert "Not if: a flare-up" in text and "Stop if it hurts more" in text, text
    assert session.ctl("exercise", "show", "swim", check=False).returncode == 1

    said = session.ctl("exercise", "log", "plank", "hurt").stdout
    assert "48 hours" in said, said
    refused = session.ctl("exercise", "start", "plank", check=False)
    assert refused.returncode == 1 and "hurt lately" in refused.stderr, refused
    said = session.ctl("exercise", "hide", "childs_pose").stdout
    assert said == "Child's pose stays out of sight.\n", said
    session.stop_daemon()
    session.start_daemon("--source", "simulated:5")
    for name in ("plank", "childs_pose"):
        assert session.ctl("exercise", "start", name, check=False).returncode == 1, "kept: " + name
    session.ctl("exercise", "unhide", "childs_pose")

    # A broken file of one's own takes nothing away, and is told with its line.
    own = session.home / "config" / "postured" / "exercises.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("[exercises.plank]\nhold = 3\n[exercises.walk]\nhidden = true\n")
    session.ctl("reload")
    listed = session.ctl("exercise", "list")
    assert "exercises.toml:2: plank: hold is not known here" in listed.stderr, listed.stderr
    assert "exercises.toml:2: plank" in session.daemon_log.read_text()
    assert session.ctl("exercise", "start", "walk", check=False).returncode == 1
    own.unlink()
    session.ctl("reload")


def by_popups(session):
    said = session.ctl("exercise", "start", "stand_back_ext", "--popups").stdout
    assert said.startswith("Standing back bend, 29 s. Stop if it hurts more"), said
    wait_for("the guide's popup", lambda: popup_text() == 1)
    again = session.ctl("exercise", "start", "--popups", "breathing", check=False)
    assert again.returncode == 1 and "under way" in again.stderr, again
    time.sleep(3)
    assert popup_text() == 1, "replaced in place"
    said = session.ctl("exercise", "finish", "stopped").stdout
    assert said == "Standing back bend: stopped.\n", said
    wait_for("the popup to close", lambda: popup_text() == 0)

    # To its end, by itself.
    session.ctl("exercise", "start", "stand_back_ext", "--popups")
    wait_for("its end", lambda: "exercise stand_back_ext: done" in session.daemon_log.read_text(), 45)
    wait_for("the popup to close", lambda: popup_text() == 0)


def in_terminal(session):
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    import fcntl, struct, termios

    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    guide = subprocess.Popen(
        [session.bin / "posturectl", "breathe", "--minutes", "1"],
        stdin=slave, stdout=slave, stderr=slave, env=session.env, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    seen = b""
    end = time.monotonic() + 15
    while time.monotonic() < end and b"Breathe out" not in seen:
        if select.select([master], [], [], 0.2)[0]:
            seen += os.read(master, 65536)
    text = re.sub(rb"\x1b\[[?0-9;]*[a-zA-Z]", b"", seen).decode()
    for words in ("Calm breathing", "Breathe in", "Breathe out", "Stop if it hurts more", "Not if:"):
        assert words in text, words
    colours = re.findall(rb"\x1b\[[0-9;]*m", seen)
    assert not colours, "no colour"
    for screen in text.split("Calm breathing")[1:]:
        assert max(len(line) for line in screen.split("\r\n")[1:]) <= 80
    os.write(master, b"\x03")  # Ctrl-C
    assert guide.wait(timeout=10) == 0
    os.close(master)
    session.stop_daemon()
    rows = session.rows("SELECT exercise, outcome, duration_s FROM exercise_session ORDER BY id")
    shown = [(row["exercise"], row["outcome"]) for row in rows]
    assert shown == [("plank", "hurt"), ("stand_back_ext", "stopped"), ("stand_back_ext", "done"),
                     ("breathing", "stopped")], shown
    assert abs(rows[2]["duration_s"] - 29) < 1, rows[2]
    assert 1 <= rows[3]["duration_s"] < 60, rows[3]


def main():
    with Session(sys.argv[1]) as session:
        session.start_daemon("--source", "simulated:5")
        drinks(session)
        exercises(session)
        by_popups(session)
        in_terminal(session)
    print("ok")


main()
