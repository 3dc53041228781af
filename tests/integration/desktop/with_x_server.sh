#!/bin/bash
# Runs a command on a private display with a private session bus and a live notification server:
#   with_x_server.sh dunst|xfce4-notifyd|notification-daemon|plasma COMMAND [ARGUMENT...]
# In the command, $POSTURED_SERVER is the server's name.
# Exit code: the command's; 77 when a program is missing.
set -eu
here=$(dirname "$(readlink -f "$0")")
server=$1
shift

need() {
  for program in "$@"; do
    if ! command -v "$program" >/dev/null; then
      echo "with_x_server.sh: $program is not installed" >&2
      exit 77
    fi
  done
}
need Xvfb dbus-run-session busctl
first_there() {
  for file in "$@"; do
    if [ -x "$file" ]; then
      echo "$file"
      return
    fi
  done
  echo "with_x_server.sh: $server is not installed" >&2
  exit 77
}

XDG_RUNTIME_DIR=$(mktemp -d)
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
chmod 700 "$XDG_RUNTIME_DIR"
mkdir "$XDG_RUNTIME_DIR/home"
export XDG_RUNTIME_DIR POSTURED_SERVER=$server
export XDG_CONFIG_HOME="$XDG_RUNTIME_DIR/home/config" XDG_CACHE_HOME="$XDG_RUNTIME_DIR/home/cache"
export NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS PIPEWIRE_REMOTE
# What else must run, and the server.
helper=
case $server in
  dunst)
    need dunst dunstctl
    sed "s|@PICK@|$here/pick_action.sh|" "$here/dunstrc" > "$XDG_RUNTIME_DIR/dunstrc"
    command="dunst -conf $XDG_RUNTIME_DIR/dunstrc -startup_notification false"
    ;;
  xfce4-notifyd)
    # The libraries' folder has the machine's name.
    helper=$(first_there /usr/lib/*/xfce4/xfconf/xfconfd)
    command=$(first_there /usr/lib/*/xfce4/notifyd/xfce4-notifyd)
    ;;
  notification-daemon)
    command=$(first_there /usr/lib/notification-daemon/notification-daemon)
    ;;
  plasma)
    export QT_QPA_PLATFORM=offscreen XDG_CURRENT_DESKTOP=KDE
    command="/usr/bin/python3 $here/plasma_server.py"
    $command --check || exit 77
    ;;
  *)
    echo "with_x_server.sh: no server '$server'" >&2
    exit 2
    ;;
esac
export POSTURED_SERVER_COMMAND=$command POSTURED_SERVER_HELPER=$helper

# -displayfd: the server chooses a free number and tells it when it is ready.
Xvfb -displayfd 7 -screen 0 800x480x24 -nolisten tcp -noreset \
  7>"$XDG_RUNTIME_DIR/display" 2>/dev/null &
xvfb=$!
trap 'kill $xvfb 2>/dev/null; wait $xvfb 2>/dev/null || true; rm -rf "$XDG_RUNTIME_DIR"' EXIT
for _ in $(seq 200); do
  [ -s "$XDG_RUNTIME_DIR/display" ] && break
  sleep 0.05
done
DISPLAY=:$(cat "$XDG_RUNTIME_DIR/display")
export DISPLAY

rc=0
dbus-run-session --config-file="$here/bus.conf" -- bash -c '
  log=$XDG_RUNTIME_DIR/server.log
  if [ -n "$POSTURED_SERVER_HELPER" ]; then
    $POSTURED_SERVER_HELPER 2>"$XDG_RUNTIME_DIR/helper.log" &
    helper=$!
  fi
  $POSTURED_SERVER_COMMAND 2>"$log" &
  server=$!
  for _ in $(seq 200); do
    busctl --user status org.freedesktop.Notifications >/dev/null 2>&1 && break
    sleep 0.05
  done
  rc=0
  "$@" || rc=$?
  kill $server ${helper:-} 2>/dev/null
  wait $server ${helper:-} 2>/dev/null
  cat "$log" >&2
  exit $rc' _ "$@" || rc=$?
exit $rc
