#!/bin/bash
# Runs a command under a headless sway with a private session bus and a live notification server:
#   with_sway.sh mako|swaync COMMAND [ARGUMENT...]
# sway refuses to run as root: then everything runs as nobody, who must be able to read the command.
# Exit code: the command's; 77 when a program is missing.
set -eu
here=$(dirname "$(readlink -f "$0")")
for program in sway swaymsg "$1" dbus-run-session busctl setpriv; do
  if ! command -v "$program" >/dev/null; then
    echo "with_sway.sh: $program is not installed" >&2
    exit 77
  fi
done
if [ "$(id -u)" = 0 ]; then
  if ! setpriv --reuid 65534 --clear-groups test -x "$2"; then
    echo "with_sway.sh: nobody cannot run $2, and sway does not run as root" >&2
    exit 77
  fi
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  chown 65534:65534 "$home"
  rc=0
  setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs \
    env -i HOME="$home" TMPDIR="$home" PATH="$PATH" LANG=C.UTF-8 \
    POSTURED_SCREENSHOT="${POSTURED_SCREENSHOT:-}" "$0" "$@" || rc=$?
  exit $rc
fi

server=$1
shift
XDG_RUNTIME_DIR=$(mktemp -d)
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
chmod 700 "$XDG_RUNTIME_DIR"
export XDG_RUNTIME_DIR POSTURED_SERVER=$server
export XDG_CONFIG_HOME="$XDG_RUNTIME_DIR/config"
export WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
export GSETTINGS_BACKEND=memory GTK_A11Y=none NO_AT_BRIDGE=1
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS PIPEWIRE_REMOTE
printf 'output HEADLESS-1 resolution 800x480\nxwayland disable\n' > "$XDG_RUNTIME_DIR/sway.conf"
case $server in
  mako) command="mako --default-timeout 0" ;;
  *) command=$server ;;
esac
export POSTURED_SERVER_COMMAND=$command

rc=0
dbus-run-session --config-file="$here/bus.conf" -- bash -c '
  sway -c "$XDG_RUNTIME_DIR/sway.conf" >"$XDG_RUNTIME_DIR/sway.log" 2>&1 &
  sway=$!
  for _ in $(seq 200); do
    SWAYSOCK=$(echo "$XDG_RUNTIME_DIR"/sway-ipc*.sock)
    WAYLAND_DISPLAY=$(basename "$(echo "$XDG_RUNTIME_DIR"/wayland-?)")
    [ -S "$SWAYSOCK" ] && [ -S "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY" ] && break
    sleep 0.05
  done
  export SWAYSOCK WAYLAND_DISPLAY
  $POSTURED_SERVER_COMMAND >"$XDG_RUNTIME_DIR/server.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do
    busctl --user status org.freedesktop.Notifications >/dev/null 2>&1 && break
    sleep 0.05
  done
  rc=0
  "$@" || rc=$?
  kill $server $sway 2>/dev/null
  wait 2>/dev/null
  tail -n 5 "$XDG_RUNTIME_DIR/server.log" >&2
  exit $rc' _ "$@" || rc=$?
exit $rc
