"""The rules: rows of data, each with what AWS does, where AWS says so, and the check that sees it."""

import dataclasses
import pathlib

import yaml

from . import checks
from .cloudformation import Write
from .events import Log
from .session import Session
from .templates import Json

DATA = pathlib.Path(__file__).parent / "data" / "rules"


@dataclasses.dataclass(frozen=True)
class Rule:
    id: str
    # What AWS refuses, or what does not work although AWS takes it, in our own words.
    refuses: str
    # The row of the review that it stands for, if any.
    row: int | None
    check: str
    types: tuple[str, ...]
    # The plays in which it is asked; in all if empty.
    plays: tuple[str, ...]
    options: Json
    source: str
    date: str


def load() -> list[Rule]:
    rows = [row for file in sorted(DATA.glob("*.yaml")) for row in yaml.safe_load(file.read_text())]
    return [
        Rule(
            id=row["id"],
            refuses=row["refuses"],
            row=row.get("row"),
            check=row["check"],
            types=tuple(row.get("types", [])),
            plays=tuple(row.get("plays", [])),
            options=row.get("options", {}),
            source=row["source"],
            date=str(row["date"]),
        )
        for row in rows
    ]


class Judge:
    """Asks each rule at each write and after each step."""

    def __init__(self, rules: list[Rule], log: Log) -> None:
        self.rules = rules
        self.log = log
        for rule in rules:
            if rule.check in checks.CORE:
                for play in rule.plays or ("",):
                    log.core[(rule.check, play)] = rule.id

    def on_write(self, session: Session, write: Write) -> None:
        for rule in self._asked(checks.ON_WRITE):
            if not rule.types or write.new.kind in rule.types:
                for detail in checks.ON_WRITE[rule.check](rule.options, session, write):
                    self.log.found(rule.id, write.new.path, write.new.kind, detail)

    def after_step(self, session: Session) -> None:
        for rule in self._asked(checks.AFTER_STEP):
            for resource, detail in checks.AFTER_STEP[rule.check](rule.options, rule.types, session):
                path, kind = (resource.path, resource.kind) if resource else ("deploy", "the deploy verb")
                self.log.found(rule.id, path, kind, detail)

    def _asked(self, known: dict[str, Json]) -> list[Rule]:
        return [one for one in self.rules if one.check in known and (not one.plays or self.log.play in one.plays)]
