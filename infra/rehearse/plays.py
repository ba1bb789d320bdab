"""The plays: what an installation goes through in its life, each in an account of its own."""

import contextlib
import dataclasses
import json
import pathlib
from collections.abc import Callable

from . import plan, schemas, templates
from .account import Resource
from .events import Log
from .intrinsics import Refused
from .paths import first
from .plan import SETTINGS, Target
from .rules import Judge
from .session import Session
from .templates import Templates

HERE = "eu-central-1"
THERE = "eu-west-1"


class Stage:
    """What the plays are played with: templates, parameters' files, the deploy verb's facts."""

    def __init__(
        self, given: Templates, parameters: pathlib.Path, flow: frozenset[str], log: Log, judge: Judge
    ) -> None:
        self.templates = given
        self.parameters = parameters
        self.flow = flow
        self.log = log
        self.judge = judge

    def account(self, partition: str = "aws") -> Session:
        session = Session.open(self.templates, self.log, self.flow, partition)
        session.after_step = self.judge.after_step
        session.cloudformation.on_write = lambda write: self.judge.on_write(session, write)
        return session

    def deploy(self, session: Session, target: Target, *settings: dict[str, str]) -> None:
        merged = {name: value for one in settings for name, value in one.items()}
        plan.deploy(session, self.templates, target, merged)

    def file(self, name: str) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.parameters / f"{name}.json").read_text())
        return found


# Those of commit 96b5fe7, which the review of AWS was of.
OLDER = pathlib.Path(__file__).parent / "tests" / "fixtures" / "96b5fe7" / "infra"

DEV = Target("dev", HERE)
DOCUMENTED = SETTINGS["documented"]
STREAMS = SETTINGS["streams_of_replicas"]


def first_create(stage: Stage) -> None:
    """Follows docs/deploying.md in an empty new account."""
    stage.deploy(stage.account(), DEV, DOCUMENTED)


def first_create_of_production(stage: Stage) -> None:
    """Deploys with the parameters of production in an empty new account."""
    stage.deploy(stage.account(), Target("prod", HERE), stage.file("prod"))


def longest_name(stage: Stage) -> None:
    """Deploys a stage with the longest name, in the region with the longest name."""
    stage.deploy(stage.account(), Target("abcdefghijkl", "ap-southeast-1"), DOCUMENTED)


def pages_of_another_origin(stage: Stage) -> None:
    """Lets pages of another origin call the API."""
    stage.deploy(stage.account(), DEV, DOCUMENTED, SETTINGS["other_origin"])


def failed_create(stage: Stage) -> None:
    """Lets the first create fail at each resource of each stack in turn, and tries again."""
    session = stage.account()
    with stage.log.silenced():
        stage.deploy(session, DEV, DOCUMENTED)
    seen: set[tuple[str, ...]] = set()
    for path in [one.path for one in session.account.resources]:
        with stage.log.silenced():
            _fails_at(stage, path, seen)
    stage.log.step(
        f"{len(session.account.resources)} resources fail in turn; {len(seen)} states are met by the next try"
    )


def _fails_at(stage: Stage, path: str, seen: set[tuple[str, ...]]) -> None:
    session = stage.account()
    for call in plan.calls(session, stage.templates, DEV, DOCUMENTED):
        if not path.startswith(f"{call.name}/"):
            session.apply(call)
            continue
        session.fail(path, call)
        kept = tuple(sorted(one.path for one in session.account.orphans()))
        # The same state needs no second look.
        if kept not in seen:
            seen.add(kept)
            session.apply(call)
        return


def update_of_parameters(stage: Stage) -> None:
    """Changes parameters and nothing else."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    stage.deploy(session, DEV, DOCUMENTED, SETTINGS["changed"])


def update_of_code(stage: Stage) -> None:
    """Deploys other code by the same templates and parameters."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    session.cloudformation.code = "code-2"
    stage.deploy(session, DEV, DOCUMENTED)


def update_of_older_templates(stage: Stage) -> None:
    """Brings an installation of older templates to these, with other code."""
    session = stage.account()
    on_write = session.cloudformation.on_write
    older = templates.load(OLDER)
    # What is wrong with those is not asked here.
    session.cloudformation.templates, session.cloudformation.on_write = older, lambda _: None
    session.after_step = lambda _: None
    plan.deploy(session, older, DEV, DOCUMENTED)
    session.cloudformation.templates, session.cloudformation.on_write = stage.templates, on_write
    session.cloudformation.code = "code-2"
    for call in plan.calls(session, stage.templates, DEV, DOCUMENTED):
        if call.name == DEV.root:
            session.after_step = stage.judge.after_step
        session.apply(call)


def change_sets(stage: Stage) -> None:
    """Changes each parameter that has a choice of values, and looks what the nested stacks would give up."""
    for name, row in stage.templates["template"].get("Parameters", {}).items():
        usual = str(SETTINGS["second_choice"].get(name, row.get("Default", "")))
        others = [str(one) for one in row.get("AllowedValues", []) if str(one) != usual]
        # Of many, as days, the ends are enough.
        for value in dict.fromkeys([*others[:1], *others[-1:]]):
            session = stage.account()
            with stage.log.silenced():
                stage.deploy(session, DEV, DOCUMENTED, {name: usual})
            changed = {name: value, **(STREAMS if name == "TablesHere" else {})}
            call = plan.root_call(session, stage.templates, DEV, changed)
            with contextlib.suppress(Refused):
                session.apply(dataclasses.replace(call, title=f"{name} from {usual} to {value}"))


def fixed_names(stage: Stage) -> None:
    """Changes, of each resource with a fixed name, what would replace it."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    for one in session.account.resources:
        if (path := _replaces_under_its_name(one)) is not None:
            stage.log.named_replacement(one, path)


def _replaces_under_its_name(resource: Resource) -> str | None:
    """Returns a property that replaces a resource which must keep its name meanwhile."""
    if schemas.fixed_name(resource.kind, resource.properties) is None:
        return None
    named = schemas.name_paths(resource.kind)
    names = [first(resource.properties, one) for one in named]
    for path in schemas.create_only(resource.kind):
        value = first(resource.properties, path)
        part_of_name = any(path == one or one.startswith(path + ".") for one in named)
        # A second name that is the first one's copy changes with it.
        if value is not None and not part_of_name and value not in names:
            return path
    return None


def second_stage(stage: Stage) -> None:
    """Deploys a second stage to the account, and takes it away again."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    other = Target("test", HERE)
    stage.deploy(session, other, SETTINGS["second_stage"])
    session.delete(f"{other.root} goes", other.root, HERE)


def second_region(stage: Stage) -> None:
    """Adds a second region, moves writing there and back, and takes it away. What is left out keeps its value."""
    session = stage.account()
    here, there = Target("prod", HERE), Target("prod", THERE)
    named = SETTINGS["named"]
    stage.deploy(session, here, DOCUMENTED, named)
    replicated = {"ReplicaRegion": THERE}
    stage.deploy(session, here, DOCUMENTED, named, replicated)
    # The other region is each one's: the second has its replicas of silos there, once it writes.
    stands_by = {
        "TablesHere": "false",
        "TakesDomain": "false",
        "FailoverRole": "SECONDARY",
        "WriteRegion": HERE,
        "ReplicaRegion": HERE,
    }
    stage.deploy(session, there, DOCUMENTED, named, stands_by)
    moved = {"WriteRegion": THERE}
    stage.deploy(session, here, DOCUMENTED, named, replicated, moved)
    stage.deploy(session, there, DOCUMENTED, named, stands_by, STREAMS, moved)
    stage.deploy(session, there, DOCUMENTED, named, stands_by)
    stage.deploy(session, here, DOCUMENTED, named, replicated, {"WriteRegion": HERE})
    session.delete(f"{there.root} goes from {THERE}", there.root, THERE)
    stage.deploy(session, here, DOCUMENTED, named, {"ReplicaRegion": ""})


def provisioned_pool(stage: Stage) -> None:
    """Adds a provisioned pool, changes its bounds, replicates it and gives it up."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    added = {"ProvisionedPool": "true"}
    stage.deploy(session, DEV, DOCUMENTED, added)
    wider = added | {"ProvisionedPoolMinCapacity": "25", "ProvisionedPoolMaxCapacity": "4000"}
    stage.deploy(session, DEV, DOCUMENTED, wider)
    stage.deploy(session, DEV, DOCUMENTED, wider, {"ReplicaRegion": THERE})
    stage.deploy(session, DEV, DOCUMENTED, wider, {"ReplicaRegion": ""})
    stage.deploy(session, DEV, DOCUMENTED, {"ProvisionedPool": "false"})
    taken = [one.path for one in session.account.orphans() if "/ProvisionedTables/" in one.path]
    stage.log.step(f"{len(taken)} tables stay with their data: before the pool is added again they are deleted or imported")


def capacity(stage: Stage) -> None:
    """Warms the pool, and gives new silos capacity of their own."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    stage.deploy(session, DEV, DOCUMENTED, {"PoolWarmReads": "24000", "PoolWarmWrites": "8000"})
    silos = {"SiloReadCapacity": "100", "SiloWriteCapacity": "50", "SiloWarmWrites": "8000"}
    stage.deploy(session, DEV, DOCUMENTED, silos)


def removal(stage: Stage) -> None:
    """Takes an installation away."""
    session = stage.account()
    stage.deploy(session, DEV, DOCUMENTED)
    session.delete(f"{DEV.root} goes", DEV.root, HERE)
    taken = sum(schemas.fixed_name(one.kind, one.properties) is not None for one in session.account.orphans())
    stage.log.step(f"{taken} names stay taken: the stage can't be made again before they are deleted or imported")
    others = sorted({one.stack.split("/")[0] for one in session.account.resources if one.stack})
    stage.log.step(f"other stacks stay: {', '.join(others)}")


def another_partition(stage: Stage) -> None:
    """Deploys where ARNs begin otherwise."""
    stage.deploy(stage.account("aws-cn"), Target("dev", "cn-north-1"), DOCUMENTED)


PLAYS: dict[str, Callable[[Stage], None]] = {
    "first create": first_create,
    "first create of production": first_create_of_production,
    "longest name": longest_name,
    "pages of another origin": pages_of_another_origin,
    "failed create": failed_create,
    "update of parameters": update_of_parameters,
    "update of code": update_of_code,
    "update of older templates": update_of_older_templates,
    "change sets": change_sets,
    "fixed names": fixed_names,
    "second stage": second_stage,
    "second region": second_region,
    "provisioned pool": provisioned_pool,
    "capacity": capacity,
    "removal": removal,
    "another partition": another_partition,
}
