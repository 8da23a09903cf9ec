"""The colours of both themes by token name; code and not data, as they are needed before the first paint."""

from __future__ import annotations

TOKENS = {
    "light": {
        "window": "#F7F7F5",
        "surface": "#FFFFFF",
        "sunken": "#EFEFEC",
        "accent_soft": "#E9E8FB",
        "border": "#DADAD5",
        "outline": "#83868E",
        "text": "#1C1D1F",
        "muted": "#5B5E66",
        "accent": "#4B48D6",
        "accent_hover": "#3F3CC0",
        "accent_text": "#FFFFFF",
        "ok": "#166638",
        "warn": "#7A4F00",
        "error": "#A8231C",
    },
    "dark": {
        "window": "#17181B",
        "surface": "#1F2125",
        "sunken": "#131417",
        "accent_soft": "#2A2A4D",
        "border": "#34373E",
        "outline": "#767A84",
        "text": "#ECEDEF",
        "muted": "#A9ADB6",
        "accent": "#9A98FF",
        "accent_hover": "#B0AEFF",
        "accent_text": "#14143A",
        "ok": "#5CCB93",
        "warn": "#E6B35A",
        "error": "#FF8A80",
    },
}

# what code is written in, on `sunken`
CODE = {
    "light": {
        "comment": "#5B5E66",
        "deleted": "#A8231C",
        "keyword": "#7B2AA8",
        "name": "#1D5BA6",
        "number": "#8A4600",
        "string": "#166638",
    },
    "dark": {
        "comment": "#9A9FA9",
        "deleted": "#FF8A80",
        "keyword": "#C9A7FF",
        "name": "#8DBBFF",
        "number": "#E6B35A",
        "string": "#8FD6A8",
    },
}
