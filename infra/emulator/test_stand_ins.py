"""What the stand-ins refuse, as AWS does. Run by `cargo xtask infra emulate`:
python -m unittest discover -s infra/emulator
"""

import asyncio
import json
import os
import unittest

import accounts
import deployments
import edge
import mail
import parameters
import policies
import queues
import tables
import transform

# SAM wants to know one; nothing is asked of it.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
OK = (200, {}, b"{}")


def code_of(answer):
    return json.loads(answer[2]).get("__type", "").rsplit("#", 1)[-1]


class Edge(unittest.TestCase):
    SENT = [
        (b"host", b"shop.example"),
        (b"X-Tenantry-Viewer", b"192.0.2.66"),
        (b"x-tenantry-origin", b"guessed"),
        (b"x-forwarded-for", b"192.0.2.66"),
    ]

    def test_what_a_viewer_claims_is_overwritten(self):
        proof, addressed = {"x-tenantry-origin": "secret"}, ["x-tenantry-viewer"]
        arrived = edge.on_the_way(self.SENT, "203.0.113.9", proof, addressed)
        self.assertEqual(len(arrived), len(dict(arrived)), "no header comes twice")
        arrived = dict(arrived)
        self.assertEqual(arrived[b"x-tenantry-viewer"], b"203.0.113.9")
        self.assertEqual(arrived[b"x-tenantry-origin"], b"secret")
        self.assertEqual(arrived[b"x-forwarded-for"], edge.EDGE_ADDRESS.encode())
        self.assertEqual(arrived[b"host"], b"shop.example")

    def test_a_distribution_that_writes_nothing_passes_claims_on(self):
        arrived = dict(edge.on_the_way(self.SENT, "203.0.113.9", {}, []))
        self.assertEqual(arrived[b"x-tenantry-origin"], b"guessed")
        self.assertEqual(arrived[b"x-forwarded-for"], edge.EDGE_ADDRESS.encode(), "the gateway sees CloudFront alone")

    def test_the_function_of_the_template_is_understood(self):
        code = "request.headers['x-tenantry-viewer'] = {value: event.viewer.ip};"
        self.assertEqual(edge.WRITES_ADDRESS.findall(code), ["x-tenantry-viewer"])


class Tables(unittest.TestCase):
    def test_backups_are_refused_just_after_a_table_is_there(self):
        update = tables.refused_first(lambda _: OK, 2, "ContinuousBackupsUnavailableException", "{}")
        answers = [update({"TableName": "orders"}) for _ in range(3)]
        self.assertEqual([answer[0] for answer in answers], [400, 400, 200])
        self.assertEqual(code_of(answers[0]), "ContinuousBackupsUnavailableException")
        self.assertEqual(update({"TableName": "products"})[0], 400, "each table for itself")


class Replicas(unittest.TestCase):
    CREATE = {"TableName": "orders", "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}
    DELETE = {"TableName": "orders", "ReplicaUpdates": [{"Delete": {"RegionName": "eu-west-1"}}]}

    def setUp(self):
        self.table = {"GlobalSecondaryIndexes": [{"IndexName": "by_id", "IndexStatus": "ACTIVE"}]}
        described = {"Table": {**self.table, "Replicas": [{"RegionName": "eu-west-1", "ReplicaStatus": "ACTIVE"}]}}
        replicas = tables.Replicas({"orders": self.table}.get, indexing=1, copying=2)
        self.update = replicas.updating(lambda _: OK)
        self.delete = replicas.deleting(lambda _: OK)
        describe = replicas.describing(lambda _: (200, {}, json.dumps(described).encode()))
        self.look = lambda: json.loads(describe({"TableName": "orders"})[2])["Table"]

    def test_a_replica_needs_a_stream_of_both_images_and_no_index_that_is_built(self):
        for stream in (None, {"StreamEnabled": False}, {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}):
            self.table["StreamSpecification"] = stream
            self.assertEqual(code_of(self.update(self.CREATE)), "ValidationException", stream)
        self.table["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": tables.BOTH_IMAGES}
        self.assertEqual(self.look()["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING")
        self.assertEqual(code_of(self.update(self.CREATE)), "ResourceInUseException")
        self.assertEqual(self.look()["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE")
        self.assertEqual(self.update(self.CREATE)[0], 200)
        seen = [self.look()["Replicas"][0]["ReplicaStatus"] for _ in range(3)]
        self.assertEqual(seen, ["CREATING", "CREATING", "ACTIVE"])

    def test_a_replica_that_is_made_can_not_be_taken_away_yet(self):
        self.table["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": tables.BOTH_IMAGES}
        self.look(), self.look(), self.update(self.CREATE)
        self.assertEqual(code_of(self.update(self.DELETE)), "ResourceInUseException")
        self.look(), self.look()
        self.assertEqual(self.update(self.DELETE)[0], 200)

    def test_a_table_goes_after_its_replicas(self):
        self.table["_global_regions"] = ["eu-central-1", "eu-west-1"]
        self.assertEqual(code_of(self.delete({"TableName": "orders"})), "ValidationException")
        self.table["_global_regions"] = []
        self.assertEqual(self.delete({"TableName": "orders"})[0], 200)


class Rates(unittest.TestCase):
    def setUp(self):
        self.at = 0.0

    def test_so_many_in_a_second(self):
        get = parameters.throttled(lambda _: OK, parameters.Bucket(40, lambda: self.at))
        statuses = [get({})[0] for _ in range(100)]
        self.assertEqual((statuses.count(200), statuses.count(400)), (40, 60))
        self.at = 0.5
        self.assertEqual([get({})[0] for _ in range(100)].count(200), 20)

    def test_mails_above_the_rate_are_throttled_and_nothing_else(self):
        async def stock(*_):
            return OK

        handle = mail.at_a_rate(stock, parameters.Bucket(1, lambda: self.at))
        ask = lambda path: asyncio.run(handle("POST", path, {}, b"", {}))
        self.assertEqual([ask(mail.SENDING)[0] for _ in range(3)], [200, 429, 429])
        self.assertEqual(ask("/v2/email/identities")[0], 200)


class Passwords(unittest.TestCase):
    def test_edge_spaces_and_lines_are_refused(self):
        judge = accounts.of_the_right_form(lambda _: OK)
        for wrong in (" correct horse", "correct horse ", "correct\nhorse", ""):
            self.assertEqual(judge({"Password": wrong})[0], 400, wrong)
        self.assertEqual(judge({"Password": "correct horse battery"})[0], 200)


class DeadLetters(unittest.TestCase):
    """Two queues, of which the one gives up to the other; nobody but a topic to the third."""

    def setUp(self):
        letter = {"body": "x", "receive_count": 5, "receipt_handle": "r", "visible_at": 9, "sys": {"DeadLetterQueueSourceArn": "source"}}
        by_hand = {**letter, "sys": {}}
        queue = lambda arn, **other: {"attributes": {"QueueArn": arn, **other}, "messages": []}
        self.source = queue("source", RedrivePolicy='{"deadLetterTargetArn": "dead", "maxReceiveCount": 5}')
        self.dead, self.of_topic = queue("dead"), queue("of-topic")
        self.dead["messages"] = [letter, by_hand]
        stock, queues.sqs._queues = queues.sqs._queues, {"s": self.source, "d": self.dead, "t": self.of_topic}
        self.addCleanup(setattr, queues.sqs, "_queues", stock)

    def test_they_go_back_to_the_queue_that_they_came_from(self):
        queues.move({"SourceArn": "dead"}, "")
        self.assertEqual([(one["body"], one["receive_count"]) for one in self.source["messages"]], [("x", 0)])
        self.assertEqual(len(self.dead["messages"]), 1, "what came from nowhere stays")

    def test_those_of_a_topic_can_not_be_moved(self):
        with self.assertRaisesRegex(queues.sqs._Err, "must be configured as a Dead Letter Queue"):
            queues.move({"SourceArn": "of-topic"}, "")


class Policies(unittest.TestCase):
    def test_tags_are_of_the_table_that_is_named(self):
        arns = policies.with_named(lambda *_: [])
        self.assertEqual(arns(b'{"ResourceArn": "arn:of:a:table"}', "r", "a"), ["arn:of:a:table"])
        self.assertEqual(arns(b"no json", "r", "a"), [])
        self.assertEqual(policies.with_named(lambda *_: ["arn"])(b'{"ResourceArn": "other"}', "r", "a"), ["arn"])


class Webhooks(unittest.TestCase):
    def reach(self, service):
        function = {
            "CodeUri": "code", "Handler": "bootstrap", "Runtime": "provided.al2023", "Role": "arn:aws:iam::1:role/r",
            "Environment": {"Variables": {"SERVICE": service}},
        }
        template = {"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": function}}}
        made = transform.transformed(template, {"Bucket": "b", "Key": "k"}, {})
        return made["Resources"]["F"]["Properties"]["Environment"]["Variables"].get("WEBHOOK_REACH")

    def test_they_reach_this_machine_and_no_other_function_is_told_so(self):
        self.assertEqual([self.reach(service) for service in ("webhooks", "orders", "tenants")], ["any", "any", None])


class Deployments(unittest.TestCase):
    def test_a_template_is_found_by_the_bucket_s_own_address(self):
        asked = []
        resolve = deployments.of_the_bucket(lambda parameters, *rest: asked.append(parameters["TemplateURL"][0]))
        for host in ("b.s3.eu-central-1.amazonaws.com", "b.s3.cn-north-1.amazonaws.com.cn"):
            resolve({"TemplateURL": [f"https://{host}/releases/p/root.yaml"]}, "TemplateBody", "TemplateURL", "Template")
        self.assertEqual(asked, ["https://s3.amazonaws.com/b/releases/p/root.yaml"] * 2)

    def test_a_nested_template_is_read_with_what_its_stack_is_given(self):
        deploy = deployments.with_values(lambda logical, properties, parent: deployments._given.get())
        self.assertEqual(deploy("Functions", {"Parameters": {"Release": "r1", "Memory": 512}}, "root"), {"Release": "r1", "Memory": "512"})
        self.assertIsNone(deployments._given.get())

    def test_an_account_has_one_provider_of_an_address(self):
        providers, properties = deployments.Providers(), {"Url": "https://token.example"}
        arn, _ = providers.create("Provider", properties, "first")
        with self.assertRaises(ValueError):
            providers.create("Provider", properties, "second")
        providers.delete(arn, properties)
        providers.create("Provider", properties, "second")

    def test_what_backup_is_told_is_kept(self):
        handle = deployments.with_settings(None)

        def call(method, body=b""):
            return asyncio.run(handle(method, "/account-settings", {}, body, {}))

        call("PUT", json.dumps({"ResourceTypeOptInPreference": {"DynamoDB": True}}).encode())
        kept = json.loads(call("GET")[2])
        self.assertEqual(kept, {"ResourceTypeOptInPreference": {"DynamoDB": True}, "ResourceTypeManagementPreference": {}})


if __name__ == "__main__":
    unittest.main()
