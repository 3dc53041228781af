"""The udev rules of config/, run by the real udevadm on made-up USB devices (umockdev), beside the
system's own rules and a stand-in for the Braille rules. Needs root for a private /run."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import skip

CONFIG = Path(__file__).resolve().parents[2] / "config"

# As brltty 6.5 has it (usb-template.rules and the line that 85-brltty.rules had for the CH340).
BRLTTY = """SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ENV{PRODUCT}=="%s/*", \
ENV{BRLTTY_BRAILLE_DRIVER}="bm", GOTO="run"
GOTO="end"
LABEL="run"
ENV{BRLTTY_BRAILLE_DEVICE}="usb:"
TAG+="systemd"
ENV{SYSTEMD_WANTS}+="brltty-device@.service"
LABEL="end"
"""


def device(vendor, product, name, serial):
    """A USB device at 1-1 with one serial port, as umockdev describes it."""
    usb = "/devices/pci0000:00/0000:00:14.0/usb1/1-1"
    tty = usb + "/1-1:1.0/tty/ttyACM0"
    text = f"""P: {tty}
N: ttyACM0
E: DEVNAME=/dev/ttyACM0
E: SUBSYSTEM=tty
E: MAJOR=166
E: MINOR=0
A: dev=166:0

P: {usb}/1-1:1.0
E: DEVTYPE=usb_interface
E: DRIVER=cdc_acm
E: SUBSYSTEM=usb
A: bInterfaceClass=02
A: bInterfaceSubClass=02
A: bInterfaceProtocol=01
A: bInterfaceNumber=00

P: {usb}
N: bus/usb/001/004
E: BUSNUM=001
E: DEVNUM=004
E: DEVNAME=/dev/bus/usb/001/004
E: DEVTYPE=usb_device
E: DRIVER=usb
E: MAJOR=189
E: MINOR=3
E: PRODUCT={vendor.lstrip("0")}/{product.lstrip("0")}/100
E: SUBSYSTEM=usb
A: bDeviceClass=02
A: busnum=1
A: devnum=4
A: idVendor={vendor}
A: idProduct={product}
A: manufacturer=Maker
A: product={name}
"""
    if serial:
        text += f"A: serial={serial}\n"
    text += """
P: /devices/pci0000:00/0000:00:14.0/usb1
N: bus/usb/001/001
E: BUSNUM=001
E: DEVNUM=001
E: DEVNAME=/dev/bus/usb/001/001
E: DEVTYPE=usb_device
E: MAJOR=189
E: MINOR=0
E: PRODUCT=1d6b/2/600
E: SUBSYSTEM=usb
A: idVendor=1d6b
A: idProduct=0002
A: product=xHCI Host Controller
A: serial=0000:00:14.0

P: /devices/pci0000:00/0000:00:14.0
E: SUBSYSTEM=pci
"""
    return text, usb, tty


class Udev:
    def __init__(self, home, extra=""):
        self.home = Path(home)
        self.rules = self.home / "rules"
        self.rules.mkdir()
        own = (CONFIG / "70-postured.rules").read_text()
        for line in extra.splitlines():  # what a user has taken the # away from
            assert "#" + line in own, line
            own = own.replace("#" + line, line)
        (self.rules / "70-postured.rules").write_text(own)
        shutil.copy(CONFIG / "95-postured-brltty.rules", self.rules)

    def add(self, name, text):
        (self.rules / name).write_text(text)

    def properties(self, described, path):
        """What udev would do when the device appears: properties, and the complaints about rules."""
        file = self.home / "device"
        file.write_text(described)
        script = (
            "mount -t tmpfs tmpfs /run && mkdir -p /run/udev/rules.d && "
            f"cp {self.rules}/* /run/udev/rules.d/ && "
            f"exec umockdev-run -d {file} -- udevadm test --action=add /sys{path}"
        )
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        found = {}
        for line in done.stdout.splitlines():
            key, equals, value = line.partition("=")
            if equals and key.replace("_", "").isalnum() and key.isupper():
                found[key] = value
        complaints = [
            line
            for line in done.stderr.splitlines()
            if "postured" in line and ("Invalid" in line or "Unknown" in line or "rror" in line)
        ]
        assert not complaints, complaints
        assert found, done.stdout + done.stderr
        return found


def look(vendor, product, name="Board", serial="", extra="", brltty=False):
    """The properties of the port and of the whole device."""
    with tempfile.TemporaryDirectory(prefix="postured-udev-") as home:
        udev = Udev(home, extra)
        if brltty:
            udev.add("90-brltty-device.rules", BRLTTY % f"{vendor}/{product}")
        text, usb, tty = device(vendor, product, name, serial)
        return udev.properties(text, tty), udev.properties(text, usb)


def is_ours(port, usb):
    told = port.get("ID_MM_DEVICE_IGNORE"), port.get("ID_MM_PORT_IGNORE"), usb.get("ID_MM_DEVICE_IGNORE")
    access = ":uaccess:" in port.get("TAGS", "")
    link = "/dev/postured-" in port.get("DEVLINKS", "")
    assert told in (("1", "1", "1"), (None, None, None)), told
    assert access == link == (told[0] == "1"), (port, usb)
    return access


def check_boards():
    boards = {
        ("2341", "8036"): "Arduino Leonardo",
        ("2341", "8037"): "Arduino Micro",
        ("1b4f", "9206"): "SparkFun Pro Micro",
        ("2886", "8045"): "XIAO nRF52840 Sense",
        ("2e8a", "000a"): "Pico",
        ("303a", "1001"): "USB JTAG/serial debug unit",
    }
    for (vendor, product), name in boards.items():
        port, usb = look(vendor, product, name, "0123ABC")
        assert is_ours(port, usb), (name, port)
        assert "/dev/postured-0123ABC" in port["DEVLINKS"].split(), port
    print(f"{len(boards)} boards: readable at the seat, no modem, /dev/postured-<serial>")


def check_names():
    port, usb = look("1209", "0001", "Posture clip", "")
    assert is_ours(port, usb), port
    assert "/dev/postured-pci-0000_00_14_0-usb-0_1_1_0" in port["DEVLINKS"].split(), port
    port, usb = look("0403", "6001", "FT232R USB UART", "postured-upper")
    assert is_ours(port, usb), port
    print("a device that names itself, by product or by serial number: the same")


def check_others():
    for vendor, product, name in (
        ("1a86", "7523", "USB Serial"),
        ("10c4", "ea60", "CP2102"),
        ("1199", "9071", "MC7455 modem"),
        ("2341", "0042", "Arduino Mega"),
    ):
        port, usb = look(vendor, product, name, "X1")
        assert not is_ours(port, usb), (name, port)
    print("adapters, modems and other boards: left alone")


def check_an_adapter_that_the_user_names():
    line = 'ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", ENV{ID_POSTURED}="1"'
    port, usb = look("1a86", "7523", "USB Serial", "", extra=line)
    assert is_ours(port, usb), port
    print("an adapter that the user names: ours")


def check_brltty():
    line = 'ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", ENV{ID_POSTURED}="1"'
    _, taken = look("1a86", "7523", "USB Serial", "", brltty=True)
    assert "brltty" in taken["SYSTEMD_WANTS"], taken  # the stand-in works
    _, ours = look("1a86", "7523", "USB Serial", "", extra=line, brltty=True)
    assert not ours.get("SYSTEMD_WANTS") and not ours.get("BRLTTY_BRAILLE_DRIVER"), ours
    print("brltty: not started for ours, started for others as before")


def main():
    for tool in ("udevadm", "umockdev-run", "unshare"):
        if shutil.which(tool) is None:
            skip(f"{tool} is not installed (packages udev, umockdev, util-linux)")
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"]).returncode != 0:
        skip("a private /run needs root")
    check_boards()
    check_names()
    check_others()
    check_an_adapter_that_the_user_names()
    check_brltty()


if __name__ == "__main__":
    sys.exit(main())
