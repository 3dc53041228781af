"""Plasma's notification server without its shell: the object on the bus that KDE's own library makes.

Do-not-disturb is on while $XDG_RUNTIME_DIR/quiet exists; in Plasma the applet sets it. Exit code 77
where libnotificationmanager1 or python3-pyqt5 is not installed.
"""

import ctypes
import os
import sys

try:
    from PyQt5.QtCore import QTimer
    from PyQt5.QtWidgets import QApplication

    library = ctypes.CDLL("libnotificationmanager.so.1")
except (ImportError, OSError) as missing:
    print("plasma_server.py:", missing, file=sys.stderr)
    sys.exit(77)

if "--check" in sys.argv:
    sys.exit(0)

server_class = "_ZN19NotificationManager6Server"
self_ = getattr(library, server_class + "4selfEv")
self_.restype = ctypes.c_void_p
init = getattr(library, server_class + "4initEv")
init.argtypes, init.restype = [ctypes.c_void_p], ctypes.c_bool
set_inhibited = getattr(library, server_class + "12setInhibitedEb")
set_inhibited.argtypes, set_inhibited.restype = [ctypes.c_void_p, ctypes.c_bool], None

application = QApplication(sys.argv)
server = self_()
if not init(server):
    sys.exit("plasma_server.py: the name is taken")
switch = os.path.join(os.environ["XDG_RUNTIME_DIR"], "quiet")
timer = QTimer()
timer.timeout.connect(lambda: set_inhibited(server, os.path.exists(switch)))
timer.start(50)
application.exec_()
