"""Paths, functions of templates, and the order of resources."""

import unittest

from rehearse import graph, intrinsics, paths, templates
from rehearse.intrinsics import Refused
from rehearse.parameters import checked
from rehearse.scope import TemplateScope

PSEUDO = {"AWS::Region": "eu-central-1", "AWS::Partition": "aws"}


class Values(unittest.TestCase):
    def test_paths_reach_into_lists_and_keys_with_dots(self) -> None:
        node = {"Replicas": [{"Region": "a"}, {"Region": "b"}, {}], "All": {"x": {"a.b": 1}, "y": {}}}
        self.assertEqual(list(paths.values(node, "Replicas[].Region")), ["a", "b"])
        self.assertEqual(list(paths.values(node, "All.*.a\\.b")), [1])
        self.assertIsNone(paths.first(node, "Nothing.here"))

    def test_functions_are_evaluated_with_what_is_known(self) -> None:
        scope = TemplateScope({"Name": "shop"}, PSEUDO)
        written = templates.parse(
            "{a: !Sub 'arn:${AWS::Partition}:${Name}:${!kept}', b: !Select [1, !Split ['@', 'x@y']]}"
        )
        self.assertEqual(intrinsics.evaluate(written, scope), {"a": "arn:aws:shop:${kept}", "b": "y"})
        with self.assertRaises(Refused):
            intrinsics.evaluate({"Ref": "Nothing"}, scope)

    def test_conditions_decide_what_is_left(self) -> None:
        template = templates.parse("{Conditions: {Is: !Equals [!Ref Name, shop], Not: !Not [!Condition Is]}}")
        known = intrinsics.conditions(template, TemplateScope({"Name": "shop"}, PSEUDO))
        self.assertEqual(known, {"Is": True, "Not": False})
        written = templates.parse(
            "{a: !If [Is, 1, 2], b: !If [Not, 1, !Ref AWS::NoValue], c: [!If [Not, 1, !Ref AWS::NoValue]]}"
        )
        self.assertEqual(intrinsics.pruned(written, known), {"a": 1, "c": []})

    def test_resources_come_after_what_they_name(self) -> None:
        resources = templates.parse(
            "{A: {DependsOn: B}, B: {Properties: {x: !Sub '${C.Arn}'}}, C: {}, D: {Properties: {x: !GetAtt A.Arn}}}"
        )
        self.assertEqual(graph.order(resources), ["C", "B", "A", "D"])
        with self.assertRaisesRegex(Refused, "circular"):
            graph.order({"A": {"DependsOn": "B"}, "B": {"DependsOn": "A"}})

    def test_parameters_are_checked_before_anything_is_made(self) -> None:
        template = templates.parse(
            """
            Parameters: {Stage: {Type: String, AllowedValues: [a, b]}, Zone: {Type: String, Default: ''}}
            Rules:
              Named: {Assertions: [{Assert: !Not [!Equals [!Ref Zone, '']], AssertDescription: needs a zone}]}
            """
        )
        self.assertEqual(checked(template, {"Stage": "a", "Zone": "z"}, PSEUDO), {"Stage": "a", "Zone": "z"})
        wrong: list[tuple[dict[str, object], str]] = [
            ({"Stage": "c"}, "one of"),
            ({}, "values"),
            ({"Stage": "a", "X": 1}, "exist"),
            ({"Stage": "a"}, "zone"),
        ]
        for given, why in wrong:
            with self.assertRaisesRegex(Refused, why):
                checked(template, given, PSEUDO)
