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

# for those who ask their system for high contrast
HIGH_CONTRAST = {
    "light": {
        "window": "#FFFFFF",
        "surface": "#FFFFFF",
        "sunken": "#F2F2EF",
        "accent_soft": "#E3E2FA",
        "border": "#5B5E66",
        "outline": "#1C1D1F",
        "text": "#000000",
        "muted": "#2E3036",
        "accent": "#2B28A8",
        "accent_hover": "#1F1C8F",
        "accent_text": "#FFFFFF",
        "ok": "#0B4A26",
        "warn": "#5A3A00",
        "error": "#8A1710",
    },
    "dark": {
        "window": "#000000",
        "surface": "#0B0C0E",
        "sunken": "#000000",
        "accent_soft": "#26264A",
        "border": "#A9ADB6",
        "outline": "#ECEDEF",
        "text": "#FFFFFF",
        "muted": "#D5D8DE",
        "accent": "#C2C1FF",
        "accent_hover": "#D6D5FF",
        "accent_text": "#0A0A24",
        "ok": "#8BE8B4",
        "warn": "#FFD591",
        "error": "#FFB3AC",
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
