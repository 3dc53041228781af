"""posturectl doctor: without a bus, without the daemon, beside it, with wrong settings; exit codes, JSON."""

import json
import subprocess
import sys

from harness import Session, wait_for


def doctor(session, *arguments, **env):
    run = subprocess.run(
        [session.bin / "posturectl", "doctor", *arguments],
        env=dict(session.env, **env),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert not run.stderr, run.stderr
    return run.returncode, run.stdout


def levels(output):
    return {check["name"]: check["level"] for check in json.loads(output)["checks"]}


def without_a_bus(session):
    code, text = doctor(session, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    assert code == 1, text
    assert "problem  session_bus" in text, text
    assert "dbus-run-session" in text, text  # how to mend it
    # What follows from it is not said again.
    assert "notifications" not in text and "input" not in text, text


def without_the_daemon(session):
    code, text = doctor(session, "--json")
    found = levels(text)
    assert code == 1, text
    assert found["daemon"] == "problem" and found["session_bus"] == "ok", found
    assert found["settings"] == "ok" and found["journal"] == "warn", found
    assert found["notifications"] == "problem", found  # this bus has no server
    assert "sensor" not in found and "input" not in found, found


def beside_the_daemon(session):
    session.env["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nonexistent"
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        session.env.pop(name, None)
    session.env["XDG_RUNTIME_DIR"] = str(session.home)
    daemon = subprocess.Popen([session.bin / "postured", "--source", "simulated"], env=session.env)
    try:
        wait_for("the daemon", lambda: levels(doctor(session, "--json")[1]).get("daemon") == "ok")
        code, text = doctor(session, "--json")
        found = levels(text)
        # A headless session: said, and no problem but the missing notification server.
        for name in ("input", "lock", "suspend", "awake", "windows"):
            assert found[name] == "warn", (name, found)
        assert code == 1 and found["notifications"] == "problem", found
        assert found["journal"] == "ok" and "quiet" in found, found
        sources = json.loads(text)["sources"]
        assert {source["use"] for source in sources} >= {"input", "lock", "suspend", "awake"}
        assert all(source["sentence"] for source in sources), sources
        with subprocess.Popen(
            ["python3", "-m", "dbusmock", "--session", "--template", "notification_daemon"],
            env=session.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            wait_for(
                "the notification server",
                lambda: server.poll() is not None
                or levels(doctor(session, "--json")[1])["notifications"] == "ok",
            )
            if server.poll() is None:
                code, text = doctor(session, "--json")
                assert code == 0, text
                server.kill()
    finally:
        daemon.terminate()
        daemon.wait(10)


def with_wrong_settings(session):
    session.write_settings("[lean]\nthreshold_deg = 99\n")
    code, text = doctor(session)
    assert code == 1, text
    assert "problem  settings" in text and "lean.threshold_deg" in text, text


with Session(sys.argv[1]) as session:
    without_a_bus(session)
    without_the_daemon(session)
    beside_the_daemon(session)
    with_wrong_settings(session)
print("doctor: well")
