"""What a play does, step by step, and what it finds."""

import contextlib
import dataclasses
import enum
from collections.abc import Iterator

from .account import Resource


class Kind(enum.Enum):
    CREATED = "created"
    CHANGED = "changed"
    REPLACED = "replaced"
    # Left in the account without a stack that knows it.
    KEPT = "kept"
    REMOVED = "removed"


@dataclasses.dataclass(frozen=True)
class Event:
    kind: Kind
    path: str
    type: str
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class Finding:
    """A rule that a template breaks, at a resource, in a play."""

    rule: str
    play: str
    path: str
    type: str
    detail: str


@dataclasses.dataclass
class Step:
    title: str
    events: list[Event] = dataclasses.field(default_factory=list)

    def count(self, kind: Kind) -> int:
        return sum(one.kind is kind for one in self.events)


class Log:
    def __init__(self) -> None:
        self.play = ""
        self.steps: list[tuple[str, Step]] = []
        self.findings: list[Finding] = []
        # Rules of what CloudFormation itself refuses, by what happened and by the play.
        self.core: dict[tuple[str, str], str] = {}
        # Steps that only lead to another are neither shown nor kept.
        self._silent = False

    def step(self, title: str) -> None:
        if not self._silent:
            self.steps.append((self.play, Step(title)))

    @contextlib.contextmanager
    def silenced(self) -> Iterator[None]:
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def did(self, kind: Kind, resource: Resource, detail: str = "") -> None:
        if not self._silent and self.steps:
            self.steps[-1][1].events.append(Event(kind, resource.path, resource.kind, detail))

    def found(self, rule: str, path: str, kind: str, detail: str) -> None:
        finding = Finding(rule, self.play, path, kind, detail)
        if not any((one.rule, one.path, one.play) == (rule, path, self.play) for one in self.findings):
            self.findings.append(finding)

    def taken(self, new: Resource, holder: Resource) -> None:
        whose = holder.path if holder.stack else f"{holder.path}, which no stack knows any more"
        self._core("name_taken", new, f"{new.name} already exists: it is of {whose}")

    def named_replacement(self, new: Resource, changed: str) -> None:
        self._core("named_replacement", new, f"{changed} replaces it, and {new.name} can't be there twice")

    def protected(self, resource: Resource) -> None:
        self._core("protected", resource, f"{resource.name} is protected from deletion")

    def type_changes(self, new: Resource, old: Resource) -> None:
        self._core("type_change", new, f"was {old.kind}")

    def refused(self, why: str) -> None:
        self.found(self.core[("refused", "")], self.steps[-1][1].title if self.steps else self.play, "a template", why)

    def _core(self, what: str, resource: Resource, detail: str) -> None:
        rule = self.core.get((what, self.play)) or self.core[(what, "")]
        self.found(rule, resource.path, resource.kind, detail)
