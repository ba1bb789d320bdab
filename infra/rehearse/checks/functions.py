"""Checks of functions, their versions and their aliases."""

from collections.abc import Iterator

from ..account import Resource
from ..paths import first, values
from ..services import named, versioned
from ..session import Session
from ..templates import Json

Found = Iterator[tuple[Resource | None, str]]


def alias_follows(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """An alias stands on a version that has the configuration of its function."""
    for alias in session.account.of("AWS::Lambda::Alias"):
        name = str(alias.properties["FunctionName"]).rsplit(":", 1)[-1]
        function = named(session.account, "AWS::Lambda::Function", alias.region, name)
        published = [
            one.facts["published"]
            for one in session.account.of("AWS::Lambda::Version", alias.region)
            if one.facts["function"] == name and str(one.facts["number"]) == str(alias.properties["FunctionVersion"])
        ]
        if published and published[0] != versioned(function):
            yield (
                alias,
                f"version {alias.properties['FunctionVersion']} of {name} was published before the last change of it",
            )


def code_pruned(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """Versions that updates leave behind are deleted by the deploy verb, or fill the region's storage of code."""
    left = [one for one in session.account.of("AWS::Lambda::Version") if one.stack is None]
    if left and options["fact"] not in session.flow:
        gigabytes = len(left) * options["megabytes_each"] / 1000
        quota = session.account.quotas["lambda_code_gigabytes"]
        yield (
            left[0],
            f"{len(left)} versions are left for good, {gigabytes:.1f} GB of {quota} at each update of the code",
        )


def mail_rate(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A queue's containers together call a service more often than its quota."""
    quota = session.account.quotas[options["quota"]]
    # The event source takes no smaller number than two.
    allowed = max(2, -(-quota // options["calls_per_container"]))
    for one in session.account.of("AWS::Lambda::EventSourceMapping"):
        most = first(one.properties, "ScalingConfig.MaximumConcurrency")
        called = str(first(one.properties, "FunctionName"))
        if options["function"] in called and (most is None or int(most) > allowed):
            calls = options["calls_per_container"]
            yield one, f"{most or 'any number of'} containers of {calls} calls a second; the account has {quota}"


def concurrency(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """What functions reserve, keep warm or take from queues fits the account, or the deploy verb looks first."""
    if options["fact"] in session.flow:
        return
    limit = session.account.quotas["lambda_concurrency"] - session.account.quotas.get(options.get("less", ""), 0)
    for region in {one.region for one in session.account.resources}:
        asked = [
            (one, int(value))
            for kind in types
            for one in session.account.of(kind, region)
            for value in values(one.properties, options["path"])
        ]
        total = sum(value for _, value in asked)
        if asked and total > limit:
            yield asked[0][0], f"{total} by {len(asked)} of {options['path']}; a new account has {limit} for them"


CHECKS = {
    "alias_follows": alias_follows,
    "code_pruned": code_pruned,
    "mail_rate": mail_rate,
    "concurrency": concurrency,
}
