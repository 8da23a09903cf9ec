#!/bin/sh
# Removes the app; skills, chats and settings stay where they are.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
data=${XDG_DATA_HOME:-"$HOME/.local/share"}

[ -x "$here/@NAME@" ] && [ -d "$here/_internal" ] || { echo "$here does not hold @TITLE@." >&2; exit 1; }
for program in /proc/[0-9]*/exe; do
    [ ! "$program" -ef "$here/@NAME@" ] || { echo "@TITLE@ is still running. Close it, then run this again." >&2; exit 1; }
done
# only what leads here: another installation may have entered itself meanwhile
if [ "$(readlink "$HOME/.local/bin/@NAME@" 2>/dev/null)" = "$here/@NAME@" ]; then
    rm -f "$HOME/.local/bin/@NAME@" "$data/applications/@NAME@.desktop" "$data/mime/packages/@NAME@.xml"
    (cd "$here/share/icons" && find hicolor -type f) | while IFS= read -r icon; do rm -f "$data/icons/$icon"; done
fi
(cd "$here" && rm -rf @OWN@)
rmdir "$here" 2>/dev/null || echo "$here stays: it holds something that is not the app's."

refresh() { if command -v "$1" >/dev/null; then "$@" >/dev/null 2>&1 || true; fi; }
refresh update-mime-database "$data/mime"
refresh update-desktop-database "$data/applications"
refresh gtk-update-icon-cache -q -t "$data/icons/hicolor"

config=${XDG_CONFIG_HOME:-"$HOME/.config"}/@NAME@
moved_to=$(cat "$config/data-folder" 2>/dev/null) || moved_to=$data/@NAME@
echo "@TITLE@ is removed. Your skills, chats and settings are still in $moved_to and $config"
