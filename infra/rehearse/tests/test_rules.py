"""Each rule is shown to fail on a small template, and to hold on the right one."""

import unittest

from rehearse import rules
from rehearse.plays import PLAYS
from rehearse.tests import small


class Rules(unittest.TestCase):
    def test_each_rule_fails_on_a_template_that_breaks_it_and_holds_on_the_right_one(self) -> None:
        for rule in rules.load():
            with self.subTest(rule.id):
                self.assertIn(rule.id, small.found(small.written(rule.id)))
                self.assertNotIn(rule.id, small.found(small.written(rule.id, right=True)))

    def test_each_broken_template_is_of_a_rule(self) -> None:
        self.assertEqual({file.stem for file in small.BROKEN.iterdir()}, {rule.id for rule in rules.load()})

    def test_rules_say_where_aws_says_so(self) -> None:
        known = rules.load()
        self.assertEqual(len({rule.id for rule in known}), len(known))
        for rule in known:
            self.assertTrue(rule.source.startswith("https://") and rule.date and rule.refuses.strip(), rule.id)
            self.assertLessEqual(set(rule.plays), PLAYS.keys(), rule.id)
