#!/bin/sh
# Runs out of the .run file: unpacks the app into the home of whoever started it and enters it in the menu.
set -eu

target=${T2L_INSTALL_DIR:-"$HOME/.local/opt/@NAME@"}
fail() { printf '%s\n' "$*" >&2; exit 1; }

case ${1:-} in
    "") ;;
    --to) target=${2:?"--to takes a folder"} ;;
    *) fail "Usage: @NAME@-@VERSION@.run [-- --to FOLDER]" ;;
esac
case $target in /*) ;; *) target=$PWD/$target ;; esac

command -v xz >/dev/null || fail "xz is missing. Install the package xz-utils (or xz), then run this again."
parent=$(dirname "$target")
mkdir -p "$parent" 2>/dev/null || fail "The folder $parent cannot be made. Check its permissions, or choose another one: -- --to FOLDER"
new=$(mktemp -d "$parent/.@NAME@-XXXXXX" 2>/dev/null) || fail "Nothing can be written in $parent. Check its permissions and the free space, or choose another folder: -- --to FOLDER"
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM

needed=$(xz --robot --list "@ARCHIVE@" | awk '$1 == "totals" { print int($5 / 1024) + 1 }')
free=$(df -Pk "$parent" | awk 'NR == 2 { print $4 }')
[ "$free" -gt "$needed" ] || fail "@TITLE@ takes $((needed / 1024)) MB, but only $((free / 1024)) MB are free in $parent. Make room, or choose another folder: -- --to FOLDER"

echo "Installing @TITLE@ @VERSION@ into $target"
xz --decompress --stdout "@ARCHIVE@" | tar --extract --directory "$new" --no-same-owner ||
    fail "Unpacking failed: nothing was changed. Check the free space of $parent."
[ -x "$new/@FOLDER@/@NAME@" ] || fail "The installer is incomplete: get it again. Nothing was changed."

# the old one steps aside and comes back if the new one cannot take its place
if [ -e "$target" ]; then
    [ -e "$target/uninstall.sh" ] || [ -e "$target/_internal" ] || [ -z "$(ls -A "$target")" ] ||
        fail "$target holds something else. Choose another folder: -- --to FOLDER"
    others=$(ls -A "$target" | grep -vxF "$(printf '%s\n' @OWN@)") || true
    [ -z "$others" ] || fail "$target holds something else, too: $others. Move that away, or choose another folder: -- --to FOLDER"
    for program in /proc/[0-9]*/exe; do
        [ ! "$program" -ef "$target/@NAME@" ] || fail "@TITLE@ is still running. Close it, then run this again."
    done
    mv "$target" "$new/old"
fi
mv "$new/@FOLDER@" "$target" || { [ ! -e "$new/old" ] || mv "$new/old" "$target"; exit 1; }
sh "$target/install.sh"
