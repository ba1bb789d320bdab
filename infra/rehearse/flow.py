"""What the deploy verb does, read off its sources."""

import pathlib
import re

import yaml

_FACTS = yaml.safe_load((pathlib.Path(__file__).parent / "data" / "flow.yaml").read_text())


def read(folder: pathlib.Path) -> frozenset[str]:
    text = "\n".join(file.read_text() for file in sorted(folder.rglob("*.rs")))
    return of(text)


def of(text: str) -> frozenset[str]:
    return frozenset(fact for fact, patterns in _FACTS.items() if all(re.search(one, text) for one in patterns))


def all_facts() -> frozenset[str]:
    return frozenset(_FACTS)
