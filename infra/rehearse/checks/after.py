"""Checks of the account as a step leaves it."""

from collections.abc import Callable, Iterator

from ..account import Resource
from ..paths import first, texts, values
from ..session import Session
from ..templates import Json

Found = Iterator[tuple[Resource | None, str]]
Check = Callable[[Json, tuple[str, ...], Session], Found]


def setting_dangles(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A setting of a region that outlives its stack names a role that is gone, while another stack depends on it."""
    for (kind, region), arn in session.account.settings.items():
        if kind not in types:
            continue
        roles = {str(arn).endswith("/" + one.name) for one in session.account.of("AWS::IAM::Role")}
        users = [one for one in session.account.of(options["user"], region) if _uses(one, options["if_set"])]
        if users and True not in roles:
            yield users[0], f"the {kind} of {region} names {str(arn).rsplit('/', 1)[-1]}, which was deleted"


def _uses(resource: Resource, paths: list[str]) -> bool:
    return any(first(resource.properties, path) is not None for path in paths)


def needs_beside(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A property that does nothing without another resource of the region."""
    for kind in types:
        for one in session.account.of(kind):
            if options["value"] not in values(one.properties, options["path"]):
                continue
            others = session.account.of(options["other"], one.region)
            if not any(options["naming"] in text for other in others for text in texts(other.properties)):
                yield (
                    one,
                    f"{options['path']} is {options['value']}, and no {options['other']} lets {options['naming']}",
                )


def replicas_known(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """Where tables have replicas, the function that makes more tables knows of the region, or is asked for none."""
    regions = {
        (one.region, str(region))
        for kind in types
        for one in session.account.of(kind)
        for region in values(one.properties, "Replicas[].Region")
        if region != one.region
    }
    for region, other in sorted(regions):
        functions = list(session.account.of("AWS::Lambda::Function", region))
        makers = [one for one in functions if one.name.endswith(options["function"])]
        if not any(_refuses(one, options["or_set"]) for one in functions):
            for one in makers:
                if not any(other in text for text in texts(one.properties.get("Environment"))):
                    yield one, f"nothing says {other} to the function that makes tables"


def _refuses(function: Resource, variables: dict[str, str]) -> bool:
    own = first(function.properties, "Environment.Variables") or {}
    return any(own.get(name) == value for name, value in variables.items())


CHECKS: dict[str, Check] = {
    "setting_dangles": setting_dangles,
    "needs_beside": needs_beside,
    "replicas_known": replicas_known,
}
