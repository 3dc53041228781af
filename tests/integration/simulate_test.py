"""posturectl simulate and report: simulated days against their truth, and the page of the week."""

import json
import math
import sqlite3
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

WEEK = "2026-W43"  # Monday 19 to Sunday 25 October: clocks go back in Berlin on the Sunday
DAYS = ["--start", "2026-10-19"]


class Programs:
    def __init__(self, bin_dir, folder):
        self.bin, self.folder = Path(bin_dir), Path(folder)

    def ctl(self, *arguments, check=True):
        done = subprocess.run(
            [self.bin / "posturectl", *map(str, arguments)],
            capture_output=True,
            text=True,
            env={"TZ": "Europe/Berlin", "HOME": str(self.folder), "PATH": "/usr/bin:/bin"},
        )
        if check:
            assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done


def open_journal(file):
    journal = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    journal.row_factory = sqlite3.Row
    return journal


def test_a_day_of_bytes_agrees_with_its_truth(programs):
    journal_file, truth_file = programs.folder / "day.db", programs.folder / "truth.jsonl"
    programs.ctl(
        "simulate", "--days", 1, "--seed", 5, *DAYS, "--journal", journal_file, "--truth", truth_file
    )
    truth = [json.loads(line) for line in truth_file.read_text().splitlines()]
    worn_s = sum(t["worn"] for t in truth)
    assert 6 * 3600 < worn_s < 9 * 3600, worn_s

    with open_journal(journal_file) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        total = journal.execute(
            "SELECT sum(valid_s) v, sum(sitting_s) sit, sum(walking_s) walk FROM minute"
        ).fetchone()
        prompts = journal.execute("SELECT DISTINCT prompt_id, kind FROM prompt_event").fetchall()
        kinds = {row["kind"] for row in journal.execute("SELECT kind FROM calibration")}
    # Calibrating takes a minute; after lunch a zero is needed before anything is judged again.
    assert 0.9 * worn_s < total["v"] <= worn_s + 60, (total["v"], worn_s)
    true_walk = sum(t["body"] == "walking" for t in truth)
    assert 0.8 * true_walk < total["walk"] < 1.2 * true_walk, (total["walk"], true_walk)
    true_sit = sum(t["body"] == "sitting" and t["worn"] for t in truth)
    # At the chest sitting is told by transitions; what is not sure stays unknown, never too much.
    assert 0.5 * true_sit < total["sit"] < 1.05 * true_sit, (total["sit"], true_sit)
    assert kinds == {"full", "zero"}
    assert any(row["kind"] == "stand" for row in prompts)


def test_the_same_seed_gives_the_same_journal(programs):
    def rows(name, seed):
        file = programs.folder / name
        programs.ctl(
            "simulate", "--days", 3, "--seed", seed, *DAYS, "--level", "seconds", "--journal", file
        )
        with open_journal(file) as journal:
            return journal.execute("SELECT * FROM minute ORDER BY start_utc_ms").fetchall()

    first, again, other = rows("a.db", 3), rows("b.db", 3), rows("c.db", 4)
    assert first == again and first != other


def test_simulated_days_are_never_mixed_with_others(programs):
    file = programs.folder / "twice.db"
    programs.ctl("simulate", "--days", 1, *DAYS, "--level", "seconds", "--journal", file)
    done = programs.ctl("simulate", "--days", 1, "--journal", file, check=False)
    assert done.returncode == 1 and "exists already" in done.stderr


def test_a_character_hears_what_it_does_something_about(programs):
    def prompts(character):
        file = programs.folder / f"{character}.db"
        who = ["--character", character, "--level", "seconds"]
        programs.ctl("simulate", "--days", 7, *DAYS, *who, "--journal", file)
        with open_journal(file) as journal:
            rows = journal.execute(
                "SELECT state, count(*) AS n FROM prompt_event WHERE kind = 'stand' GROUP BY state"
            )
            return {row["state"]: row["n"] for row in rows}

    diligent, ignorer = prompts("diligent"), prompts("ignorer")
    assert diligent["complied"] + diligent.get("done", 0) > 0.5 * diligent["shown"], diligent
    assert ignorer.get("complied", 0) + ignorer.get("done", 0) < 0.5 * ignorer["shown"], ignorer
    done = programs.ctl(
        "simulate", "--character", "saint", "--journal", programs.folder / "x.db", check=False
    )
    assert done.returncode != 0 and "diligent" in done.stderr, done.stderr


class PageChecker(HTMLParser):
    """Every element is closed in order; nothing is fetched from anywhere."""

    VOID = {"meta", "br", "hr", "link", "img", "input", "col"}

    def __init__(self):
        super().__init__()
        self.open, self.charts, self.text = [], 0, []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attributes:
            assert name not in ("src", "onclick", "onload"), (tag, name)
            assert name != "href" or value.startswith("#"), value
        self.charts += tag == "svg"
        assert tag != "script"

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_of_a_simulated_week(programs):
    file = programs.folder / "week.db"
    programs.ctl("simulate", "--days", 7, *DAYS, "--level", "seconds", "--journal", file)
    page_file = programs.folder / "week.html"
    programs.ctl(
        "report", "--journal", file, "--week", WEEK, "--format", "html", "-o", page_file
    )
    assert page_file.stat().st_mode & 0o777 == 0o600, "health data is the owner's alone"
    page = PageChecker()
    page.feed(page_file.read_text())
    page.close()
    assert not page.open and page.charts >= 3
    text = " ".join(page.text)
    assert "general wellness information, not medical advice" in text
    for word in ("bad posture", "treats", "cures", "prevents", "diagnoses"):
        assert word not in text.lower(), word

    figures = json.loads(
        programs.ctl("report", "--journal", file, "--week", WEEK, "--format", "json").stdout
    )
    with open_journal(file) as journal:
        valid_s = journal.execute("SELECT sum(valid_s) FROM minute").fetchone()[0]
    assert math.isclose(figures["worn_h"], valid_s / 3600, abs_tol=0.01), figures["worn_h"]
    assert figures["valid_days"] == 5
    terminal = programs.ctl("report", "--journal", file, "--week", WEEK).stdout
    assert max(len(line) for line in terminal.splitlines()) <= 80


def test_a_week_without_data_says_so(programs):
    file = programs.folder / "empty.db"
    programs.ctl(
        "simulate", "--days", 1, "--start", "2026-10-24", "--level", "seconds", "--journal", file
    )
    text = programs.ctl("report", "--journal", file, "--week", WEEK).stdout
    assert "not enough data" in text.lower(), text


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test(Programs(sys.argv[1], folder))
                print("passed:", name)


main()
