"""The templates of commit 96b5fe7, which the review in 41 rows is of, break exactly these rules."""

import json
import pathlib
import unittest

from rehearse import rules, templates
from rehearse.run import run

PAST = pathlib.Path(__file__).parent / "fixtures" / "96b5fe7"


class Past(unittest.TestCase):
    def test_exactly_what_the_review_found_is_found(self) -> None:
        # Its deploy verb did nothing of what data/flow.yaml knows.
        log = run(templates.load(PAST / "infra"), PAST / "parameters", frozenset())
        broken = {one.rule for one in log.findings}
        self.assertEqual(broken, set(json.loads((PAST / "broken.json").read_text())))
        rows = {rule.row for rule in rules.load() if rule.id in broken} - {None}
        self.assertGreaterEqual(len(rows), 14, "rows of the review that a rehearsal sees")
