"""Training of a hypernetwork through its base: on answers (SFT), or on what the base says when it is told in words."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from accelerate import Accelerator
from torch import Tensor, nn
from transformers import PreTrainedModel

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.attended import AttendedRows, AttendedSpec, Gist
from t2l_desktop.hypernet.checkpoint import LoadedHypernet, save_hypernet
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, Pair, beside
from t2l_desktop.hypernet.reader import Reader, Walk, walked
from t2l_desktop.training.adapted import adapted, switchable, target_modules
from t2l_desktop.training.asking import Asked, answers, by_kind, draw_questions, input_alone, share_right
from t2l_desktop.training.base import RECIPE, BaseArguments, described_batch, save_base, with_gist
from t2l_desktop.training.bases import compiled, tensors_digest
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.loop import TrainingLoop, muon_and_adamw, require_work_for_all
from t2l_desktop.training.matching import Told, tell
from t2l_desktop.training.packing import (
    Batch,
    Packed,
    collate,
    encoded_of,
    fill_row,
    packed_logits,
    packed_loss,
    weighed_logits,
    weighed_loss,
)
from t2l_desktop.training.precision import quick
from t2l_desktop.training.prompting import Encoded, Prompting, Sample
from t2l_desktop.training.ranks import first_ranks, powers_of_two
from t2l_desktop.training.reading import Disturbance, Read, join_parts
from t2l_desktop.training.tasks.mixture import Mixture
from t2l_desktop.training.tasks.task import Trainable, tasks_digest

_ASKED = 6  # questions to a family between two saves
_LONGER, _TRIES = 6, 30


def new_hypernet(
    model: PreTrainedModel,
    embedder: Embedder,
    arguments: HyperArguments,
    *,
    base_name: str,
    reader: Reader | None = None,
) -> LoadedHypernet:
    """A hypernetwork that reads with `embedder`, and `reader` if there is one; its own first adapters change nothing.

    Heads start at zero, and A at LoRA's own start, as an offset. Attended rows say a little from the first step on.
    """
    modules = target_modules(model, arguments.target_modules)
    layers = len(model.model.layers)
    spec = HypernetSpec(
        embedding_dimension=embedder.dimension + (reader.dimension if reader else 0),
        layers=layers,
        modules=modules,
        rank=arguments.rank,
        latent_size=arguments.latent_size,
        head_in_size=arguments.head_in_size,
        shared_head=arguments.variant != "L",
        per_rank=arguments.variant == "S",
        rank_embedding=arguments.variant == "S",
    )
    torch.manual_seed(arguments.seed)
    network = HyperNetwork(spec)
    offsets = {}
    for module in modules:
        head = network.heads[module.name]
        assert isinstance(head, nn.Linear)
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        # B starts at zero, so the gradient reaches the heads only through an A that is not
        bound = math.sqrt(6 / ((1 + 5) * module.in_features))
        offsets[f"AB_offset.A.{module.name}"] = (
            torch.empty(layers, spec.rank, module.in_features).uniform_(-bound, bound).to(model.device)
        )
    attended = None
    if arguments.attended_rows:
        attention = model.model.layers[0].self_attn
        attended_spec = AttendedSpec(
            layers=layers,
            heads=attention.k_proj.out_features // attention.head_dim,
            head_size=attention.head_dim,
            modules=target_modules(model, arguments.attended_modules),
            rows=arguments.attended_rows,
            tokens=arguments.attended_tokens,
        )
        attended = AttendedRows(attended_spec).to(model.device)
    return LoadedHypernet(
        network=network.to(model.device), output=AdapterOutput(tensors=offsets), alpha=arguments.alpha,
        base_name=base_name, embedder_name=embedder.name, reader=reader, attended=attended,
    )  # fmt: skip


@dataclass(frozen=True)
class Rehearsal:
    """What a base that learns along goes on learning by itself."""

    tasks: Sequence[Trainable]
    arguments: BaseArguments

    @property
    def subject(self) -> dict[str, object]:
        """What tells it from another one."""
        return {"tasks": tasks_digest(self.tasks), **asdict(self.arguments)}

    def teaches_gists(self, tokens: int) -> bool:
        """Whether the base learns to put descriptions into their last `tokens`."""
        return self.arguments.gist_share > 0 and self.arguments.gist_tokens == tokens


class HyperTraining(TrainingLoop):
    """A hypernetwork learns through its base, which is frozen or, with a `rehearsal`, learns along.

    A base that is trained with adapters switched on learns to be steered by them; the adapters themselves still reach
    it through its weights alone, and in use it stays as it is.
    """

    def __init__(
        self,
        run: Path,
        tasks: Sequence[Trainable],
        arguments: HyperArguments,
        *,
        model: PreTrainedModel,
        prompting: Prompting,
        embedder: Embedder,
        accelerator: Accelerator,
        base_name: str,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        """Raises `ValueError` for modules that the base lacks, and for attended rows where it learns no such gists.

        Raises `UserFacingError` for fewer tasks than processes.
        """
        require_work_for_all(min(arguments.tasks_per_step, len(tasks)), "tasks", accelerator)
        self._run, self.arguments = run, arguments
        self.model, self.prompting, self.embedder = model.to(accelerator.device), prompting, embedder
        self.mixture = Mixture(tasks)
        self._mixtures = [self.mixture]
        self._failing = torch.ones(len(self.mixture.families))  # shares of wrong answers, as far as they are known
        self._scored: dict[str, Sequence[Trainable]] = {str(kind): each for kind, each in by_kind(tasks).items()}
        reader = None
        optimizers: dict[torch.optim.Optimizer, float] = {}
        modules: dict[str, nn.Module] = {}
        if arguments.attended_rows and (rehearsal is None or not rehearsal.teaches_gists(arguments.attended_tokens)):
            raise ValueError("attended rows need a base that learns along, and gists of as many tokens")
        if rehearsal is not None:
            reader = Reader(model.model, prompting.tokenizer.backend_tokenizer)
            self._base_mixture, self._base_arguments = Mixture(rehearsal.tasks), rehearsal.arguments
            self._mixtures.append(self._base_mixture)
            trained = {task.name for task in tasks}
            others = [task for task in rehearsal.tasks if task.name not in trained]
            self._scored |= {f"unseen {kind}": group for kind, group in by_kind(others).items()}
            modules["model"] = model
            optimizers |= dict.fromkeys(muon_and_adamw(model, weight_decay=0.05), arguments.base_learning_rate)
        else:
            model.requires_grad_(False)  # noqa: FBT003 - torch's own signature
        self._rehearsal = rehearsal
        self.hypernet = new_hypernet(model, embedder, arguments, base_name=base_name, reader=reader)
        switchable(model, arguments.target_modules)
        self.blocks: Callable[..., Any] | None = compiled(model.model) if arguments.compiled else None
        self._walk: Walk | None = compiled(partial(walked, model.model)) if arguments.compiled else None
        network = self.hypernet.network
        own: list[torch.optim.Optimizer] = [torch.optim.AdamW(network.parameters(), weight_decay=1e-2)]
        if arguments.optimizer == "muon":
            own = muon_and_adamw(network, weight_decay=1e-2)
        if self.hypernet.attended is not None:
            modules["attended"] = self.hypernet.attended
            attending = torch.optim.AdamW(self.hypernet.attended.parameters(), weight_decay=0.0)
            optimizers[attending] = arguments.attended_learning_rate
        super().__init__(
            run / "hyper.pt", arguments, modules={"network": network, **modules},
            optimizers={**dict.fromkeys(own, arguments.learning_rate), **optimizers},
            accelerator=accelerator, kept={**self.hypernet.output.tensors, "failing": self._failing},
            subject={
                "base": tensors_digest(model.state_dict()) if rehearsal is None else rehearsal.subject,
                "embedder": embedder.name, "tasks": tasks_digest(tasks),
            },
        )  # fmt: skip
        network.train()

    def start_from(self, trained: LoadedHypernet) -> None:
        """Begin with the weights of a trained hypernetwork instead of new ones; a checkpoint goes before it.

        One without attended rows may get new ones.

        Raises:
            UserFacingError: it is of other sizes.
        """
        rows = [each.attended.spec if each.attended else None for each in (trained, self.hypernet)]
        if trained.network.spec != self.hypernet.network.spec or rows[0] not in (None, rows[1]):
            raise UserFacingError(
                "The hypernetwork to start from is of other sizes.",
                hint="Start from a pack that was trained with the same settings.",
                detail=str(trained.network.spec),
            )
        self.hypernet.network.load_state_dict(trained.network.state_dict())
        for name, tensor in self.hypernet.output.tensors.items():
            tensor.copy_(trained.output.tensors[name])
        if self.hypernet.attended is not None and trained.attended is not None:
            self.hypernet.attended.load_state_dict(trained.attended.state_dict())

    def save(self, minutes: float) -> None:
        """Write the results into the run's folder: `hypernet`, and `base-hf` where the base has learned along."""
        if not self.accelerator.is_main_process:
            return
        self.hypernet.network.eval()
        recipe = {
            "training": type(self).__name__, **asdict(self.arguments), "minutes": round(minutes, 1),
            "torch": torch.__version__,
        }  # fmt: skip
        if self._rehearsal is not None:
            recipe["rehearsal"] = self._rehearsal.subject
            save_base(self._run / "base-hf", self.model, self.prompting.tokenizer, recipe=recipe)
        save_hypernet(self._run / "hypernet", self.hypernet)
        (self._run / RECIPE).write_text(json.dumps(recipe, indent=1), encoding="utf-8")

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self.arguments
        self._dwell()
        tasks, length = self._draw()
        wordings = [draw_wording(task, self.rng) for task in tasks]
        rows, batch, answered = self._rows(tasks, wordings, length)
        read = self.disturbed(wordings)
        teacher = None if answered is None else self._answers(self.share(answered))
        shortened = None
        if arguments.nested:
            shortened = partial(first_ranks, rank=self.rng.choice(powers_of_two(arguments.rank)))
        losses = self.learn(
            self.share(batch), read, len(tasks), teacher=teacher, shortened=shortened,
            told=self._told(rows, wordings, read, length),
        )  # fmt: skip
        tokens = batch.ids.numel()
        if self._rehearsal is not None:
            rehearsed = described_batch(
                self.prompting, self._base_mixture, self.rng, self._base_arguments, rows=arguments.rehearsal_rows,
                processes=self.accelerator.num_processes,
            )  # fmt: skip
            mine = self.share(rehearsed)
            is_led_astray = self.rng.random() < arguments.stray_share
            with self.adapters(read.spread(len(mine.ids))) if is_led_astray else nullcontext():
                rehearsal = packed_loss(self.model, mine, self.blocks)
                rehearsal.backward()  # type: ignore[no-untyped-call]  # torch's own gap
            losses["in the prompt"], tokens = rehearsal.item(), tokens + rehearsed.ids.numel()
        return losses, tokens

    def disturbed(self, wordings: Sequence[str]) -> Read:
        """What is read of this process's part of `wordings`, as it is learned from."""
        arguments = self.arguments
        drawn = Disturbance.draw(len(wordings), self.embedder.dimension, self.rng)
        meaning, state, gist = self.read(wordings[self.mine], is_compiled=arguments.compiled)
        mine = Disturbance(drawn.noise[self.mine], drawn.dice[self.mine])
        vectors = join_parts(
            *mine.apply(meaning, state, strength=arguments.embedding_noise, dropout=arguments.part_dropout)
        )
        if self.hypernet.attended is None:
            return Read(vectors)
        # tasks are drawn by lot, so that it may be the first ones that are treated otherwise
        places = torch.arange(len(wordings), device=vectors.device)[self.mine] / len(wordings)
        is_alone, is_usual = places < arguments.alone_share, places >= arguments.alone_share + arguments.astray_share
        others = vectors.roll(1, 0)
        return Read(torch.where((is_alone | is_usual)[:, None], vectors, others), gist, own=(~is_alone).float())

    @property
    def mine(self) -> slice:
        """This process's part of what all have drawn, as `Batch.part` takes it."""
        return slice(self.accelerator.process_index, None, self.accelerator.num_processes)

    def learn(
        self,
        batch: Batch,
        read: Read,
        rows: int,
        *,
        teacher: Tensor | None = None,
        shortened: Callable[[Pair], Pair] | None = None,
        told: Told | None = None,
    ) -> dict[str, float]:
        """Add the gradients of this process's `batch`, whose rows have the adapters for what was `read`.

        `rows` are those of all processes. Gives the loss, and how far rows that are `told` too are from being told:
        0 where none are.
        """
        losses = {}
        with torch.no_grad():
            told_states = () if told is None else self._states(told.batch)
        with self.adapters(read, shortened) as size:
            penalty = self.arguments.size_penalty * len(read.vectors) * self.accelerator.num_processes / rows * size
            if teacher is not None:
                loss = self._divergence(batch, teacher)
            elif self.hypernet.attended is None:
                loss = packed_loss(self.model, batch, self.blocks)
            else:
                states = self._states(batch)
                with quick(self.model.device):
                    logits = weighed_logits(self.model, batch, self.model.model.norm(states[-1])).float()
                loss = weighed_loss(logits, batch)
                apart = loss.new_zeros(()) if told is None else told.apart(states, told_states)
                losses["apart from words"] = apart.item()
                penalty = penalty + self.arguments.matching * apart
            (loss + penalty).backward()
        return {"with adapters": loss.item(), **losses}

    def _states(self, batch: Batch) -> Sequence[Tensor]:
        """What the base has in mind between its blocks."""
        with quick(self.model.device):
            return (self._walk or partial(walked, self.model.model))(batch.ids, batch.positions, batch.mask)

    def _retold(self, description: str, text: str, sample: Encoded) -> Encoded:
        """The sample with a description of which it sees what attended rows are read from."""
        retold = self.prompting.retold(description, text, sample)
        return with_gist(self.prompting, retold, self.arguments.attended_tokens)

    def _told(self, rows: Sequence[Sequence[Packed]], wordings: Sequence[str], read: Read, length: int) -> Told | None:
        """This process's rows with attended rows alone, told in words as well."""
        alone = 0 if read.own is None else int((read.own == 0).sum())
        told = tell(
            rows[self.mine][:alone], wordings[self.mine][:alone], retell=self._retold, room=length * 4 // 3,
            pad=self.prompting.pad,
        )  # fmt: skip
        return None if told is None else told.to(self.model.device)

    def score(self) -> dict[str, float]:
        self.hypernet.network.eval()
        scores = {}
        for kind, group in self._scored.items():
            questions = draw_questions(group, rounds=1, most=60, seed=self.arguments.seed)
            scores[kind] = share_right(
                self.model, self.prompting, questions, encode=input_alone(self.prompting),
                switched_on=self._adapted_to,
            )  # fmt: skip
        if self.arguments.dwelling > 1:
            self._learn_what_fails()
        self.hypernet.network.train()
        return scores

    def _learn_what_fails(self) -> None:
        """Ask every family what it is trained on, and believe half of that: a handful of answers is a rough measure."""
        questions = [
            Asked(task, draw_wording(task, self.rng), *task.draw(self.rng, "train"))
            for family in self.mixture.families.values()
            for task in self.rng.choices(family, k=_ASKED)
        ]
        answered = answers(
            self.model, self.prompting, questions, encode=input_alone(self.prompting), switched_on=self._adapted_to
        )
        wrong = torch.tensor([float(not each.is_right) for each in answered]).view(-1, _ASKED).mean(1)
        self._failing.lerp_(wrong, 0.5)

    def _dwell(self) -> None:
        """Draw families by what is known of them."""
        weights = 1 + (self.arguments.dwelling - 1) * self._failing
        for mixture in self._mixtures:
            mixture.weigh(dict(zip(self.mixture.families, weights.tolist(), strict=True)))

    def _adapted_to(self, questions: Sequence[Asked]) -> AbstractContextManager[Tensor]:
        meaning, state, gist = self.read([asked.wording for asked in questions])
        return self.adapters(Read(join_parts(meaning, state), gist))

    def _draw(self) -> tuple[Sequence[Trainable], int]:
        """The tasks of a step, and the length of their rows."""
        arguments = self.arguments
        usual, length = arguments.tasks_per_step, arguments.row_length
        if arguments.long_row_every and self.rng.randrange(arguments.long_row_every) == 0:
            count, found = max(self.accelerator.num_processes, usual // _LONGER), dict[str, Trainable]()
            for _ in range(_TRIES):
                tasks = self.mixture.sample(self.rng, usual)
                drawn = self.prompting.encode([_drawn(task, "", self.rng) for task in tasks])
                found |= {task.name: task for task, each in zip(tasks, drawn, strict=True) if len(each.ids) > length}
                if len(found) >= count:
                    return list(found.values())[:count], _LONGER * length
        return self.mixture.sample(self.rng, usual), length

    def _rows(
        self, tasks: Sequence[Trainable], wordings: Sequence[str], length: int
    ) -> tuple[Sequence[Sequence[Packed]], Batch, Batch | None]:
        """A packed row per task, most inputs without any description, and for distillation the same with it."""
        pad = self.prompting.pad
        is_distilled = self.arguments.method == "distillation"
        rows, told = [], []
        for task, wording in zip(tasks, wordings, strict=True):
            words = draw_wording(task, self.rng) if self.rng.random() < self.arguments.worded_share else ""
            if words and len(self.prompting.encode([(words, "", "")])[0].ids) > length // 2:
                words = ""
            row = fill_row(self.prompting, partial(_drawn, task, words, self.rng), length)
            rows.append(row)
            if is_distilled:
                told.append([self.prompting.retold(wording, text, encoded) for (_, text, _), encoded in row])
        batch = collate(encoded_of(rows), length=length, pad=pad, rest_weight=0.0)
        if not is_distilled:
            return rows, batch, None
        longest = max(sum(len(sample.ids) for sample in row) for row in told)
        return rows, batch, collate(told, length=longest, pad=pad, rest_weight=0.0)

    @torch.no_grad()
    def _answers(self, told: Batch) -> Tensor:
        """What the base itself says of the answers' tokens `(n, vocabulary)`, as log probabilities."""
        return F.log_softmax(packed_logits(self.model, told, self.blocks), dim=-1)

    def _divergence(self, batch: Batch, teacher: Tensor) -> Tensor:
        """Mean Kullback-Leibler divergence of the adapted base's answers from the teacher's."""
        student = F.log_softmax(packed_logits(self.model, batch, self.blocks), dim=-1)
        return F.kl_div(student, teacher, reduction="sum", log_target=True) / batch.total

    def read(self, wordings: Sequence[str], *, is_compiled: bool = False) -> tuple[Tensor, Tensor | None, Gist | None]:
        """The embedder's vectors; where the base learns along, the reader's too, and gists for attended rows."""
        meaning = self.embedder.embed(wordings).clone().to(self.model.device)
        reader, attended = self.hypernet.reader, self.hypernet.attended
        if reader is None:
            return meaning, None, None
        with quick(self.model.device):
            if attended is None:
                return meaning, reader.read(wordings, self.blocks if is_compiled else None), None
            return meaning, *reader.gist(wordings, attended.spec.tokens, self._walk if is_compiled else None)

    @contextmanager
    def adapters(self, read: Read, shortened: Callable[[Pair], Pair] | None = None) -> Iterator[Tensor]:
        """Let the base compute row by row with the adapters for what was `read`; gives their mean square size."""
        hypernet, device = self.hypernet, read.vectors.device
        with quick(device):
            pairs = hypernet.network(read.vectors)
        finished = {name: hypernet.output.apply_to(name, (a.float(), b.float())) for name, (a, b) in pairs.items()}
        if shortened is not None:
            finished = {name: shortened(pair) for name, pair in finished.items()}
        size = sum(((a**2).mean() + (b**2).mean() for a, b in finished.values()), torch.zeros((), device=device))
        if hypernet.attended is not None:
            assert hypernet.reader is not None
            assert read.gist is not None
            if read.own is not None:
                finished = {name: (a, b * read.own[:, None, None, None]) for name, (a, b) in finished.items()}
            rows = hypernet.attended(read.gist, hypernet.reader.outputs)
            finished = beside(finished, rows, scaling=hypernet.scaling)
        with adapted(self.model, finished, hypernet.scaling):
            yield size


def _drawn(task: Trainable, words: str, rng: random.Random) -> Sample:
    return words, *task.draw(rng, "train")
