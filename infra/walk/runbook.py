"""The runbook as it is read here: entries of alarms with their commands, and
the table of what was walked.
"""

import dataclasses
import re

TABLE = "## What was walked"


@dataclasses.dataclass
class Entry:
    alarms: list
    # Each a block of the page, as it stands.
    commands: list
    # Those that mean nothing without an account.
    of_account: list


def blocks(text):
    """Blocks of shell commands, with what stands behind the word `sh`."""
    return [(kind.strip(), body) for kind, body in re.findall(r"^```sh([^\n]*)\n(.*?)^```$", text, re.S | re.M)]


def section(page, title):
    found = re.search(rf"^{re.escape(title)}$(.*?)(?=^## |\Z)", page, re.S | re.M)
    if not found:
        raise ValueError(f"the runbook has no section {title}")
    return found[1]


def entries(page):
    """What stands before the first entry, and the entries."""
    before, *parts = re.split(r"^### ", section(page, "## Alarms"), flags=re.M)
    read = []
    for part in parts:
        heading, body = part.split("\n", 1)
        found = blocks(body)
        read.append(
            Entry(
                heading.split(", "),
                [body for kind, body in found if kind != "account"],
                [body for kind, body in found if kind == "account"],
            )
        )
    return blocks(before), read


def rows(page):
    """The rows of the table, as they stand."""
    lines = section(page, TABLE).splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith(("| entry", "| ---"))]
