"""Checks of how long, large or far apart values are."""

import json
import re
from collections.abc import Callable, Iterator

from .. import schemas
from ..account import Resource
from ..cloudformation import Write
from ..paths import first, values
from ..session import Session
from ..templates import Json


def name_fits(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A name has the length and the letters that the type's schema asks for."""
    for path in schemas.name_paths(write.new.kind):
        name, shape = first(write.new.properties, path), schemas.shape(write.new.kind, path)
        if not isinstance(name, str):
            continue
        if len(name) > shape.get("maxLength", len(name)):
            yield f"{name} has {len(name)} letters; {shape['maxLength']} are allowed"
        elif not _matches(shape.get("pattern"), name):
            yield f"{name} does not match {shape['pattern']}"


def _matches(pattern: str | None, name: str) -> bool:
    try:
        return pattern is None or re.search(pattern, name) is not None
    except re.error:
        # Some patterns are of another dialect.
        return True


def environment(options: Json, session: Session, write: Write) -> Iterator[str]:
    """All variables of a function together fit what Lambda keeps of them."""
    variables = first(write.new.properties, "Environment.Variables") or {}
    size = sum(len(name) + len(str(value)) for name, value in variables.items())
    if size > options["bytes"]:
        yield f"{size} bytes of variables; {options['bytes']} are allowed"


def policy_size(options: Json, session: Session, write: Write) -> Iterator[str]:
    """Policies, counted without blanks as IAM does."""
    documents = list(values(write.new.properties, options["path"]))
    size = sum(len(json.dumps(one, separators=(",", ":"))) for one in documents)
    if size > options["characters"]:
        yield f"{size} characters of policies; {options['characters']} are allowed"


def apart(options: Json, session: Session, write: Write) -> Iterator[str]:
    """One value is so much above another."""
    for one in values(write.new.properties, options["each"]):
        low, high = first(one, options["low"]), first(one, options["high"])
        if low is not None and high is not None and float(high) - float(low) < options["by"]:
            yield f"{options['high']} {high} is less than {options['by']} above {options['low']} {low}"


def visibility(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A queue hides a message at least as long as the function that reads it may run."""
    queue = _named(session, "AWS::SQS::Queue", write.new.region, write.new.properties.get("EventSourceArn"))
    function = _named(session, "AWS::Lambda::Function", write.new.region, write.new.properties.get("FunctionName"))
    if queue is not None and function is not None:
        hidden = int(queue.properties.get("VisibilityTimeout", 30))
        runs = int(function.properties.get("Timeout", 3))
        if hidden < runs:
            yield f"{queue.name} hides a message for {hidden} s, {function.name} may run for {runs} s"


def _named(session: Session, kind: str, region: str, arn: Json) -> Resource | None:
    """Returns the resource that an ARN or a name is of; a function's may end in an alias."""
    parts = re.split(r"[:/]", str(arn))
    return next((one for one in session.account.of(kind, region) if one.name in parts[-2:]), None)


CHECKS: dict[str, Callable[[Json, Session, Write], Iterator[str]]] = {
    "name_fits": name_fits,
    "environment": environment,
    "policy_size": policy_size,
    "apart": apart,
    "visibility": visibility,
}
