"""What a run prints: each play's steps, and what was found."""

import collections
import re

from . import schemas
from .events import Finding, Kind, Log, Step
from .rules import Rule

_STAGE = re.compile(r"^tenantry-[a-z]+")


def print_plays(log: Log, *, everything: bool) -> None:
    play = ""
    for name, step in log.steps:
        if name != play:
            print(f"\n{name}")
            play = name
        print(f"  {step.title}{_counts(step)}")
        for event in step.events:
            notable = (
                event.kind is Kind.REPLACED
                or event.kind in (Kind.KEPT, Kind.REMOVED)
                and schemas.is_precious(event.type)
            )
            if everything or notable:
                print(
                    f"    {event.kind.value} {event.path} ({event.type}){': ' + event.detail if event.detail else ''}"
                )


def _counts(step: Step) -> str:
    counted = [f"{step.count(kind)} {kind.value}" for kind in Kind if step.count(kind)]
    return f": {', '.join(counted)}" if counted else ""


def places(findings: list[Finding]) -> int:
    """Returns how many resources break a rule, each counted once for each rule whatever its stage."""
    return len({(one.rule, _STAGE.sub("", one.path)) for one in findings})


def print_findings(findings: list[Finding], rules: list[Rule]) -> None:
    by_rule: dict[str, list[Finding]] = collections.defaultdict(list)
    for one in findings:
        by_rule[one.rule].append(one)
    for rule in rules:
        if rule.id in by_rule:
            row = f" (review, row {rule.row})" if rule.row else ""
            print(f"\n{rule.id}{row}: {rule.refuses}\n  {rule.source}, {rule.date}")
            for one in _once(by_rule[rule.id]):
                print(f"  {one.path} ({one.type}), {one.play}: {one.detail}")


def _once(findings: list[Finding]) -> list[Finding]:
    """Returns each resource once whatever its stage, by the first play that shows it."""
    seen: dict[str, Finding] = {}
    for one in findings:
        seen.setdefault(_STAGE.sub("", one.path), one)
    return list(seen.values())
