"""An account: what exists in it, which names are taken, and its quotas."""

import dataclasses
import pathlib
from collections.abc import Iterator

import yaml

from . import schemas
from .templates import Json

_QUOTAS = yaml.safe_load((pathlib.Path(__file__).parent / "data" / "quotas.yaml").read_text())
NUMBER = "111122223333"


def _new_account() -> dict[str, int]:
    return {one: row["new"] for one, row in _QUOTAS.items()}


Claim = tuple[str, str, tuple[str, ...]]


@dataclasses.dataclass(eq=False)
class Resource:
    """One resource that exists, whether a stack still knows it or not."""

    kind: str
    # Stack, nested stacks and logical id, as `tenantry-dev/Pool/Products`.
    path: str
    region: str
    properties: Json
    id: str
    deletion: str = "Delete"
    replacing: str = "Delete"
    # None once no stack knows it any more.
    stack: str | None = None
    # What the services remember of it beside its properties.
    facts: dict[str, Json] = dataclasses.field(default_factory=dict)

    def claims(self) -> list[Claim]:
        name = schemas.fixed_name(self.kind, self.properties)
        if name is None:
            return []
        space = schemas.shared_names(self.kind)
        places = {schemas.place(self.kind, self.region), *schemas.replicas(self.kind, self.properties)}
        return [(space, place, name) for place in sorted(places)]

    @property
    def name(self) -> str:
        name = schemas.fixed_name(self.kind, self.properties)
        return "/".join(name) if name else self.id


@dataclasses.dataclass
class Account:
    partition: str = "aws"
    resources: list[Resource] = dataclasses.field(default_factory=list)
    quotas: dict[str, int] = dataclasses.field(default_factory=_new_account)
    # Settings of a region that outlive the resource that set them.
    settings: dict[tuple[str, str], Json] = dataclasses.field(default_factory=dict)
    _taken: dict[Claim, Resource] = dataclasses.field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        self.resources.append(resource)
        self._taken.update(dict.fromkeys(resource.claims(), resource))

    def forget(self, resource: Resource) -> None:
        self.resources = [one for one in self.resources if one is not resource]
        self._taken = {claim: one for claim, one in self._taken.items() if one is not resource}

    def change(self, resource: Resource, properties: Json) -> None:
        self._taken = {claim: one for claim, one in self._taken.items() if one is not resource}
        resource.properties = properties
        self._taken.update(dict.fromkeys(resource.claims(), resource))

    def of(self, kind: str, region: str | None = None) -> Iterator[Resource]:
        for one in self.resources:
            if one.kind == kind and (region is None or schemas.place(kind, one.region) in ("account", region)):
                yield one

    def holder(self, claim: Claim) -> Resource | None:
        """Returns the resource that has this name now."""
        return self._taken.get(claim)

    def orphans(self) -> list[Resource]:
        return [one for one in self.resources if one.stack is None]
