"""What the libraries raise over a bad model folder, as one error in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from safetensors import SafetensorError

from t2l_desktop.core.errors import UserFacingError


@contextmanager
def readable(damaged: Callable[[str], UserFacingError]) -> Iterator[None]:
    """Raise what `damaged` makes of the detail, instead of what transformers, tokenizers or safetensors raise."""
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AttributeError, SafetensorError) as error:
        raise damaged(str(error)) from error
    except Exception as error:
        # tokenizers raises bare Exception for a file that it cannot read
        if type(error) is not Exception:
            raise
        raise damaged(str(error)) from error
