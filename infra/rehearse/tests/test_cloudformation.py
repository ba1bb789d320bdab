"""What CloudFormation does with a stack over its life."""

import unittest

from rehearse import schemas, templates
from rehearse.account import Account
from rehearse.cloudformation import CloudFormation, Failed
from rehearse.events import Kind, Log

HERE = "eu-central-1"
ONE = """
Parameters: {Name: {Type: String, Default: a}, Age: {Type: String, Default: '60'}}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, MessageRetentionPeriod: !Ref Age}}
  Table: {Type: AWS::DynamoDB::Table, DeletionPolicy: Retain, Properties: {TableName: fixed}}
"""


class Lives(unittest.TestCase):
    def setUp(self) -> None:
        self.log = Log()
        self.log.core = {(what, ""): what for what in ("name_taken", "named_replacement", "protected")}
        self.account = Account()
        self.cloudformation = CloudFormation(self.account, {"one": templates.parse(ONE)}, self.log)

    def apply(self, **parameters: str) -> dict[str, str]:
        self.log.step("a step")
        self.cloudformation.apply("s", "one", dict(parameters), HERE)
        return {event.path: event.kind.value for event in self.log.steps[-1][1].events}

    def test_an_update_changes_replaces_or_leaves_alone(self) -> None:
        self.assertEqual(self.apply(), {"s/Queue": "created", "s/Table": "created"})
        self.assertEqual(self.apply(), {})
        self.assertEqual(self.apply(Age="90"), {"s/Queue": "changed"})
        self.apply(Age="90", Name="b")
        kinds = [event.kind for event in self.log.steps[-1][1].events]
        self.assertEqual(kinds, [Kind.REPLACED, Kind.CREATED, Kind.REMOVED])
        self.assertEqual([one.name for one in self.account.of("AWS::SQS::Queue")], ["b"])

    def test_what_is_retained_keeps_its_name_from_the_next(self) -> None:
        self.apply()
        self.cloudformation.delete("s", HERE)
        self.assertEqual([one.name for one in self.account.orphans()], ["fixed"])
        self.assertEqual(self.log.findings, [])
        self.apply()
        self.assertEqual([one.rule for one in self.log.findings], ["name_taken"])

    def test_a_failed_create_is_gone_on_with(self) -> None:
        self.cloudformation.fail_at = "s/Table"
        with self.assertRaises(Failed):
            self.apply()
        self.cloudformation.fail_at = None
        self.assertEqual(self.apply(), {"s/Table": "created"})


class Schemas(unittest.TestCase):
    def test_names_and_replacement_are_those_of_the_public_schemas(self) -> None:
        self.assertIn("TableName", schemas.create_only("AWS::DynamoDB::GlobalTable"))
        self.assertEqual(schemas.fixed_name("AWS::SNS::Topic", {"TopicName": "t"}), ("t",))
        self.assertIsNone(schemas.fixed_name("AWS::SNS::Topic", {}))
        self.assertIsNone(schemas.fixed_name("AWS::Cognito::UserPool", {"UserPoolName": "p"}))
        self.assertEqual(schemas.place("AWS::IAM::Role", HERE), "account")
