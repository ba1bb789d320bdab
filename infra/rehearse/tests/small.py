"""Plays the steps of a small template that is made to break one rule."""

import copy
import pathlib

from rehearse import flow, rules, templates
from rehearse.events import Log
from rehearse.intrinsics import Refused
from rehearse.rules import Judge
from rehearse.session import Call, Session
from rehearse.templates import Json

BROKEN = pathlib.Path(__file__).parent / "fixtures" / "broken"
HERE = "eu-central-1"


def merged(one: Json, other: Json) -> Json:
    """Returns one value with another laid over it; null takes away."""
    if not isinstance(one, dict) or not isinstance(other, dict) or _is_function(one) or _is_function(other):
        return other
    found = dict(one)
    for key, value in other.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(one[key], value) if key in one else value
    return found


def _is_function(value: Json) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def written(rule: str, *, right: bool = False) -> Json:
    case = templates.parse((BROKEN / f"{rule}.yaml").read_text())
    return merged(case, case["right"]) if right else case


def found(case: Json) -> set[str]:
    """Returns the rules that the case breaks."""
    log = Log()
    log.play = case["play"]
    judge = Judge(rules.load(), log)
    facts = frozenset(case["flow"]) if "flow" in case else flow.all_facts()
    session = Session.open(copy.deepcopy(case["templates"]), log, facts, case.get("partition", "aws"))
    session.account.quotas.update(case.get("quotas", {}))
    session.after_step = judge.after_step
    session.cloudformation.on_write = lambda write: judge.on_write(session, write)
    for step in case["steps"]:
        try:
            _one(session, step)
        except Refused as refused:
            log.refused(str(refused))
    return {one.rule for one in log.findings}


def _one(session: Session, step: Json) -> None:
    session.cloudformation.code = step.get("code", session.cloudformation.code)
    region = "cn-north-1" if session.account.partition == "aws-cn" else HERE
    if "delete" in step:
        session.delete(f"{step['delete']} goes", step["delete"], region)
        return
    call = Call("a step", step.get("stack", step["apply"]), step["apply"], step.get("with", {}), region)
    if "fail" in step:
        session.log.step("a step that fails")
        session.fail(step["fail"], call)
    else:
        session.apply(call)
