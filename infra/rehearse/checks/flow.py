"""Checks of what the deploy verb does around CloudFormation."""

from collections.abc import Iterator

from .. import schemas
from ..account import Resource
from ..events import Kind
from ..session import Session
from ..templates import Json

Found = Iterator[tuple[Resource | None, str]]


def deploy_does(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """The deploy verb does something without which the play ends badly."""
    if options["fact"] not in session.flow:
        yield None, options["else"]


def loss_is_seen(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A step that replaces or gives up what can't be made again is one that the deploy verb stops."""
    events = session.log.steps[-1][1].events if session.log.steps else []
    lost = [one for one in events if one.kind in _LOSSES and schemas.is_precious(one.type)]
    if lost and options["fact"] not in session.flow:
        yield None, f"{options['else']}, as {lost[0].path}, {lost[0].kind.value}"


def rolled_back_stack(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """A stack that was rolled back is deleted before it is made again."""
    tried = session.rolled_back and not {"handles_rollback_complete", "continues_failed_create"} & session.flow
    if tried:
        yield None, "the change set of a stack in ROLLBACK_COMPLETE is refused"


def orphans_left(options: Json, types: tuple[str, ...], session: Session) -> Found:
    """What a failed create left behind has no name, so the next try makes it once more and nobody owns the first."""
    for one in session.account.orphans():
        if schemas.is_precious(one.kind) and schemas.fixed_name(one.kind, one.properties) is None:
            yield one, "is made a second time; the first stays without a stack"


_LOSSES = (Kind.KEPT, Kind.REMOVED, Kind.REPLACED)
CHECKS = {
    "deploy_does": deploy_does,
    "loss_is_seen": loss_is_seen,
    "rolled_back_stack": rolled_back_stack,
    "orphans_left": orphans_left,
}
