"""What an adapter was made of, and how it was cut down, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from t2l_desktop.core.recipes import Ingredient, ModuleSet, Precision, Recipe
from t2l_desktop.gui.language import listed


def recipe_text(recipe: Recipe) -> str:
    """Where a blend or a variant comes from, in a sentence or two."""
    translate = QCoreApplication.translate
    cut = cut_text(rank=recipe.rank, modules=recipe.modules, precision=recipe.precision)
    if len(recipe.parts) == 1:
        return translate("recipes", "Variant of “{name}”: {cut}").format(name=recipe.parts[0].name, cut=cut)
    parts = listed(_part(part) for part in recipe.parts)
    text = translate("recipes", "Blend of {parts}").format(parts=parts)
    if recipe.rank is None:
        return text
    kept = percent_text(recipe.kept)
    return translate("recipes", "{blend}, reduced to rank {rank} ({kept} kept)").format(
        blend=text, rank=recipe.rank, kept=kept
    )


def cut_text(*, rank: int | None, modules: ModuleSet, precision: Precision) -> str:
    """What sets a variant apart from the adapter itself, said by the one thing that does."""
    translate = QCoreApplication.translate
    if modules != "all":
        return {
            "attention": translate("recipes", "attention only"),
            "mlp": translate("recipes", "MLP only"),
        }[modules]
    if precision != "f16":
        return {
            "f32": translate("recipes", "numbers of 32 bits"),
            "q8_0": translate("recipes", "numbers of 8 bits"),
        }[precision]
    return translate("recipes", "rank {rank}").format(rank=rank)


def cut_meaning(*, modules: ModuleSet, precision: Precision) -> str:
    """What `cut_text` says, for whoever does not know its words."""
    translate = QCoreApplication.translate
    if modules == "attention":
        return translate("recipes", "Keeps what the skill changes in how the words of a text are brought together")
    if modules == "mlp":
        return translate(
            "recipes", "Keeps what the skill changes in what is made of each word (MLP: multi-layer perceptron)"
        )
    if precision != "f16":
        return translate("recipes", "More bits store the numbers more exactly, and take more room")
    return rank_meaning()


def rank_meaning() -> str:
    """What a rank is, in plain words."""
    return QCoreApplication.translate(
        "recipes", "How finely a skill can change the model: a lower rank takes less room and keeps less"
    )


def percent_text(share: float) -> str:
    """A share in percent, with a decimal where there is something to say by it."""
    percent = 100.0 * share
    digits = 0 if percent >= 99.95 or abs(percent - round(percent)) < 0.05 else 1
    text = QLocale().toString(percent, "f", digits)
    return QCoreApplication.translate("recipes", "{number} %").format(number=text)


def _part(part: Ingredient) -> str:
    weight = QLocale().toString(float(part.weight), "g", 3).replace("-", "−")
    return QCoreApplication.translate("recipes", "{name} × {weight}").format(name=part.name, weight=weight)
