"""Walks the runbook on an emulator to which the templates were deployed: for
each alarm what it is there for happens, the alarm rings by its own words, the
operators' topic hears of it, and the commands of its entry run as they stand.
The table at the runbook's end is held to what was done.

python infra/walk <prefix> <region>, with AWS_ENDPOINT_URL
"""

import collections
import datetime
import json
import os
import pathlib
import sys
import tempfile
import time

import alarms
import boto3
import causes
import runbook
import shell

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCOUNT = "only an account"
HEARD_S = 10


class Walk:
    def __init__(self, prefix, region, command_line):
        self.prefix, self.region, self.command_line = prefix, region, command_line
        made = {}
        endpoint = os.environ["AWS_ENDPOINT_URL"]

        def clients(service):
            if service not in made:
                config = boto3.session.Config(retries={"max_attempts": 1}, region_name=region)
                made[service] = boto3.client(service, endpoint_url=endpoint, config=config)
            return made[service]

        self.clients = clients
        self.causes = causes.Causes(clients, prefix, region)
        self.own = json.loads((ROOT / "infra/names.json").read_text())["metrics"]
        self.heard = set()

    def deployed(self):
        pages = self.clients("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=self.prefix)
        return {one["AlarmName"].removeprefix(self.prefix): one for page in pages for one in page["MetricAlarms"]}

    def without_consumers(self):
        """Nobody takes messages from under the walk."""
        client = self.clients("lambda")
        for one in client.list_event_source_mappings()["EventSourceMappings"]:
            if ":sqs:" in one["EventSourceArn"]:
                client.update_event_source_mapping(UUID=one["UUID"], Enabled=False)

    def listen(self):
        """A queue that hears what the operators hear."""
        sqs, sns = self.clients("sqs"), self.clients("sns")
        topic = next(
            one["TopicArn"] for one in sns.list_topics()["Topics"] if one["TopicArn"].endswith(f":{self.prefix}operations")
        )
        arn = topic.replace(":sns:", ":sqs:").rsplit(":", 1)[0] + ":walk"
        allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        self.operators = sqs.create_queue(QueueName="walk", Attributes={"Policy": policy})["QueueUrl"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def hear(self, name):
        sqs, until = self.clients("sqs"), time.monotonic() + HEARD_S
        while name not in self.heard:
            if time.monotonic() > until:
                raise RuntimeError(f"{name} rang, and the operators heard nothing")
            found = sqs.receive_message(QueueUrl=self.operators, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in found.get("Messages", []):
                said = json.loads(json.loads(message["Body"])["Message"])
                if said["NewStateValue"] == "ALARM":
                    self.heard.add(said["AlarmName"])
                sqs.delete_message(QueueUrl=self.operators, ReceiptHandle=message["ReceiptHandle"])

    def ring(self, alarm):
        """Makes an alarm ring; returns how."""
        name, cloudwatch = alarm["AlarmName"], self.clients("cloudwatch")
        if not alarms.is_published(alarm, self.own):
            raise RuntimeError(f"{name}: nobody publishes {alarm['MetricName']} by {sorted(alarms.names_of(alarm))}")
        # The emulator counts other alarms' points as well, and it may ring already.
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="the walk begins")
        how, value = self.causes.of(alarm)
        now = datetime.datetime.now(datetime.timezone.utc)
        cloudwatch.put_metric_data(Namespace=alarm["Namespace"], MetricData=alarms.points(alarm, value, now))
        if not alarms.rings(alarm, cloudwatch, now):
            raise RuntimeError(f"{name} does not ring at {value}")
        self.hear(name)
        return how

    def follow(self, entry, common):
        """Runs the commands of an entry for its first alarm."""
        name = entry.alarms[0]
        for block in common + entry.commands:
            self.command_line.run(block, P=self.prefix, R=self.region, A=name)
        if name.endswith("-dead-letters"):
            queue = f"{self.prefix}{name.removesuffix('-dead-letters')}-dlq"
            if left := self.causes.waiting(queue):
                raise RuntimeError(f"{left} dead letters are left in {queue}")

    def entry(self, entry, deployed, common):
        """Walks an entry; returns its row of the table."""
        ways = collections.Counter(self.ring(deployed[name]) if name in deployed else ACCOUNT for name in entry.alarms)
        # Its history is of an alarm that is there.
        self.follow(entry, common if entry.alarms[0] in deployed else [])
        [how] = ways
        of_account = sum(len(block.splitlines()) for block in entry.of_account)
        more = f" and {len(entry.alarms) - 1} more" if len(entry.alarms) > 1 else ""
        ran = "yes" if not of_account else f"all but {of_account}"
        ran = ran if entry.commands else "none"
        return f"| {entry.alarms[0]}{more} | {how} | {ran} |"


def main(prefix, region):
    page = (ROOT / "docs/runbook.md").read_text()
    before, entries = runbook.entries(page)
    # The first block names the installation and the alarm, which is done here.
    common = [body for _, body in before[1:]]
    with tempfile.TemporaryDirectory() as folder:
        command_line = shell.CommandLine(folder, os.environ["AWS_ENDPOINT_URL"])
        try:
            walk = Walk(prefix, region, command_line)
            walk.listen()
            walk.without_consumers()
            deployed = walk.deployed()
            if unknown := deployed.keys() - {name for entry in entries for name in entry.alarms}:
                sys.exit(f"the runbook has no entry for {sorted(unknown)}")
            rows = [walk.entry(entry, deployed, common) for entry in entries]
        finally:
            command_line.close()
    if rows != runbook.rows(page):
        sys.exit("the table of docs/runbook.md is not what was walked, which is:\n" + "\n".join(rows))
    print(f"{len(entries)} entries of the runbook for {len(deployed)} alarms were walked")


if __name__ == "__main__":
    main(*sys.argv[1:])
