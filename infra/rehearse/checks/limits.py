"""Checks of how many there are."""

import collections
import json
from collections.abc import Iterator

from ..account import Resource
from ..paths import as_list
from ..session import Session
from ..templates import Json

Found = Iterator[tuple[Resource | None, str]]


def count(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """No more of a type in a region, or in the account, than its quota."""
    quota = session.account.quotas[options["quota"]]
    for kind in types:
        by_region = collections.Counter(one.region for one in session.account.of(kind))
        for region in by_region:
            there = list(session.account.of(kind, region))
            if len(there) > quota:
                yield there[quota], f"{len(there)} of {kind}; {quota} are allowed"


def attached(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """No more managed policies on a role than its quota."""
    quota = session.account.quotas["iam_managed_policies_per_role"]
    total: collections.Counter[str] = collections.Counter()
    for policy in session.account.of("AWS::IAM::ManagedPolicy"):
        total.update(str(one) for one in as_list(policy.properties.get("Roles")))
    for role in session.account.of("AWS::IAM::Role"):
        number = total[role.name] + len(as_list(role.properties.get("ManagedPolicyArns")))
        if number > quota:
            yield role, f"{number} managed policies on {role.name}; {quota} are allowed"


def stack_size(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A stack's template, with its transform applied, has not too many bytes or resources."""
    for top in session.cloudformation.stacks.values():
        for stack in top.all_stacks():
            if len(stack.resources) + len(stack.nested) > options["resources"]:
                yield None, f"{stack.path} has {len(stack.resources)} resources; {options['resources']} are allowed"
            size = len(json.dumps(stack.document, separators=(",", ":")).encode())
            if size > options["bytes"]:
                yield None, f"{stack.path} is a template of {size} bytes; {options['bytes']} are allowed"


CHECKS = {"count": count, "attached": attached, "stack_size": stack_size}
