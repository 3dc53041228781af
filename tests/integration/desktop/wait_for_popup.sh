#!/bin/sh
# wait_for_popup.sh: waits until exactly one popup is on screen, within with_dunst.sh. dunst answers
# a Notify before it displays anything, and its commands act on what is displayed.
for _ in $(seq 100); do
  [ "$(dunstctl count displayed)" = 1 ] && exit 0
  sleep 0.05
done
echo "wait_for_popup.sh: $(dunstctl count displayed) popups are on screen" >&2
exit 1
