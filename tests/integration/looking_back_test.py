"""Looking back over years: what a report costs as a whole process, and how large a year is.

POSTURED_LONG=1: five years (a few minutes to simulate); otherwise ten weeks, with the same limits.
The limit of time is on the processor's time, which a busy machine does not stretch."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LONG = os.environ.get("POSTURED_LONG") == "1"
DAYS = 5 * 365 if LONG else 70
REPORT_S, REPORT_MB, YEAR_MB = 0.3, 50, 50


def measured(command, env):
    """(processor seconds, largest resident set in MB, wall seconds, output) of one process."""
    begin = time.monotonic()
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - begin,
            output)


def main(bin_dir):
    ctl = Path(bin_dir) / "posturectl"
    with tempfile.TemporaryDirectory(prefix="postured-years-") as folder:
        env = {"TZ": "Europe/Berlin", "HOME": folder, "PATH": "/usr/bin:/bin"}
        journal = Path(folder) / ".local/state/postured/journal.db"
        journal.parent.mkdir(parents=True, mode=0o700)
        subprocess.run([ctl, "simulate", "--days", str(DAYS), "--level", "seconds", "--seed", "1",
                        "--journal", journal], env=env, check=True)
        for mode in ("every second kept", "after compacting"):
            years = DAYS / 365
            size_mb = journal.stat().st_size / 1e6
            print(f"{mode}: {size_mb:.1f} MB, {size_mb / years:.1f} MB a year")
            assert size_mb / years < YEAR_MB, size_mb
            for arguments in (["--format", "html"], ["--format", "text"], ["--format", "json"],
                              ["--compare", "2026-W40"]):
                cpu_s, rss_mb, wall_s, output = measured([ctl, "report", *arguments], env)
                print(f"  report {' '.join(arguments)}: {cpu_s:.3f} s of processor, {wall_s:.3f} s, "
                      f"{rss_mb:.1f} MB, {len(output)} bytes")
                assert cpu_s <= REPORT_S and rss_mb <= REPORT_MB, arguments
            if mode == "every second kept":
                cpu_s, rss_mb, wall_s, output = measured([ctl, "journal", "compact"], env)
                print(f"  compact: {wall_s:.1f} s, {rss_mb:.1f} MB: {output.decode().strip()}")
        cpu_s, rss_mb, wall_s, _ = measured([ctl, "journal", "check"], env)
        print(f"  check: {wall_s:.1f} s, {rss_mb:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
