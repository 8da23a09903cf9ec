#!/usr/bin/env bash
# Usage: make_dmg.sh APP LICENCES IMAGE
# Signs with $T2L_MACOS_IDENTITY and notarises with the keychain profile $T2L_MACOS_NOTARY_PROFILE, where they are set.
set -euo pipefail
app=$1
licences=$2
image=$3
here=$(cd "$(dirname "$0")" && pwd)

if [ -n "${T2L_MACOS_IDENTITY:-}" ]; then
    # from the inside out: a signature covers what it finds signed
    find "$app/Contents" -type f -exec sh -c 'file -b "$1" | grep -q Mach-O' _ {} \; -print0 |
        xargs -0 codesign --force --options runtime --timestamp --sign "$T2L_MACOS_IDENTITY"
    codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" \
        --sign "$T2L_MACOS_IDENTITY" "$app"
    codesign --verify --deep --strict "$app"
else
    echo "T2L_MACOS_IDENTITY is not set: the app stays unsigned."
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$licences" "$stage/"
ln -s /Applications "$stage/Applications"
mkdir -p "$(dirname "$image")"
rm -f "$image"
# now and then the system still looks at what was just copied, and the image is refused as busy
for try in 1 2 3 4 5; do
    hdiutil create -volname "T2L Desktop" -srcfolder "$stage" -format ULMO -ov "$image" && break
    [ "$try" -lt 5 ] || exit 1
    sleep 10
done

if [ -n "${T2L_MACOS_IDENTITY:-}" ]; then
    codesign --timestamp --sign "$T2L_MACOS_IDENTITY" "$image"
    if [ -n "${T2L_MACOS_NOTARY_PROFILE:-}" ]; then
        xcrun notarytool submit "$image" --keychain-profile "$T2L_MACOS_NOTARY_PROFILE" --wait
        xcrun stapler staple "$image"
    else
        echo "T2L_MACOS_NOTARY_PROFILE is not set: the image is not notarised."
    fi
fi
