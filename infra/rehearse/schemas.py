"""What AWS says of its resource types, by the schemas that cfn-lint ships: what names one, and what replaces it."""

import functools
import pathlib

import yaml

from .paths import first, values
from .templates import Json

_DATA = pathlib.Path(__file__).parent / "data"
_NAMES = yaml.safe_load((_DATA / "names.yaml").read_text())


@functools.cache
def _schema(kind: str) -> Json:
    from cfnlint.schema import ResourceNotFoundError
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    except ResourceNotFoundError:
        return {}


def _paths(kind: str, field: str) -> list[str]:
    return [one.removeprefix("/properties/").replace("/", ".") for one in _schema(kind).get(field) or []]


@functools.cache
def create_only(kind: str) -> tuple[str, ...]:
    """Returns the properties whose change makes a new resource in the place of the old one."""
    return tuple(_paths(kind, "createOnlyProperties"))


@functools.cache
def name_paths(kind: str) -> tuple[str, ...]:
    """Returns the properties that together name a resource, if a template can give the name."""
    if kind in _NAMES["unique"]:
        return tuple(_NAMES["unique"][kind])
    generated = set(_paths(kind, "readOnlyProperties"))
    identity = _paths(kind, "primaryIdentifier")
    if not any(one in generated for one in identity):
        return tuple(identity)
    # Its id is made up by AWS; it may have a name besides, which never changes.
    own = kind.rsplit("::", 1)[1] + "Name"
    return tuple(one for one in create_only(kind) if one in ("Name", own))


def fixed_name(kind: str, properties: Json) -> tuple[str, ...] | None:
    """Returns the name that the template gives; none if AWS makes it up."""
    if kind in _NAMES["not_unique"]:
        return None
    paths = name_paths(kind)
    found = [first(properties, path) for path in paths]
    if not paths or any(one is None for one in found):
        return None
    return tuple(str(one) for one in found)


@functools.cache
def shape(kind: str, path: str) -> Json:
    """Returns what the schema asks of a property: length, pattern."""
    node = _schema(kind)
    for part in path.split("."):
        node = (node.get("properties") or {}).get(part) or {}
        if "$ref" in node:
            node = _schema(kind).get("definitions", {}).get(node["$ref"].rsplit("/", 1)[-1], {})
    return node


def shared_names(kind: str) -> str:
    """Types that take their names from one space have one name here."""
    return str(_NAMES["same_space"].get(kind, kind))


def place(kind: str, region: str) -> str:
    """Returns where a name is taken: in a region, or in the account whatever the region."""
    everywhere = any(kind.startswith(one) for one in _NAMES["account_wide"])
    return "account" if everywhere else region


def replicas(kind: str, properties: Json) -> list[str]:
    """Returns other regions in which the resource takes its name as well."""
    path = _NAMES["also_in"].get(kind)
    if path is None:
        return []
    return [str(one) for one in values(properties, path)]


def ref_is_arn(kind: str) -> bool:
    return kind in _NAMES["ref_is_arn"]


def is_precious(kind: str) -> bool:
    return kind in _NAMES["precious"]


def is_protected(kind: str, properties: Json) -> bool:
    """Returns whether the service refuses to delete it before protection is switched off."""
    row = _NAMES["protected"].get(kind)
    return row is not None and any(
        str(one).lower() == str(row["value"]).lower() for one in values(properties, row["path"])
    )
