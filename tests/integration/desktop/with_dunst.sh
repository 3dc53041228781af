#!/bin/bash
# with_dunst.sh COMMAND [ARGUMENT...]: runs a command with dunst, as with_x_server.sh does.
# In the command, $POSTURED_DUNST_SCRIPTS is this folder: press_action.sh NAME presses a button of
# the popup on screen, wait_for_popup.sh waits for one, take_screenshot.sh FILE.png takes a picture.
here=$(dirname "$(readlink -f "$0")")
POSTURED_DUNST_SCRIPTS=$here exec "$here/with_x_server.sh" dunst "$@"
