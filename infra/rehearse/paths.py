"""Addresses of values inside properties, as `Replicas[].Region` or `Rules.*.Name`.

`[]` is each item, `*` each key, and `\\.` a dot inside a key.
"""

import re
from collections.abc import Iterator

from .templates import Json


def values(node: Json, path: str) -> Iterator[Json]:
    """Yields all values at a path; none where a part is absent."""
    head, *parts = re.split(r"(?<!\\)\.", path, maxsplit=1)
    rest = parts[0] if parts else ""
    each = head.endswith("[]")
    key = head.removesuffix("[]").replace("\\.", ".")
    if key == "*":
        found = list(node.values()) if isinstance(node, dict) else []
    elif isinstance(node, dict) and key in node:
        found = [node[key]]
    else:
        found = []
    if each:
        found = [item for one in found if isinstance(one, list) for item in one]
    for one in found:
        if rest:
            yield from values(one, rest)
        else:
            yield one


def first(node: Json, path: str) -> Json:
    return next(values(node, path), None)


def texts(node: Json) -> Iterator[str]:
    """Yields each text inside a value."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for one in node.values():
            yield from texts(one)
    elif isinstance(node, list):
        for one in node:
            yield from texts(one)


def as_list(value: Json) -> list[Json]:
    """IAM takes one where it takes a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
