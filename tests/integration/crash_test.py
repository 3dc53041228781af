"""kill -9 at a random moment: the journal is intact and at most 60 s of the open bout are lost."""

import random
import sys

from harness import Session, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin


def main():
    chance = random.Random(7)
    with Session(sys.argv[1]) as session:
        session.write_settings(f'[sensor]\nsource = "{session.port}"\n')
        played = 0
        for attempt in range(4):
            session.start_sensor()
            start = MONDAY + attempt * 86400
            session.start_daemon(virtual_start=start)
            wait_for("the sensor", lambda: session.status()["link"] == "open")
            session.tell_sensor("simulated 3 120")
            played = session.tell_sensor(f"play {chance.randrange(300, 900)}")
            # The clock stands still, the disk does not.
            rows = wait_for(
                "a sitting bout",
                lambda: session.rows(
                    "SELECT * FROM bout WHERE body = 'sitting' AND start_utc_ms >= ?", start * 1000
                ),
            )
            before = session.rows("SELECT count(*) AS n FROM minute")[0]["n"]
            session.kill_daemon()
            session.sensor.kill()
            session.sensor.wait()

            assert session.rows("PRAGMA integrity_check")[0]["integrity_check"] == "ok"
            last = session.rows(
                "SELECT max(start_utc_ms / 1000.0 + duration_s) AS until FROM bout"
            )[0]["until"]
            lost = start + played - last
            assert lost <= 60 + 3, f"{lost} s lost"  # 3 s: look-ahead, and the beat under way
            assert session.rows("SELECT count(*) AS n FROM minute")[0]["n"] >= before
            print(f"kill {attempt}: {played} s played, {lost:.0f} s lost, {len(rows)} bouts")

        # The next start closes what the crash left open, and says so in the record.
        session.start_sensor()
        session.start_daemon(virtual_start=MONDAY + 5 * 86400)
        wait_for(
            "orphans to be closed",
            lambda: not session.rows("SELECT 1 FROM bout WHERE ended_by = 'open'"),
        )
        assert session.rows("SELECT 1 FROM bout WHERE ended_by = 'crash'")
        session.stop_daemon()


main()
