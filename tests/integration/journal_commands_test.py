"""posturectl journal, export, import and report around the real daemon: what it has open is looked
after by it, nothing else is touched, and everything that is written is private."""

import csv
import email
import email.policy
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from harness import Session, wait_for

FIRST = date(2026, 9, 28)  # a Monday; clocks go back in Berlin on 25 October
DAYS = 35


def mode_of(file):
    return stat.S_IMODE(file.stat().st_mode)


def count(journal, table, where="1"):
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as rows:
        return rows.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


def days_of(journal, table="minute", time="start_utc_ms"):
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as rows:
        sql = f"SELECT DISTINCT date({time} / 1000 + utc_offset_s, 'unixepoch') FROM {table}"
        return {row[0] for row in rows.execute(sql)}


def check_tending_while_the_daemon_runs(session):
    journal = session.journal
    assert session.ctl("journal", "check").stdout == "The journal is well.\n"
    target = session.home / "backup.db"
    session.ctl("journal", "backup", target)
    assert mode_of(target) == 0o600, oct(mode_of(target))
    assert count(target, "minute") == count(journal, "minute")
    before = target.read_bytes()
    assert "exists already" in session.ctl("journal", "backup", target, check=False).stderr
    assert target.read_bytes() == before

    session.ctl("report", "--week", "2026-W41", "--format", "html", "-o",
                session.home / "state" / "postured" / "reports" / "2026-W41.html")
    pages = session.home / "state" / "postured" / "reports"
    (pages / "2026-W43.html").write_text("another week")
    gone = {"2026-10-06", "2026-10-07"}
    assert gone <= days_of(journal)
    asked = subprocess.run(
        [session.bin / "posturectl", "journal", "forget", "2026-10-06..2026-10-07"],
        env=session.env, input="no\n", capture_output=True, text=True)
    assert asked.returncode == 1 and "minute" in asked.stdout and gone <= days_of(journal), asked
    kept = days_of(journal) - gone
    said = session.ctl("journal", "forget", "2026-10-06..2026-10-07", "--yes").stdout
    print(said)
    assert "Forgotten" in said and "minute" in said
    assert days_of(journal) == kept
    assert not gone & days_of(journal, "bout") and not gone & days_of(journal, "prompt_event",
                                                                       "at_utc_ms")
    assert not (pages / "2026-W41.html").exists() and (pages / "2026-W43.html").exists()

    said = session.ctl("journal", "compact").stdout
    print(said)
    assert said.startswith("Won "), said
    assert count(journal, "minute", "length(seconds) > 0") == count(journal, "minute")
    session.write_settings("[journal]\nkeep_seconds_days = 7\n[report]\nkeep = 2\n")
    session.ctl("reload")
    said = session.ctl("journal", "compact").stdout
    print(said)
    assert "too old to be kept" in said, said
    assert 0 < count(journal, "minute", "length(seconds) > 0") < count(journal, "minute") / 3
    assert session.ctl("journal", "check").returncode == 0
    assert session.status()["journal"] == "ok"
    # Others may not read it, and a link is not followed.
    assert mode_of(journal) == 0o600


def check_what_another_program_has_is_left_alone(session):
    other = session.home / "other.db"
    session.ctl("simulate", "--days", 3, "--level", "seconds", "--journal", other)
    lock = subprocess.Popen(["flock", f"{other}.lock", "sleep", "30"])
    try:
        wait_for("the lock", lambda: subprocess.run(
            ["flock", "-n", f"{other}.lock", "true"]).returncode != 0)
        rows = count(session.journal, "minute")
        said = session.ctl("journal", "--journal", other, "forget", "all", "--yes", check=False)
        assert said.returncode == 1 and "Another program" in said.stderr, said
        assert count(other, "minute") > 0 and count(session.journal, "minute") == rows
    finally:
        lock.kill()
        lock.wait()


def check_reports(session):
    day = session.ctl("report", "--day", "2026-10-14").stdout
    assert day.startswith("2026-10-14\n") and "Worn" in day and "Sitting" in day, day
    assert "Not enough data" in session.ctl("report", "--day", "2026-10-10").stdout
    assert json.loads(session.ctl("report", "--day", "2026-10-14", "--format", "json").stdout)["valid"]
    month = session.ctl("report", "--month", "2026-10").stdout
    print(month)
    assert [line[:8] for line in month.splitlines()[1:]] == [
        f"2026-W{week}" for week in range(40, 45)], month
    both = session.ctl("report", "--week", "2026-W43", "--compare", "2026-W42").stdout
    print(both)
    assert "2026-W42" in both and "Forward lean" in both
    figures = json.loads(session.ctl("report", "--week", "2026-W43", "--compare", "2026-W42",
                                     "--format", "json").stdout)
    assert figures["comparable"] and len(figures["figures"]) == 7, figures
    for wrong in (["--day", "2026-02-30"], ["--month", "2026-13"], ["--compare", "W1"],
                  ["--day", "2026-10-14", "--month", "2026-10"]):
        done = session.ctl("report", *wrong, check=False)
        assert done.returncode == 2 and done.stderr.strip(), (wrong, done)

    raw = session.ctl("report", "--week", "2026-W42", "--mime", "--to", "me@example.org").stdout
    assert max(map(len, raw.splitlines())) <= 78
    mail = email.message_from_string(raw, policy=email.policy.default)
    assert mail["To"] == "me@example.org" and "2026-W42" in mail["Subject"], mail["Subject"]
    assert mail.get_content_type() == "multipart/alternative" and not mail.defects, mail.defects
    assert email.utils.parsedate_to_datetime(mail["Date"]).tzinfo
    text, html = mail.iter_parts()
    assert not text.defects and not html.defects
    plain = session.ctl("report", "--week", "2026-W42").stdout
    assert text.get_content().splitlines()[:3] == plain.splitlines()[:3]
    page = html.get_content()
    assert page.lstrip().lower().startswith("<!doctype html") and "</html>" in page
    assert not re.search(r'(src|href)\s*=\s*["\']?(https?:)?//', page), "no request to outside"


def check_exports(session):
    folder = session.home / "export"
    session.ctl("export", "--output", folder, "--seconds")
    assert all(mode_of(file) == 0o600 for file in folder.iterdir())
    with open(folder / "dictionary.csv", newline="") as file:
        dictionary = list(csv.DictReader(file))
    tables = {row["table"] for row in dictionary}
    assert {f.stem for f in folder.iterdir()} == tables | {"dictionary"}, tables
    for table in tables:
        with open(folder / f"{table}.csv", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == [r["column"] for r in dictionary if r["table"] == table and r["column"]]
        if table != "second":
            assert len(rows) - 1 == count(session.journal, table), table
    whole = json.loads(session.ctl("export", "--format", "json", "--output", "-").stdout)
    assert len(whole["tables"]["minute"]) == count(session.journal, "minute")
    shared = session.home / "shared.json"
    session.ctl("export", "--format", "json", "--anonymous", "--output", shared)
    assert "2026" not in shared.read_text() and mode_of(shared) == 0o600
    bundle = json.loads(session.ctl("export", "--format", "fhir", "--output", "-").stdout)
    codes = [e["resource"]["code"]["coding"][0]["code"] for e in bundle["entry"][1:]]
    assert codes.count("usual-sitting-bout") == 5, codes.count("usual-sitting-bout")
    for refused in (["--format", "fhir", "--anonymous", "--output", "-"],
                    ["--format", "csv", "--output", "-"]):
        assert session.ctl("export", *refused, check=False).stderr.strip()


def check_import(session):
    backup = session.home / "backup.db"
    running = session.ctl("import", backup, check=False)
    assert running.returncode == 1 and "systemctl --user stop" in running.stderr, running
    session.stop_daemon()
    rows = count(session.journal, "minute")
    said = session.ctl("import", backup).stdout
    print(said)
    assert re.search(r"minute: \d+ added, \d+ were here already\n", said), said
    assert "in conflict" not in said, said
    assert count(session.journal, "minute") > rows, "the days that were forgotten are back"
    assert " 0 added" in session.ctl("import", backup).stdout
    assert session.ctl("journal", "check").returncode == 0
    session.ctl("journal", "forget", "all", "--yes")
    assert count(session.journal, "minute") == 0


def check_damage(session):
    for name, bytes_ in (("text", b"no database at all, but text that is long enough" * 40),
                         ("cut", (session.home / "backup.db").read_bytes()[:20000])):
        broken = session.home / name
        broken.write_bytes(bytes_)
        for command in (["journal", "--journal", broken, "check"],
                        ["export", "--journal", broken, "--format", "json", "--output",
                         session.home / "never.json"],
                        ["import", broken],
                        ["report", "--journal", broken, "--month", "2026-10"]):
            done = session.ctl(*command, check=False)
            assert done.returncode == 1 and (done.stderr + done.stdout).strip(), (name, command)
            assert broken.read_bytes() == bytes_, "left as it is"
    assert not (session.home / "never.json").exists()
    nowhere = session.ctl("journal", "--journal", session.home / "none.db", "check", check=False)
    assert nowhere.returncode == 1 and "There is no journal" in nowhere.stderr
    full = Path("/dev/full")
    if full.exists():
        done = subprocess.run([session.bin / "posturectl", "export", "--format", "json",
                               "--output", "/proc/postured.json"], env=session.env,
                              capture_output=True, text=True)
        assert done.returncode == 1 and "cannot be" in done.stderr, done


def main(bin_dir):
    with Session(bin_dir) as session:
        session.journal.parent.mkdir(parents=True, mode=0o700)
        session.ctl("simulate", "--days", DAYS, "--level", "seconds", "--seed", 3, "--start",
                    FIRST.isoformat(), "--journal", session.journal)
        session.write_settings("")
        session.start_daemon()
        check_tending_while_the_daemon_runs(session)
        check_what_another_program_has_is_left_alone(session)
        check_reports(session)
        check_exports(session)
        check_import(session)
        check_damage(session)


if __name__ == "__main__":
    main(sys.argv[1])
