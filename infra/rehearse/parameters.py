"""A template's parameters and its own rules for them, checked as CloudFormation checks before it makes anything."""

import re

from .intrinsics import Refused, conditions
from .scope import TemplateScope
from .templates import Json, Template


def checked(template: Template, given: dict[str, Json], pseudo: dict[str, str]) -> dict[str, Json]:
    """Returns all parameters' values, or says which is wrong."""
    declared: dict[str, Json] = template.get("Parameters", {})
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise Refused(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    found: dict[str, Json] = {}
    for name, row in declared.items():
        value = given.get(name, row.get("Default"))
        if value is None:
            raise Refused(f"Parameters: [{name}] must have values")
        found[name] = str(value).lower() if isinstance(value, bool) else str(value)
        _one(name, row, found[name])
    _rules(template, TemplateScope(found, pseudo))
    return found


def _one(name: str, row: Json, value: str) -> None:
    allowed = row.get("AllowedValues")
    if allowed is not None and value not in [str(one) for one in allowed]:
        raise Refused(f"Parameter {name} must be one of {', '.join(str(one) for one in allowed)}")
    pattern = row.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, value):
        raise Refused(f"Parameter {name} must match {pattern}")
    if row["Type"] == "Number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", value):
            raise Refused(f"Parameter {name} must be a number")
        if float(value) < float(row.get("MinValue", value)) or float(value) > float(row.get("MaxValue", value)):
            raise Refused(f"Parameter {name} is out of its range")


def _rules(template: Template, scope: TemplateScope) -> None:
    for rule in template.get("Rules", {}).values():
        written = {"Conditions": {"rule": rule.get("RuleCondition", {"Fn::Equals": ["", ""]})}}
        if conditions(written, scope)["rule"]:
            for row in rule["Assertions"]:
                if not conditions({"Conditions": {"rule": row["Assert"]}}, scope)["rule"]:
                    raise Refused(row.get("AssertDescription", "a rule of the template does not hold"))
