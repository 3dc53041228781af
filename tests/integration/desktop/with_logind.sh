#!/bin/bash
# Runs a command beside the real systemd-logind, with a graphical session of this user:
#   with_logind.sh COMMAND [ARGUMENT...]
# It needs no systemd as PID 1: in a mount namespace of its own, with an empty /run and a private
# system bus, logind finds the session and the user in its own state files, as after a restart. In
# place of PID 1 stands a mock that only says that suspend.target is loaded and takes jobs.
# In the command, $POSTURED_LOGIND_PID is logind and $POSTURED_LOGIND_SESSION the session's path.
# Exit code: the command's; 77 when it cannot be done here.
set -eu
here=$(dirname "$(readlink -f "$0")")
logind=/lib/systemd/systemd-logind
skip() { echo "with_logind.sh: $*" >&2; exit 77; }
if [ -z "${POSTURED_LOGIND_INSIDE:-}" ]; then
  [ -x $logind ] || skip "systemd-logind is not installed (package systemd)"
  [ "$(id -u)" = 0 ] || skip "only root can give logind an empty /run"
  for program in dbus-daemon busctl python3 unshare; do
    command -v $program >/dev/null || skip "$program is not installed"
  done
  unshare --mount true 2>/dev/null || skip "no mount namespace can be made here"
  export POSTURED_LOGIND_INSIDE=1
  exec unshare --mount --propagation private "$0" "$@"
fi

mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/{sessions,users,seats,system,inhibit} /run/dbus /run/udev /run/user/0
# What the kernel says it can do; logind refuses to suspend without "mem".
echo mem >/run/state
mount --bind /run/state /sys/power/state 2>/dev/null || skip "this kernel has no /sys/power/state"
sed 's|<type>session|<type>system|; s|unix:tmpdir=/tmp|unix:path=/run/dbus/system_bus_socket|' \
  "$here/bus.conf" >/run/bus.conf
dbus-daemon --config-file=/run/bus.conf --nofork 2>/dev/null &
bus=$!
unset DBUS_SYSTEM_BUS_ADDRESS
cat >/run/systemd/users/0 <<U
NAME=root
STATE=active
STOPPING=no
RUNTIME=/run/user/0
DISPLAY=7
REALTIME=1
MONOTONIC=1
SESSIONS=7
ACTIVE_SESSIONS=7
ONLINE_SESSIONS=7
U
# The session lasts as long as somebody holds this open.
mkfifo /run/systemd/sessions/7.ref
exec 9<>/run/systemd/sessions/7.ref
cat >/run/systemd/sessions/7 <<S
UID=0
USER=root
ACTIVE=1
IS_DISPLAY=1
STATE=active
REMOTE=0
TYPE=${POSTURED_LOGIND_TYPE:-x11}
ORIGINAL_TYPE=${POSTURED_LOGIND_TYPE:-x11}
CLASS=user
SCOPE=session-7.scope
FIFO=/run/systemd/sessions/7.ref
SERVICE=login
LEADER=$$
AUDIT=7
REALTIME=1
MONOTONIC=1
S
for _ in $(seq 200); do [ -S /run/dbus/system_bus_socket ] && break; sleep .02; done
/usr/bin/python3 "$here/pid1_mock.py" &
pid1=$!
for _ in $(seq 200); do
  busctl status org.freedesktop.systemd1 >/dev/null 2>&1 && break
  sleep .05
done
SYSTEMD_LOG_LEVEL=${POSTURED_LOGIND_LOG:-crit} $logind &
POSTURED_LOGIND_PID=$!
export POSTURED_LOGIND_PID POSTURED_LOGIND_SESSION=/org/freedesktop/login1/session/_37
trap 'kill -KILL $POSTURED_LOGIND_PID $pid1 $bus 2>/dev/null; wait 2>/dev/null || true' EXIT
for _ in $(seq 200); do
  busctl status org.freedesktop.login1 >/dev/null 2>&1 && break
  sleep .05
done
busctl status org.freedesktop.login1 >/dev/null 2>&1 || skip "logind does not start here"
rc=0
"$@" 9>&- || rc=$?
exit $rc
