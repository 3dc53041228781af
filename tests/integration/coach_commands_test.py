"""Steering the coach by command: pause, resume, answer, why, correct and whatif, through the real
daemon on a private bus with virtual time, and what of it the journal keeps.

Runs within desktop/with_dunst.sh: a popup that nobody shows is not shown."""

import json
import shutil
import subprocess
import sys
import time

from harness import Session, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin

# Prompts to stand and nothing else, at once and without lots.
STAND_ONLY = """[lean]
mode = "silent"
threshold_deg = 15
[prompts]
wait_min = 0
withhold_percent = 0
"""


def settings(session, more=""):
    session.write_settings(f'[sensor]\nsource = "{session.port}"\n{STAND_ONLY}{more}')


def begin(session):
    settings(session)
    session.start_sensor()
    session.start_daemon(virtual_start=MONDAY)
    wait_for("the sensor", lambda: session.status()["link"] == "open")
    session.tell_sensor("simulated 3 900")


def play_until_prompt(session, at_most_s=3600):
    for _ in range(at_most_s // 20):
        session.tell_sensor("play 20")
        shown = session.status()["shown_prompt"]
        if shown:
            return shown
    raise AssertionError("no prompt came")


def events(session, prompt):
    return session.rows("SELECT * FROM prompt_event WHERE prompt_id = ? ORDER BY id", prompt)


def wait_for_state(session, prompt, state):
    wait_for(state, lambda: state in [e["state"] for e in events(session, prompt)])


def refused(session, *arguments):
    done = session.ctl(*arguments, check=False)
    assert done.returncode != 0, arguments
    assert done.stderr.strip(), arguments
    return done


def check_answers_and_pauses(session):
    prompt = play_until_prompt(session)
    status = session.status()
    assert status["shown_kind"] == "stand", status
    assert "Stand up and move" in session.ctl("status").stdout
    wait_for_state(session, prompt, "shown")
    why = session.ctl("why").stdout
    print(why)
    assert "Due 09:" in why and "Shown 09:" in why and ("It is on screen." in why or "No answer yet." in why), why
    assert "Due 09:" in session.ctl("answer", "why").stdout
    assert session.status()["shown_prompt"] == prompt, "why? changes nothing"

    assert "5 min" in session.ctl("answer", "snooze", 5).stdout
    assert session.status()["shown_prompt"] == 0
    wait_for_state(session, prompt, "snoozed")

    session.ctl("pause", 30)
    status = session.status()
    assert status["paused_until"].startswith("2026-11-16T"), status["paused_until"]
    assert 1700 < status["snoozed_seconds"] <= 1800, status
    assert any("pause" in reason for reason in status["quiet"]), status["quiet"]
    before_s = status["sitting_seconds"]
    session.tell_sensor("play 900")
    status = session.status()
    assert status["shown_prompt"] == 0, "the snooze is over, the pause is not"
    assert status["sitting_seconds"] != before_s, "the sitting clock runs on"
    assert "Paused       until" in session.ctl("status").stdout
    session.ctl("resume")
    assert session.status()["paused_until"] == ""

    session.ctl("pause", "until-tomorrow")
    assert session.status()["paused_until"] == "tomorrow"
    session.ctl("resume")
    prompt = play_until_prompt(session)
    assert session.ctl("answer", "done").stdout == "Done.\n"
    wait_for_state(session, prompt, "done")
    assert "no prompt is on screen" in refused(session, "answer", "done").stderr
    spans = session.rows("SELECT * FROM quiet_span WHERE reason = 'paused'")
    assert spans and max(s["duration_s"] for s in spans) >= 895, spans


def check_wrong_usage(session):
    assert refused(session, "pause", "0").returncode == 2
    assert refused(session, "pause", "1441").returncode == 2
    assert refused(session, "answer", "snooze", "7").returncode == 2
    assert refused(session, "answer", "perhaps").returncode == 2
    assert refused(session, "correct", "flying", "--minutes-ago", "5").returncode == 2
    assert refused(session, "correct", "standing").returncode == 2
    assert refused(session, "correct", "standing", "--from", "25:00").returncode == 2
    assert refused(session, "whatif", "lean.colour=3").returncode == 1
    assert "nothing" not in refused(session, "whatif").stderr


def check_corrections(session):
    for _ in range(60):
        if session.status()["sitting_seconds"] > 900:
            break
        session.tell_sensor("play 60")
    before_s = session.status()["sitting_seconds"]
    assert before_s > 900, before_s
    session.tell_sensor("play 1")
    bouts = session.rows("SELECT * FROM bout ORDER BY id")
    session.ctl("correct", "standing", "--minutes-ago", 10)
    after_s = session.status()["sitting_seconds"]
    print(f"sitting {before_s:.0f} s, put right to {after_s:.0f} s")
    assert after_s == 0, after_s
    rows = wait_for("the correction", lambda: session.rows("SELECT * FROM correction"))
    assert rows[0]["body"] == "standing" and rows[0]["duration_s"] == 600, rows
    assert rows[0]["at_utc_ms"] - rows[0]["from_utc_ms"] == 600_000, rows
    assert session.rows("SELECT * FROM bout ORDER BY id") == bouts, "what was seen is kept"
    session.tell_sensor("play 120")
    report = json.loads(session.ctl("report", "--format", "json").stdout)
    assert report["corrections"] == 1 and report["corrected_min"] == 10, report["corrections"]
    standing_h = sum(day["standing_h"] for day in report["days"])
    recorded_s = session.rows("SELECT sum(standing_s) s FROM minute")[0]["s"]
    assert standing_h * 3600 > recorded_s + 300, (standing_h, recorded_s)


def check_bus(session):
    if not shutil.which("busctl"):
        print("busctl is not here: Explain is tried by the unit tests alone")
        return
    call = ["busctl", "--user", "call", "org.postured.Postured1", "/org/postured/Postured1"]
    call += ["org.postured.Postured1"]
    told = subprocess.run(call + ["Explain", "u", "1"], capture_output=True, text=True)
    assert told.returncode == 0 and told.stdout.startswith("as 1 "), told
    assert "Due 09:" in told.stdout or "Due 10:" in told.stdout, told.stdout
    for wrong in (["Explain", "u", "51"], ["Pause", "u", "0"], ["Correct", "suu", "sitting", "5", "5"]):
        assert subprocess.run(call + wrong, capture_output=True).returncode != 0, wrong


def check_settings_are_kept(session):
    names = {r["name"]: r["new_value"] for r in session.rows("SELECT * FROM setting_change")}
    assert names["lean.mode"] == "silent" and names["prompts.withhold_percent"] == "0", names
    settings(session, "[sitting]\nlimit_min = 45\n")
    session.ctl("reload")
    changed = "SELECT * FROM setting_change WHERE name = 'sitting.limit_min'"
    rows = wait_for("the change", lambda: session.rows(changed))
    assert (rows[0]["old_value"], rows[0]["new_value"]) == ("30", "45"), rows
    count = len(session.rows("SELECT * FROM setting_change"))
    session.ctl("reload")
    session.tell_sensor("play 5")
    assert len(session.rows("SELECT * FROM setting_change")) == count, "nothing changed"


def check_without_the_daemon(session):
    session.stop_daemon()
    assert "Done" in session.ctl("why", 20).stdout
    stories = json.loads(session.ctl("why", 20, "--json").stdout)
    assert stories and all(s["sentences"] and s["events"] for s in stories), stories
    assert refused(session, "pause", 5).returncode == 1

    what_if = ("whatif", "--days", 1, "--json")
    same = json.loads(session.ctl(*what_if, "prompts.snooze_min=10").stdout)
    print(same["sentence"])
    assert same["shown_before"] == same["shown_after"] > 0, same
    recorded = sum(p["recorded_shown"] for p in same["prompts"])
    assert abs(same["shown_before"] - recorded) <= 1, same
    fewer = json.loads(session.ctl(*what_if, "sitting.limit_min=60").stdout)
    print(fewer["sentence"])
    assert fewer["shown_after"] < fewer["shown_before"], fewer
    file = session.home / "new.toml"
    file.write_text("[prompts]\nenabled = false\n")
    text = session.ctl("replay", "--settings", file, "--days", 1).stdout
    assert text.count("cannot know") == 1 and "  0 prompts instead of " in text, text
    assert session.ctl("replay", session.journal, "--settings", file).returncode == 0


def check_two_weeks_in_seconds(session):
    journal = session.home / "weeks.db"
    session.ctl("simulate", "--level", "seconds", "--days", 42, "--journal", journal)
    started = time.monotonic()
    told = session.ctl("whatif", "--journal", journal, "--days", 14, "sitting.limit_min=45")
    took_s = time.monotonic() - started
    print(told.stdout, f"took {took_s:.1f} s")
    assert took_s < 30, "a few seconds on an idle machine"
    assert told.stderr == "", told.stderr


def main():
    with Session(sys.argv[1]) as session:
        begin(session)
        for check in (
            check_answers_and_pauses,
            check_wrong_usage,
            check_corrections,
            check_bus,
            check_settings_are_kept,
            check_without_the_daemon,
            check_two_weeks_in_seconds,
        ):
            check(session)
            print("passed:", check.__name__, flush=True)


main()
