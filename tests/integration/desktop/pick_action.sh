#!/bin/sh
# Stands in for dmenu: dunst offers the actions of its popups line by line, this picks the one that
# press_action.sh named. What was offered stays in offered.txt.
tee "$XDG_RUNTIME_DIR/offered.txt" | grep -m1 -F -- "$(cat "$XDG_RUNTIME_DIR/wanted_action")"
