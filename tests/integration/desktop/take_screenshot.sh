#!/bin/sh
# take_screenshot.sh FILE.png: a picture of the screen with its popup, within with_dunst.sh.
set -eu
"$(dirname "$0")/wait_for_popup.sh"
# Displayed is not yet drawn.
sleep 0.3
exec import -window root "$1"
