"""A session whose sensor is the real firmware in an emulator, worn by the simulated wearer, and what
is seen of it from outside: the daemon's status and journal, the board's frames, the wearer's truth.
"""

import os
import subprocess

from harness import Session, wait_for
from sensor_trace import Trace

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin
LEAN_LIMIT_DEG = 1.0
SHOWN_AFTER_S = 3  # a second is judged two seconds later, when the next one is complete


class EmulatedClip(Session):
    def start(self, *options, in_step=True):
        """The board, then the daemon on its port, through libserialport. In step: time goes with
        play() for both, as fast as it goes; otherwise both run in real time."""
        self.daemon_env = {
            "LD_PRELOAD": str(self.bin / "libserial_shim.so"),
            # Whatever number a pty gets, after a replug too.
            "SERIAL_SHIM_PORTS": ":".join(f"/dev/pts/{n}" for n in range(256)),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }
        self.write_settings(f'[sensor]\nsource = "{self.port}"\nplacement = "chest"\n')
        pace = ("--clock", self.clock) if in_step else ("--real-time", "1")
        self.start_sensor_alone(*pace, *options)
        self.start_daemon(virtual_start=MONDAY if in_step else None)
        wait_for("the sensor", lambda: self.status()["link"] == "open")

    def start_sensor_alone(self, *options):
        command = [self.bin / "emulated_sensor", "--elf", self.bin / "posture_clip_nano.elf"]
        command += ["--link", self.port, "--truth", self.home / "truth"]
        command += ["--trace", self.home / "trace", *options]
        self.run_sensor(command)

    def run_sensor(self, command, **env):
        self.sensor = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.env | env
        )
        assert self.sensor.stdout.readline() == "ready\n"
        self.trace = Trace(self.home / "trace")

    def tell(self, command):
        """One command to the emulator; returns the board's time in seconds, or what it says."""
        self.sensor.stdin.write(command + "\n")
        self.sensor.stdin.flush()
        answer = self.sensor.stdout.readline().strip()
        assert answer and not answer.startswith("error"), f"{command}: {answer}"
        return float(answer[3:]) if answer.startswith("at ") else answer

    def play(self, seconds):
        return self.tell(f"play {seconds}")

    def settle(self, limit_s=40):
        """Plays until the posture is known again."""
        for _ in range(limit_s):
            self.play(1)
            if self.status()["reason"] == "":
                return
        raise AssertionError(f"still unknown: {self.status()}")

    def truth(self):
        """{second: lean in degrees} of the wearer's skeleton."""
        rows = [line.split() for line in (self.home / "truth").read_text().splitlines()]
        return {int(row[0]): float(row[1]) for row in rows}

    def lean_error(self, now_s, status, oldest_s=SHOWN_AFTER_S):
        """What is shown against what was true of that second, or None while either is unknown.
        While nothing comes the last second stays for a while: it may be up to `oldest_s` old."""
        truth = self.truth()
        ages_s = range(SHOWN_AFTER_S, oldest_s + 1)
        true = [truth[t] for age in ages_s if (t := int(now_s + 0.01) - age) in truth]
        if not true or status["lean_deg"] is None:
            return None
        # A second in which the wearer moved lies between its neighbours.
        return status["lean_deg"] - min(max(status["lean_deg"], min(true)), max(true))
