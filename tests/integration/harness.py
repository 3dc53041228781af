"""What the integration tests share: a private home, the real programs, a virtual sensor."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def skip(why):
    print("SKIPPED:", why)
    sys.exit(SKIPPED)


def data_dir():
    """The recordings of people, or None."""
    default = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
    path = Path(os.environ.get("POSTURED_DATA", default)).resolve()
    return path if path.is_dir() else None


def wait_for(what, condition, limit_s=20.0):
    """Returns the first true value of condition(); fails with `what` after limit_s."""
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.05)


class Session:
    """A home of its own, on the session bus that is already there."""

    def __init__(self, bin_dir, timezone="Europe/Berlin"):
        self.bin = Path(bin_dir)
        self.home = Path(tempfile.mkdtemp(prefix="postured-test-"))
        self.port = self.home / "sensor"
        self.lower_port = self.home / "lower_sensor"
        self.clock = self.home / "clock"
        self.journal = self.home / "state" / "postured" / "journal.db"
        self.env = dict(
            os.environ,
            HOME=str(self.home),
            XDG_CONFIG_HOME=str(self.home / "config"),
            XDG_STATE_HOME=str(self.home / "state"),
            TZ=timezone,
        )
        self.daemon_env = {}  # on top of env, for the daemon alone
        self.daemon = None
        self.sensor = None
        self.daemon_log = self.home / "daemon.log"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.stop_daemon(check=False)
        if self.sensor:
            self.sensor.kill()
            self.sensor.wait()
        if kind and self.daemon_log.exists():
            print("---- daemon log\n" + self.daemon_log.read_text())
        shutil.rmtree(self.home, ignore_errors=True)

    def write_settings(self, text):
        file = self.home / "config" / "postured" / "postured.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    # -- the daemon

    def start_sensor(self, lower=False):
        tool = self.bin / "virtual_sensor"
        self.sensor = subprocess.Popen(
            [tool, self.port, self.clock] + ([self.lower_port] if lower else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.env,
        )
        assert self.sensor.stdout.readline() == "ready\n"

    def start_daemon(self, *arguments, virtual_start=None, wait=True):
        command = [self.bin / "postured", *arguments]
        self.clock.unlink(missing_ok=True)  # of a daemon that was killed
        if virtual_start is not None:
            command += ["--virtual-clock", self.clock]
            command += ["--virtual-start-ms", str(int(virtual_start * 1000))]
        with open(self.daemon_log, "a") as log:
            env = self.env | self.daemon_env
            self.daemon = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        if wait:
            wait_for("postured on the bus", lambda: self.status_or_none())

    def stop_daemon(self, check=True):
        if not self.daemon:
            return
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
        try:
            code = self.daemon.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.daemon.kill()
            self.daemon.wait()
            raise
        finally:
            self.daemon = None
        if check:
            assert code == 0, f"postured ended with {code}"

    def kill_daemon(self):
        self.daemon.kill()
        self.daemon.wait()
        self.daemon = None

    def tell_sensor(self, command):
        """One command to the virtual sensor; returns the seconds after "at"."""
        self.sensor.stdin.write(command + "\n")
        self.sensor.stdin.flush()
        answer = self.sensor.stdout.readline().strip()
        assert answer and not answer.startswith("error"), f"{command}: {answer}"
        return int(answer[3:]) if answer.startswith("at ") else answer

    # -- posturectl

    def ctl(self, *arguments, check=True):
        done = subprocess.run(
            [self.bin / "posturectl", *map(str, arguments)],
            env=self.env,
            capture_output=True,
            text=True,
        )
        if check:
            assert done.returncode == 0, f"posturectl {arguments}: {done.stderr}"
        return done

    def status_or_none(self):
        done = self.ctl("status", "--json", check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def status(self):
        return json.loads(self.ctl("status", "--json").stdout)

    # -- the journal, as another program sees it

    def rows(self, query, *parameters):
        journal = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        journal.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in journal.execute(query, parameters)]
        finally:
            journal.close()
