"""Checks of what policies allow and whom roles trust."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from ..account import NUMBER
from ..cloudformation import Write
from ..paths import as_list, values
from ..session import Session
from ..templates import Json

_DOCUMENTS = ("PolicyDocument", "Policies[].PolicyDocument")


def allows(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A policy that allows an action must allow it for the resource that AWS asks about."""
    sample = options["sample"].format(region=write.new.region, account=NUMBER, partition=session.account.partition)
    for path in _DOCUMENTS:
        for document in values(write.new.properties, path):
            granting = [one for one in as_list(document["Statement"]) if _grants(one, options["action"])]
            patterns = [str(one) for statement in granting for one in as_list(statement.get("Resource"))]
            if patterns and not any(fnmatchcase(sample, one) for one in patterns):
                yield f"{options['action']} is allowed for {patterns[0]}, and not for {sample}"


def _grants(statement: Json, action: str) -> bool:
    return statement["Effect"] == "Allow" and any(fnmatchcase(action, one) for one in as_list(statement.get("Action")))


def trusts(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A trust policy that names a subject must name it in the form that tokens have."""
    for statement in as_list(write.new.properties.get("AssumeRolePolicyDocument", {}).get("Statement")):
        subjects = [
            str(subject)
            for operator in statement.get("Condition", {}).values()
            for key, found in operator.items()
            if key == options["key"]
            for subject in as_list(found)
        ]
        if subjects and not any(re.search(options["form"], one) for one in subjects):
            yield f"takes {subjects[0]} only"


def bounded(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A role with all rights has a boundary, or may make only roles that have one."""
    arns = [str(one) for one in as_list(write.new.properties.get("ManagedPolicyArns"))]
    wide = [one for one in arns if one.endswith(options["policy"])]
    own = any("iam:PermissionsBoundary" in str(key) for key in _conditions(write.new.properties))
    if wide and not own and not write.new.properties.get("PermissionsBoundary"):
        yield f"{wide[0]} without a boundary of its own, or for the roles that it makes"


def _conditions(properties: Json) -> Iterator[str]:
    """Yields the keys that the inline policies' denials look at."""
    for document in values(properties, "Policies[].PolicyDocument"):
        for statement in as_list(document["Statement"]):
            if statement["Effect"] == "Deny":
                yield from (key for operator in statement.get("Condition", {}).values() for key in operator)


CHECKS: dict[str, Callable[[Json, Session, Write], Iterator[str]]] = {
    "allows": allows,
    "trusts": trusts,
    "bounded": bounded,
}
