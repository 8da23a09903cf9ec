#!/usr/bin/env bash
# Everything that `make package` needs on a bare Debian 12; packaging/check_system.py names what is still missing.
set -euo pipefail

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends build-essential python3-venv git \
    dpkg-dev makeself xz-utils glslc libvulkan-dev spirv-headers qemu-user \
    libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libx11-xcb1 \
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 \
    libxcb-xinerama0
