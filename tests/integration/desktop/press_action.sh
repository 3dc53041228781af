#!/bin/sh
# press_action.sh NAME: presses the button whose label holds NAME, within with_dunst.sh.
set -eu
"$(dirname "$0")/wait_for_popup.sh"
printf %s "$1" > "$XDG_RUNTIME_DIR/wanted_action"
exec dunstctl context
