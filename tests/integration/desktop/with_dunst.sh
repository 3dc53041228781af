#!/bin/bash
# Runs a command on a private display with a private session bus and a live dunst:
#   with_dunst.sh COMMAND [ARGUMENT...]
# In the command, $POSTURED_DUNST_SCRIPTS is this folder: press_action.sh NAME presses a button of
# the popup on screen, wait_for_popup.sh waits for one, take_screenshot.sh FILE.png takes a picture.
# Exit code: the command's; 77 when a program is missing.
set -eu
here=$(dirname "$(readlink -f "$0")")
for program in Xvfb dunst dunstctl dbus-run-session busctl; do
  if ! command -v "$program" >/dev/null; then
    echo "with_dunst.sh: $program is not installed" >&2
    exit 77
  fi
done

XDG_RUNTIME_DIR=$(mktemp -d)
chmod 700 "$XDG_RUNTIME_DIR"
export XDG_RUNTIME_DIR POSTURED_DUNST_SCRIPTS=$here
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
sed "s|@PICK@|$here/pick_action.sh|" "$here/dunstrc" > "$XDG_RUNTIME_DIR/dunstrc"

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
  dunst -conf "$XDG_RUNTIME_DIR/dunstrc" -startup_notification false \
    2>"$XDG_RUNTIME_DIR/dunst.log" &
  dunst=$!
  for _ in $(seq 200); do
    busctl --user status org.freedesktop.Notifications >/dev/null 2>&1 && break
    sleep 0.05
  done
  rc=0
  "$@" || rc=$?
  kill $dunst
  wait $dunst 2>/dev/null
  cat "$XDG_RUNTIME_DIR/dunst.log" >&2
  exit $rc' _ "$@" || rc=$?
exit $rc
