"""The main job in a terminal, for a machine without a display."""

from __future__ import annotations

from t2l_desktop.cli import output
from t2l_desktop.cli.running import run_stoppable, services_for
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Example, Pack, Sampling
from t2l_desktop.operations.adapters import create_adapter
from t2l_desktop.operations.scores import words_help
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.trying import try_adapter

_SHOWN = 3
_SAMPLING = Sampling(max_tokens=256)


def main(paths: AppPaths) -> int:
    """Create adapters for three of the default pack's examples and show what each changes; gives the exit code."""
    output.use_utf8()
    output.remark("There is no display here, so this is the main job in the terminal.")
    try:
        with services_for(paths) as services:
            pack = services.packs.default()
            output.result(f"Pack: {pack.name}")
            for example in pack.examples[:_SHOWN]:
                _show(services, pack, example)
    except UserFacingError as error:
        output.refusal(error)
        return 1
    except (KeyboardInterrupt, WorkCancelledError):
        return 130
    return 0


def _show(services: Services, pack: Pack, example: Example) -> None:
    output.result(f"\nDescription: {example.description}")
    created = run_stoppable(
        lambda on_event, cancel: create_adapter(
            services, description=example.description, pack=pack, on_event=on_event, cancel=cancel
        ),
        show=output.StageRemarks(),
    )
    seconds = sum(created.seconds.values())
    output.result(f"Adapter “{created.adapter.name}”, rank {created.adapter.rank}, made in {seconds:.2f} s")
    message = example.message or example.description
    answers = run_stoppable(
        lambda _on_event, cancel: try_adapter(
            services,
            pack=pack,
            adapter_id=created.adapter.id,
            strength=1.0,
            in_words=words_help(pack),
            text=message,
            sampling=_SAMPLING,
            cancel=cancel,
        ),
        show=output.StageRemarks(),
    )
    output.result(f"Message:  {message}\nWithout:  {answers.base.strip()}\nWith it:  {answers.adapted.strip()}")
