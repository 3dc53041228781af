"""The units of the weekly report, as systemd reads them; and its delivery without a desktop."""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from harness import skip

SOURCE = Path(__file__).resolve().parents[2] / "systemd"


def verify_units(build, folder):
    if not shutil.which("systemd-analyze"):
        return False
    service = (build / "systemd" / "postured-report.service").read_text()
    program = next(l for l in service.splitlines() if l.startswith("ExecStart="))
    assert program.endswith("/posturectl report --deliver"), program
    # Not installed: any program that is there stands for ours.
    (folder / "postured-report.service").write_text(service.replace(program, "ExecStart=/bin/true"))
    shutil.copy(SOURCE / "postured-report.timer", folder)
    units = [folder / "postured-report.timer", folder / "postured-report.service"]
    done = subprocess.run(["systemd-analyze", "verify", "--user", "--man=no", *units],
                          env=dict(os.environ, XDG_RUNTIME_DIR=str(folder)), capture_output=True,
                          text=True)
    ours = [l for l in done.stderr.splitlines() if "postured-report" in l]
    assert done.returncode == 0 and not ours, done.stderr
    return True


def deliver(ctl, env, *more):
    return subprocess.run([ctl, "report", "--deliver", *more], env=env, capture_output=True,
                          text=True)


def main(bin_dir):
    ctl = Path(bin_dir) / "posturectl"
    with tempfile.TemporaryDirectory(prefix="postured-report-") as name:
        folder = Path(name)
        verified = verify_units(Path(bin_dir).parent, folder)
        # No bus, no display: the page is written all the same, once.
        env = {"TZ": "Europe/Berlin", "HOME": name, "PATH": "/usr/bin:/bin",
               "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
        state = folder / ".local/state/postured"
        state.mkdir(parents=True, mode=0o700)
        start = date.today() - timedelta(days=28)
        subprocess.run([ctl, "simulate", "--days", "28", "--level", "seconds", "--start",
                        start.isoformat(), "--journal", state / "journal.db"], env=env, check=True)
        pages = state / "reports"
        pages.mkdir(mode=0o700)
        (pages / "notes.html").write_text("not ours")
        for week in range(1, 40):
            (pages / f"2020-W{week:02}.html").write_text("old")
        first = deliver(ctl, env)
        assert first.returncode == 0, first
        assert "No notification could be shown" in first.stdout, first.stdout
        monday = date.today() - timedelta(days=date.today().weekday() + 7)
        year, week, _ = monday.isocalendar()
        page = pages / f"{year}-W{week:02}.html"
        assert page.exists() and page.stat().st_mode & 0o777 == 0o600
        kept = sorted(p.name for p in pages.iterdir())
        assert len(kept) == 26 + 1 and "notes.html" in kept, kept
        assert f"2020-W{39 - 24:02}.html" in kept and "2020-W14.html" not in kept, kept
        again = deliver(ctl, env)
        assert again.returncode == 0 and "delivered already" in again.stdout, again
        none = deliver(ctl, dict(env, XDG_STATE_HOME=str(folder / "empty")))
        assert none.returncode == 0 and "Nothing was recorded yet" in none.stdout, none
    if not verified:
        skip("systemd-analyze is not installed; the rest passed")


if __name__ == "__main__":
    main(sys.argv[1])
