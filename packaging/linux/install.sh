#!/bin/sh
# Enters the app that lies beside this script in the menu of whoever runs it; uninstall.sh takes it out again.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
data=${XDG_DATA_HOME:-"$HOME/.local/share"}
bin=$HOME/.local/bin

# as the rules for desktop entries want a path quoted: first for Exec, then as any string
quoted=$(printf '%s' "$here/@NAME@" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
mkdir -p "$data/applications" "$data/mime/packages" "$data/icons" "$bin"
entry="Exec=\"$quoted\" %U" awk '/^TryExec=/ { next } /^Exec=/ { print ENVIRON["entry"]; next } { print }' \
    "$here/share/applications/@NAME@.desktop" > "$data/applications/@NAME@.desktop"
cp "$here/share/mime/packages/@NAME@.xml" "$data/mime/packages/"
cp -R "$here/share/icons/hicolor" "$data/icons/"
ln -sf "$here/@NAME@" "$bin/@NAME@"

refresh() { if command -v "$1" >/dev/null; then "$@" >/dev/null 2>&1 || true; fi; }
refresh update-mime-database "$data/mime"
refresh update-desktop-database "$data/applications"
refresh gtk-update-icon-cache -q -t "$data/icons/hicolor"

echo "Done. Start @TITLE@ from the menu, or with $bin/@NAME@"
echo "To remove it: sh \"$here/uninstall.sh\""
