"""What the deploy verb gives to which stack, in its order."""

import dataclasses
import hashlib
import json
import pathlib
from collections.abc import Iterator

import yaml

from .session import Call, Session
from .templates import Json, Templates

_PLAN = yaml.safe_load((pathlib.Path(__file__).parent / "data" / "plan.yaml").read_text())
SETTINGS: dict[str, dict[str, str]] = _PLAN["settings"]


@dataclasses.dataclass(frozen=True)
class Target:
    stage: str
    region: str

    @property
    def root(self) -> str:
        return f"tenantry-{self.stage}"

    def fill(self, text: str) -> str:
        return text.format(root=self.root, prefix=f"{self.root}-", stage=self.stage, region=self.region)


def deploy(session: Session, templates: Templates, target: Target, settings: dict[str, str]) -> None:
    """Makes or updates all stacks of an installation, as `cargo xtask deploy` does."""
    for call in calls(session, templates, target, settings):
        session.apply(call)


def calls(session: Session, templates: Templates, target: Target, settings: dict[str, str]) -> Iterator[Call]:
    """Yields the calls one by one; each is to be carried out before the next is asked for."""
    known = dict(settings)
    for row in _PLAN["stacks"]:
        if row["template"] not in templates or not _is_wanted(row, known):
            continue
        if row.get("settings") and known.get("DomainName"):
            known.setdefault("PublicUrl", f"https://{known['DomainName']}")
        call = _call(session, templates, row, target, known)
        yield call
        outputs = session.cloudformation.stacks[(call.name, call.region)].outputs
        known.update({one: outputs[one] for one in row.get("gives", []) if one in outputs})
        if row.get("settings") and "PublicUrl" not in known:
            # Without a domain CloudFront makes up the address, which the functions learn by a second change set.
            known["PublicUrl"] = outputs.get("AppUrl", "")
            yield dataclasses.replace(
                _call(session, templates, row, target, known), title=f"{call.name} with its address"
            )


def root_call(session: Session, templates: Templates, target: Target, settings: dict[str, str]) -> Call:
    root = next(row for row in _PLAN["stacks"] if row.get("settings"))
    return _call(session, templates, root, target, settings)


def _is_wanted(row: Json, known: dict[str, str]) -> bool:
    only = row.get("only_with")
    return only is None or any(known.get(one) not in (None, "", "false") for one in only)


def _call(session: Session, templates: Templates, row: Json, target: Target, known: dict[str, str]) -> Call:
    name, region = target.fill(row["name"]), row.get("region", target.region)
    declared = templates[row["template"]].get("Parameters", {})
    given: dict[str, Json] = {one: target.fill(value) for one, value in row.get("parameters", {}).items()}
    wanted = known if row.get("settings") else {one: known[one] for one in row.get("takes", []) if one in known}
    given |= wanted
    stack = session.cloudformation.stacks.get((name, region))
    if stack is not None and stack.status == "COMPLETE":
        # What is left out keeps its value.
        given = {**stack.parameters, **given}
    elif row.get("settings"):
        given = {"WriteRegion": target.region, **given}
    given = {one: value for one, value in given.items() if one in declared}
    for one in set(_PLAN["digests"]) & declared.keys():
        rest = {key: value for key, value in given.items() if key != one}
        given[one] = hashlib.sha256(
            json.dumps([session.cloudformation.code, rest], sort_keys=True).encode()
        ).hexdigest()
    return Call(f"{name} in {region}", name, row["template"], given, region)
