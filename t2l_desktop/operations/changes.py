"""What is known of how an adapter changes its base."""

from __future__ import annotations

import logging

from t2l_desktop.core.changes import CHANGES_FILE, MAX_CHANGES_BYTES, LayerChanges, decode_changes
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.operations.services import Services

logger = logging.getLogger(__name__)


def adapter_changes(services: Services, *, adapter_id: str) -> LayerChanges | None:
    """How strongly an adapter changes each part of its base; None for one that is older or gone."""
    try:
        with (services.library.adapter_folder(adapter_id) / CHANGES_FILE).open("rb") as file:
            data = file.read(MAX_CHANGES_BYTES + 1)
    except (OSError, UserFacingError):
        return None
    try:
        if len(data) > MAX_CHANGES_BYTES:
            raise ValueError("too large")
        return decode_changes(data)
    except ValueError as error:
        logger.info("%s cannot be used: %s", CHANGES_FILE, error)
        return None
