#!/usr/bin/python3
"""What logind needs of PID 1 to go through a suspend: a loaded suspend.target, and a job that ends."""

import sys

try:
    import dbus
    import dbus.service
    from dbus.mainloop.glib import DBusGMainLoop
    from gi.repository import GLib
except ImportError as missing:
    sys.exit("pid1_mock.py: %s (package python3-dbusmock)" % missing)

MANAGER = "org.freedesktop.systemd1.Manager"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Pid1(dbus.service.FallbackObject):
    SUPPORTS_MULTIPLE_OBJECT_PATHS = True
    SUPPORTS_MULTIPLE_CONNECTIONS = False

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, _interface, name):
        return {"LoadState": "loaded", "ActiveState": "active"}.get(name, "")

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o")
    def StartUnit(self, unit, _mode):
        job = "/org/freedesktop/systemd1/job/1"
        # "Asleep" for a moment.
        GLib.timeout_add(100, lambda: self.ended(job, unit))
        return dbus.ObjectPath(job)

    @dbus.service.method(MANAGER, in_signature="", out_signature="")
    def Subscribe(self):
        pass

    def ended(self, job, unit):
        signal = dbus.lowlevel.SignalMessage("/org/freedesktop/systemd1", MANAGER, "JobRemoved")
        signal.append(dbus.UInt32(1), dbus.ObjectPath(job), unit, "done", signature="uoss")
        self.connection.send_message(signal)
        return False


DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
bus.request_name("org.freedesktop.systemd1")
service = Pid1(bus, "/org/freedesktop/systemd1")
GLib.MainLoop().run()
