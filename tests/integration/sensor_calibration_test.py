"""The calibration of the sensor through the running daemon: the simulated wearer turns a cheap clip
in the hand, posturectl guides, the journal keeps the result by serial, and a daemon that starts anew
finds it when that sensor says HELLO. Profiles, which the journal remembers too, go the same way.
"""

import re
import subprocess
import sys

from harness import Session, wait_for

MONDAY = 1794816000  # 2026-11-16 08:00 UTC: 09:00 in Berlin


def calibrated(session):
    return session.status()["sensor_calibration"]


def check_handling(session):
    session.tell_sensor("handled 5")
    session.tell_sensor("play 1")
    assert calibrated(session) == ""
    assert "not calibrated" in session.ctl("status").stdout
    guide = subprocess.Popen(
        [session.bin / "posturectl", "calibrate", "sensor"],
        env=session.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for("the start", lambda: session.status()["calibration_step"] == "handling")
    instructions = set()
    for _ in range(60):
        session.tell_sensor("play 1")
        status = session.status()
        instructions.add(status["calibration_instruction"])
        if status["calibration_step"] != "handling":
            break
    assert status["calibration_step"] == "done", status
    said = guide.communicate(timeout=20)[0]
    assert guide.returncode == 0, said
    assert "hold it still" in said and "Done." in said, said
    assert any("1 of 12 done" in line for line in instructions), instructions
    assert any("upside down" in line for line in instructions), instructions
    assert any("quarter turn" in line for line in instructions), instructions
    print(said)


def check_what_is_kept(session):
    rows = wait_for("the journal", lambda: session.rows("SELECT * FROM sensor_calibration"))
    assert len(rows) == 1
    row = rows[0]
    assert row["sensor_serial"] == "0000000000000001", row
    # A cheap chip: 20 to 40 mg of bias on each axis.
    for axis in "xyz":
        assert 0.15 < abs(row[f"bias_{axis}_m_s2"]) < 0.45, row
    assert row["poses"] >= 12 and row["bias_sigma_m_s2"] < 0.03, row
    assert calibrated(session) == "2026-11-16"
    assert re.search(r"calibrated on 2026-11-16", session.ctl("status").stdout)


def check_profiles(session):
    """The wearer has put the clip on and calibrates the body; then a seat is chosen."""
    refused = session.ctl("profile", "sofa", check=False)
    assert "run posturectl calibrate first" in refused.stderr, refused.stderr
    session.tell_sensor("play 90")
    wait_for("the body's calibration", lambda: session.status()["axis_known"])
    refused = session.ctl("profile", "sofa", check=False)
    assert refused.returncode == 1 and "zero --profile sofa" in refused.stderr, refused.stderr
    assert session.ctl("profile", "bed", check=False).returncode == 1
    assert "* standing_desk" in session.ctl("profile", "standing_desk").stdout
    assert session.status()["profile"] == "standing_desk"
    row = wait_for("the journal", lambda: session.rows("SELECT * FROM reference_profile"))[0]
    assert row["chosen"] == "standing_desk" and row["standing_desk_deg"] == 0, row
    assert row["chair_deg"] is not None and row["sofa_deg"] is None, row


def check_a_new_start(session):
    session.stop_daemon()
    session.sensor.kill()
    session.sensor.wait()
    session.start_sensor()
    session.start_daemon(virtual_start=MONDAY + 86400)
    wait_for("the sensor", lambda: session.status()["link"] == "open")
    assert calibrated(session) == ""
    assert session.status()["profile"] == "standing_desk"
    session.tell_sensor("handled 5")
    session.tell_sensor("play 2")
    assert calibrated(session) == "2026-11-16"


def main():
    with Session(sys.argv[1]) as session:
        session.write_settings(f'[sensor]\nsource = "{session.port}"\nplacement = "chest"\n')
        session.start_sensor()
        session.start_daemon(virtual_start=MONDAY)
        wait_for("the sensor", lambda: session.status()["link"] == "open")
        check_handling(session)
        check_what_is_kept(session)
        check_profiles(session)
        check_a_new_start(session)
        session.stop_daemon()
    with Session(sys.argv[1]) as session:
        session.start_daemon("--source", "simulated")
        wait_for("the wearer", lambda: session.status()["link"] == "open")
        refused = session.ctl("calibrate", "sensor", check=False)
        assert refused.returncode == 1 and "nobody can take it into the hand" in refused.stderr


main()
