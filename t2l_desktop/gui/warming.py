"""The workers, made ready while the person reads: models loaded, and asked what they compute on."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.records import Pack
from t2l_desktop.gui.jobs.job import Job, JobState
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.operations.adapters import warm_generator
from t2l_desktop.operations.answering import load_base
from t2l_desktop.operations.devices import find_devices
from t2l_desktop.operations.safe_start import brought_down
from t2l_desktop.operations.services import Services


class Warming(QObject):
    """Has the workers load a pack's models, and find out anew what there is for them whenever that is set otherwise."""

    devices_found = Signal()

    def __init__(
        self, services: Services, runner: JobRunner, messages: MessageBus, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = runner
        self._messages = messages
        self._preferences = preferences
        self._device = ""  # the setting that the workers were last asked about
        self._loading: Job | None = None  # the last base
        preferences.changed.connect(self._on_preferences_changed)

    def begin(self, pack: Pack) -> None:
        """Load what did not bring the app or a worker down before."""
        unsafe = brought_down(self._services, pack, device=self._preferences.current.device)
        self.warm(pack, besides=unsafe)
        if unsafe:
            self._messages.warning(
                self.tr("“{name}” was not loaded: the last time, that brought the app or a part of it down.").format(
                    name=pack.name
                ),
                hint=self.tr("Load it all the same, or choose another model on the Models page."),
                label=self.tr("Load it all the same"),
                action=partial(self.warm, pack),
            )
        self._find_devices()

    def warm(self, pack: Pack, *, besides: Collection[WorkerKind] = ()) -> None:
        """Load what a pack has for either worker."""
        if pack.can_create and WorkerKind.GENERATOR not in besides:
            device = self._preferences.current.device
            self._runner.run(warm_generator, lane=Lane.GENERATOR, pack=pack, device=device)
        if pack.base is not None and WorkerKind.CHATTER not in besides:
            if self._loading is not None and self._loading.state is JobState.WAITING:
                self._loading.cancel()  # nobody will miss what was only on the way to this
            self._loading = self._runner.run(load_base, lane=Lane.CHATTER, pack=pack)

    def _find_devices(self) -> None:
        """Ask both workers what they compute on under the present setting."""
        self._device = self._preferences.current.device
        for worker, lane in ((WorkerKind.GENERATOR, Lane.GENERATOR), (WorkerKind.CHATTER, Lane.CHATTER)):
            job = self._runner.run(find_devices, lane=lane, worker=worker, device=self._device)
            job.succeeded.connect(self.devices_found)

    @Slot()
    def _on_preferences_changed(self) -> None:
        if self._device not in ("", self._preferences.current.device):
            self._find_devices()
