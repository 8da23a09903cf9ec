"""Ways to talk to a model, kept under names."""

from __future__ import annotations

from t2l_desktop.core.records import Preset
from t2l_desktop.library import presets
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.words import checked_name


def list_presets(services: Services) -> list[Preset]:
    """The person's own presets by name."""
    return presets.presets(services.library)


def save_preset(services: Services, *, preset: Preset) -> list[Preset]:
    """Keep a preset, in the place of one of the same name; gives all of them."""
    name = checked_name(preset.name)
    presets.save_preset(
        services.library, Preset(name=name, system_prompt=preset.system_prompt, sampling=preset.sampling)
    )
    return presets.presets(services.library)


def remove_preset(services: Services, *, name: str) -> list[Preset]:
    """Forget a preset; gives those that are left."""
    presets.remove_preset(services.library, name)
    return presets.presets(services.library)
