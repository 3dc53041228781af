"""First light: a person's recording and a simulated sitting hour, as wire bytes through a pty into
the running daemon, to a popup on a real notification server, an answer, the journal and the page.

Runs within desktop/with_dunst.sh. FIRST_LIGHT_PICTURES=DIR keeps a picture of the popup and the
page there.
"""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

from harness import Session, data_dir, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin
RECORDING = "activity/hapt/u01_e01.csv.gz"  # waist belt; sits, stands, lies, walks


def dunst(script, *arguments):
    subprocess.run(
        [Path(os.environ["POSTURED_DUNST_SCRIPTS"]) / script, *arguments], check=True, timeout=20
    )


def displayed():
    """How many popups are on screen."""
    count = subprocess.run(
        ["dunstctl", "count", "displayed"], check=True, timeout=20, capture_output=True, text=True
    )
    return int(count.stdout)


def stretches(file):
    """(label, from_s, to_s) of each labelled stretch of a recording."""
    found = []
    with gzip.open(file, "rt") as lines:
        for line in lines:
            fields = line.strip().split(",")
            if line.startswith("#") or fields[0] == "t_s":
                continue
            t, label = float(fields[0]), fields[7]
            if found and found[-1][0] == label:
                found[-1][2] = t
            else:
                found.append([label, t, t])
    return found


def start(session, placement):
    session.write_settings(
        f'[sensor]\nsource = "{session.port}"\nplacement = "{placement}"\n'
        "[prompts]\nsnooze_min = 10\nwait_min = 0\nwithhold_percent = 0\n"
    )
    session.start_sensor()
    session.start_daemon(virtual_start=MONDAY)
    wait_for("the sensor", lambda: session.status()["link"] == "open")


def play_a_person(session, file):
    """Returns the body states that `posturectl status` showed, by label."""
    session.tell_sensor(f"recording {file}")
    now = 0

    def play_to(t):
        nonlocal now
        if int(t) > now:
            now = session.tell_sensor(f"play {int(t) - now}")

    labelled = [s for s in stretches(file) if s[2] - s[1] > 8]
    standing = next(s for s in labelled if s[0] == "stand")
    play_to(standing[1] + 1)
    calibration = subprocess.Popen(
        [session.bin / "posturectl", "calibrate", "--standing"],
        env=session.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for("calibration", lambda: session.status()["calibration_step"] == "standing")
    play_to(standing[1] + 11)
    assert calibration.wait(timeout=20) == 0, calibration.stdout.read()
    seen = {}
    for label, begin, end in labelled:
        if begin < now or label == "":
            continue
        play_to((begin + end) / 2 + 2)  # verdicts come two seconds later
        seen.setdefault(label, []).append(session.status()["body"])
    play_to(labelled[-1][2])
    return seen


def check_a_person(bin_dir, file):
    with Session(bin_dir) as session:
        start(session, "belt")
        seen = play_a_person(session, file)
        print("a person's labels and what status showed:", seen)
        assert "walking" in seen["walk"] and "lying" in seen["lie"] and "sitting" in seen["sit"]
        for label, body in (("walk", "walking"), ("lie", "lying"), ("sit", "sitting")):
            share = seen[label].count(body) / len(seen[label])
            assert share >= 0.5, (label, seen[label])
        session.stop_daemon()
        total = session.rows(
            "SELECT sum(sitting_s) sit, sum(walking_s) walk, sum(lying_s) lie FROM minute"
        )[0]
        print("the journal:", total)
        assert total["sit"] > 20 and total["walk"] > 40 and total["lie"] > 20, total
        assert session.rows("SELECT 1 FROM bout WHERE body = 'walking'")


def events(session, prompt, state):
    return session.rows(
        "SELECT * FROM prompt_event WHERE prompt_id = ? AND state = ? ORDER BY id", prompt, state
    )


def play_until_stand_prompt(session):
    """Plays until the popup on screen suggests to stand; returns the prompt's number."""
    for _ in range(120):
        session.tell_sensor("play 20")
        shown = session.status()["shown_prompt"]
        if not shown:
            continue
        event = wait_for("the journal", lambda: events(session, shown, "shown"))[0]
        if event["kind"] == "stand":
            return shown
    raise AssertionError("an hour of sitting brought no stand prompt")


def check_a_sitting_hour(bin_dir, pictures):
    with Session(bin_dir) as session:
        start(session, "chest")
        session.tell_sensor("simulated 3 900")
        prompt = play_until_stand_prompt(session)
        shown_after_s = session.status()["sitting_seconds"]
        print(f"popup after {shown_after_s / 60:.1f} min of sitting")
        # Due after 30 minutes; then it waits for a good moment, at most 5 more.
        assert 1790 <= shown_after_s <= 2150
        if pictures:
            dunst("take_screenshot.sh", str(pictures / "popup.png"))
        dunst("press_action.sh", "Snooze 10 min")
        snoozed = "this prompt is snoozed"
        wait_for("the snooze", lambda: snoozed in session.status()["holds"])
        assert session.status()["shown_prompt"] == 0

        # Honoured: nothing for ten minutes, while the sitting clock runs on; then it comes again.
        session.tell_sensor("play 570")
        assert snoozed in session.status()["holds"]
        assert len(events(session, prompt, "shown")) == 1
        assert session.status()["sitting_seconds"] > shown_after_s + 500
        for _ in range(30):
            session.tell_sensor("play 20")
            if session.status()["shown_prompt"] == prompt:
                break
        assert session.status()["shown_prompt"] == prompt, session.status()
        dunst("wait_for_popup.sh")

        # Done by the body: the popup closes itself, and no button was pressed.
        session.tell_sensor("see stand")
        for _ in range(20):
            session.tell_sensor("play 10")
            if session.status()["shown_prompt"] == 0:
                break
        wait_for("the popup to go", lambda: displayed() == 0)
        session.stop_daemon()

        story = [
            (e["state"], e["reason"])
            for e in session.rows("SELECT * FROM prompt_event WHERE prompt_id = ?", prompt)
        ]
        print("the journal:", story)
        assert [s for s, _ in story].count("shown") == 2
        assert story[-1][0] == "complied", story
        assert "snoozed" in [s for s, _ in story] and all(reason for _, reason in story)
        page = session.home / "report.html"
        session.ctl("report", "--week", "2026-W47", "--format", "html", "-o", page)
        assert "<svg" in page.read_text()
        figures = json.loads(session.ctl("report", "--week", "2026-W47", "--format", "json").stdout)
        assert figures["worn_h"] > 0.5, figures
        if pictures:
            (pictures / "report.html").write_text(page.read_text())


def main():
    pictures = os.environ.get("FIRST_LIGHT_PICTURES")
    check_a_sitting_hour(sys.argv[1], Path(pictures) if pictures else None)
    data = data_dir()
    if data is None:
        print("the recording of a person is not here (POSTURED_DATA): that part is left out")
        return
    check_a_person(sys.argv[1], data / RECORDING)


main()
