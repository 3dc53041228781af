#!/bin/sh
# click_popup_button.sh CLASS: clicks the one button of the popup whose window has that class. With a
# single one it is as wide as the popup, at its bottom.
set -eu
for _ in $(seq 100); do
  window=$(xdotool search --onlyvisible --class "$1" 2>/dev/null | tail -n 1)
  [ -n "$window" ] && break
  sleep 0.05
done
# Mapped is not yet drawn, nor in its place.
sleep 0.3
eval "$(xdotool getwindowgeometry --shell "$window")"
exec xdotool mousemove $((X + WIDTH / 2)) $((Y + HEIGHT - 30)) click 1
