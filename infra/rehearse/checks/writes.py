"""Checks of one resource as it is made or changed."""

from collections.abc import Callable, Iterator

from ..cloudformation import Write
from ..paths import first, texts, values
from ..session import Session
from ..templates import Json

Check = Callable[[Json, Session, Write], Iterator[str]]


def needs_before(options: Json, session: Session, write: Write) -> Iterator[str]:
    """Another resource must be there before one that has certain properties, even if both are made in one go."""
    if not any(_is_set(write.new.properties, path) for path in options["if_set"]):
        return
    others = session.account.of(options["other"], write.new.region)
    if not any(write.is_before(one) and first(one.properties, options["other_has"]) is not None for one in others):
        yield f"nothing makes sure that a {options['other']} with {options['other_has']} is there first"


def _is_set(properties: Json, path: str) -> bool:
    return any(one not in ("OFF", None, "") for one in values(properties, path))


def changed_together(options: Json, session: Session, write: Write) -> Iterator[str]:
    """Two properties that one update can't change both."""
    if write.old is None:
        return
    before, after = write.old.properties, write.new.properties
    both = [options["one"], options["other"]]
    if all(list(values(before, path)) != list(values(after, path)) for path in both):
        yield f"{both[0]} and {both[1]} change in one update"


def dead_value(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A value that the service takes and does nothing for."""
    for value in values(write.new.properties, options["path"]):
        if value in options["values"]:
            yield f"{options['path']} has {value}"


def each_has(options: Json, session: Session, write: Write) -> Iterator[str]:
    """Each value at a path has something inside it; `where` narrows which."""
    for one in values(write.new.properties, options["each"]):
        asked = all(first(one, path) is not None for path in options.get("where_set", []))
        asked = asked and all(
            wanted in str(list(values(one, path))) for path, wanted in options.get("where_has", {}).items()
        )
        if asked and not any(first(one, path) not in (None, [], "") for path in options["any_of"]):
            which = first(one, "Id") or first(one, "PathPattern")
            yield f"{options['each']}{f' {which}' if which else ''} has no {options['any_of'][0]}"


def at_most(options: Json, session: Session, write: Write) -> Iterator[str]:
    """A value above the account's quota, which is what holds then."""
    quota = session.account.quotas[options["quota"]]
    for value in values(write.new.properties, options["path"]):
        if float(value) > quota:
            yield f"{options['path']} is {value}, above the account's {quota}"


def partition(options: Json, session: Session, write: Write) -> Iterator[str]:
    """ARNs of another partition than the account's name nothing there."""
    if session.account.partition == "aws":
        return
    wrong = [one for one in texts(write.new.properties) if "arn:aws:" in one]
    if wrong:
        yield f"{len(wrong)} ARNs of the partition aws, as {wrong[0][:60]}"


CHECKS: dict[str, Check] = {
    "needs_before": needs_before,
    "changed_together": changed_together,
    "dead_value": dead_value,
    "each_has": each_has,
    "at_most": at_most,
    "partition": partition,
}
