"""source = "auto" in the real daemon: two clips and a modem appear as USB ports in /dev and /sys, one
goes and comes back under another name. Needs root for a private /sys/class/tty."""

import json
import os
import sys
import time
from pathlib import Path

from fake_sensors import Clip
from harness import Session, skip, wait_for

PORTS = [f"/dev/ttyACM{n}" for n in range(90, 94)]
SYS = Path("/sys/class/tty")


def private_sys():
    """The daemon, its ports and this test see a /sys/class/tty of their own."""
    if os.geteuid() != 0:
        skip("needs root for a private /sys/class/tty")
    if "POSTURED_PRIVATE_SYS" not in os.environ:
        os.environ["POSTURED_PRIVATE_SYS"] = "1"
        inside = ["unshare", "-m", sys.executable, *sys.argv]
        if os.system("unshare -m true 2>/dev/null") != 0:
            skip("a mount namespace is not allowed here")
        os.execvp(inside[0], inside)
    if os.system(f"mount -t tmpfs tmpfs {SYS}") != 0:
        skip("mounting is not allowed here")


def write(folder, **attributes):
    folder.mkdir(parents=True)
    for name, value in attributes.items():
        (folder / name).write_text(value + "\n")


class UsbPort:
    """A port that the kernel has just found: its entry in /sys, then its node."""

    def __init__(self, path, socket, device, **usb):
        self.name, self.path = os.path.basename(path), path
        device.unplug_port = self.remove
        interface = SYS / f"devices/usb1/{socket}/{socket}:1.0"
        if not interface.parent.exists():
            write(interface.parent, busnum="1", devnum="2", bMaxPacketSize0="64", **usb)
            write(interface, bInterfaceClass="02", bInterfaceSubClass="02")
        (interface / "tty" / self.name).mkdir(parents=True)
        (interface / "tty" / self.name / "device").symlink_to(interface)
        (SYS / self.name).symlink_to(interface / "tty" / self.name)
        os.symlink(os.readlink(device.link), path)

    def remove(self):
        os.unlink(self.path)
        (SYS / self.name).unlink()


def plugged(session, n, socket, serial, vendor="2341"):
    clip = Clip(session.home / f"pty{n}", serial)
    UsbPort(PORTS[n], socket, clip, idVendor=vendor, idProduct="8037", product="Arduino Micro")
    return clip


def clips(session):
    rows = json.loads(session.ctl("sensor", "info", "--json", check=False).stdout or "{}")
    lower = json.loads(session.ctl("sensor", "info", "--json", "--lower", check=False).stdout or "{}")
    return [(row.get("serial"), row.get("port"), row.get("link")) for row in (rows, lower)]


def main():
    private_sys()
    A, B = "00000000000000a1", "00000000000000b2"
    with Session(sys.argv[1]) as session:
        session.daemon_env = {
            "LD_PRELOAD": str(session.bin / "libserial_shim.so"),
            "SERIAL_SHIM_PORTS": ":".join(PORTS),
        }
        session.write_settings('[sensor]\nsource = "auto"\n[sensor.lower]\nsource = "auto"\n')
        session.start_daemon()
        try:
            modem = Clip(session.home / "modem", "0" * 16)
            UsbPort(PORTS[3], "1-3", modem, idVendor="2341", idProduct="8037")
            (SYS / "devices/usb1/1-3/1-3:1.1").mkdir()
            for name, value in {"Class": "02", "SubClass": "0d", "Protocol": "00"}.items():
                (SYS / f"devices/usb1/1-3/1-3:1.1/bInterface{name}").write_text(value + "\n")
            upper = plugged(session, 0, "1-1", A)
            wait_for("the first clip", lambda: clips(session)[0] == (A, PORTS[0], "open"))
            lower = plugged(session, 1, "1-2", B)
            wait_for("the second clip", lambda: clips(session)[1] == (B, PORTS[1], "open"))

            upper.unplug_port()
            upper.unplug()
            wait_for("the loss", lambda: session.status()["link"] == "lost")
            assert clips(session)[1] == (B, PORTS[1], "open"), clips(session)
            began = time.monotonic()
            upper = plugged(session, 2, "1-1", A)
            wait_for("the replugged clip", lambda: clips(session)[0] == (A, PORTS[2], "open"))
            took_s = time.monotonic() - began
            print(f"replugged under another name: back in {took_s:.1f} s")
            assert took_s < 4, took_s  # 2 s, and what asking from outside takes on a busy machine
            assert clips(session)[1] == (B, PORTS[1], "open"), clips(session)

            session.ctl("sensor", "swap")
            wait_for("the swap", lambda: [row[0] for row in clips(session)] == [B, A])
            assert not modem.commands and not modem.heard, "nothing is written to a modem"
            modem.unplug_port()
        finally:
            for port in PORTS:
                if os.path.islink(port):
                    os.unlink(port)
        session.stop_daemon()


main()
