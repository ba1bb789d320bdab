"""The order in which a stack's resources are made: each after those that it names."""

from .intrinsics import Refused, references
from .paths import as_list
from .templates import Json


def needs(resources: dict[str, Json]) -> dict[str, set[str]]:
    """Returns of each resource those that must be there first."""
    found: dict[str, set[str]] = {}
    for name, resource in resources.items():
        named = set(references(resource.get("Properties", {}))) | set(as_list(resource.get("DependsOn")))
        found[name] = {one for one in named if one in resources and one != name}
    return found


def order(resources: dict[str, Json]) -> list[str]:
    """Returns all names, each after what it needs; ties as they are written."""
    missing = needs(resources)
    done: list[str] = []
    while missing:
        ready = [name for name, first in missing.items() if first <= set(done)]
        if not ready:
            raise Refused(f"circular dependency between {', '.join(sorted(missing))}")
        for name in ready:
            del missing[name]
        done.extend(ready)
    return done
