"""CloudFormation's functions: conditions first, then values, each with what the stack knows so far."""

import re
from collections.abc import Callable, Iterator
from typing import Protocol

from .templates import Json, Template

NO_VALUE = {"Ref": "AWS::NoValue"}
_PLACE = re.compile(r"\$\{([^!}][^}]*)\}")


class Refused(Exception):
    """What CloudFormation or a service would not do; the text says what it says."""


class Scope(Protocol):
    def ref(self, name: str) -> Json: ...

    def attribute(self, name: str, attribute: str) -> Json: ...


def evaluate(value: Json, scope: Scope) -> Json:
    """Returns the value with all functions replaced by what they are."""
    if isinstance(value, list):
        return [evaluate(one, scope) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name == "Ref":
            return scope.ref(argument)
        if name.startswith("Fn::"):
            return _function(name, argument, scope)
    return {key: evaluate(one, scope) for key, one in value.items()}


def _function(name: str, argument: Json, scope: Scope) -> Json:
    if name == "Fn::GetAtt":
        resource, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
        return scope.attribute(resource, evaluate(attribute, scope))
    if name == "Fn::Sub":
        return _sub(argument, scope)
    function = _FUNCTIONS.get(name)
    if function is None:
        raise Refused(f"the rehearsal does not know {name}")
    return function(evaluate(argument, scope))


def _sub(argument: Json, scope: Scope) -> str:
    text, own = (argument, {}) if isinstance(argument, str) else argument

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name in own:
            return str(evaluate(own[name], scope))
        resource, dot, attribute = name.partition(".")
        return str(scope.attribute(resource, attribute) if dot else scope.ref(name))

    return _PLACE.sub(one, text).replace("${!", "${")


def _join(argument: Json) -> str:
    return str(argument[0]).join(str(one) for one in argument[1])


_FUNCTIONS: dict[str, Callable[[Json], Json]] = {
    "Fn::Join": _join,
    "Fn::Select": lambda argument: argument[1][int(argument[0])],
    "Fn::Split": lambda argument: argument[1].split(argument[0]),
    "Fn::Base64": lambda argument: argument,
    "Fn::Equals": lambda argument: str(argument[0]) == str(argument[1]),
    "Fn::Not": lambda argument: not argument[0],
    "Fn::And": all,
    "Fn::Or": any,
    "Fn::Contains": lambda argument: argument[1] in argument[0],
}


def conditions(template: Template, scope: Scope) -> dict[str, bool]:
    """Returns each condition's value; one may name others."""
    written: dict[str, Json] = template.get("Conditions", {})
    known: dict[str, bool] = {}

    def value(name: str) -> bool:
        if name not in known:
            if name not in written:
                raise Refused(f"there is no condition {name}")
            known[name] = bool(evaluate(inner(written[name]), scope))
        return known[name]

    def inner(node: Json) -> Json:
        if isinstance(node, list):
            return [inner(one) for one in node]
        if isinstance(node, dict):
            if set(node) == {"Condition"}:
                return value(node["Condition"])
            return {key: inner(one) for key, one in node.items()}
        return node

    for name in written:
        value(name)
    return known


def pruned(node: Json, known: dict[str, bool]) -> Json:
    """Returns the value with each Fn::If decided and what is AWS::NoValue left out."""
    if isinstance(node, list):
        all_items = [pruned(one, known) for one in node]
        return [one for one in all_items if one != NO_VALUE]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Fn::If"}:
        condition, yes, no = node["Fn::If"]
        return pruned(yes if known[condition] else no, known)
    kept = {key: pruned(one, known) for key, one in node.items()}
    return {key: one for key, one in kept.items() if one != NO_VALUE}


def references(node: Json) -> Iterator[str]:
    """Yields the names that a value refers to, of resources and of parameters."""
    if isinstance(node, list):
        for one in node:
            yield from references(one)
    elif isinstance(node, dict):
        for key, one in node.items():
            if key == "Ref":
                yield one
            elif key == "Fn::GetAtt":
                yield one[0] if isinstance(one, list) else one.split(".", 1)[0]
            elif key == "Fn::Sub":
                yield from (match.split(".", 1)[0] for match in _PLACE.findall(one if isinstance(one, str) else one[0]))
                yield from references(one[1:] if isinstance(one, list) else [])
            else:
                yield from references(one)
