"""What each alarm is there for, made to happen, once: it is then published as
often as makes the alarm ring. Where the emulator can't, as a
hot key or an hour of bounces, the value that AWS would publish is played, and the
table of the runbook says so.
"""

import json
import time

CAUSED = "caused"
PLAYED = "played"

EVENT = {
    "version": "0",
    "id": "walk",
    "account": "000000000000",
    "time": "2026-11-30T00:00:00Z",
    "resources": [],
    "source": "aws.backup",
    "detail-type": "Backup Job State Change",
}
WAIT_S = 20


class Causes:
    def __init__(self, clients, prefix, region):
        self.clients, self.prefix, self.region = clients, prefix, region

    def of(self, alarm):
        """Makes it happen; returns how, and the value that is published of it."""
        dimensions = {one["Name"]: one["Value"] for one in alarm["Dimensions"]}
        make = getattr(self, "_".join(alarm["MetricName"].replace(".", "_").split()), self.played)
        return make(alarm, dimensions)

    def played(self, alarm, dimensions):
        self.exists(dimensions)
        return PLAYED, alarm["Threshold"] + 1

    def exists(self, dimensions):
        """What the dimensions name is there."""
        clients = self.clients
        if table := dimensions.get("TableName"):
            clients("dynamodb").describe_table(TableName=table)
        if function := dimensions.get("FunctionName"):
            # By its alias, where the alarm looks at that.
            name = dimensions.get("Resource", function)
            clients("lambda").get_function_configuration(FunctionName=name)
        if api := dimensions.get("ApiName"):
            found = clients("apigateway").get_rest_apis()["items"]
            number = next(one["id"] for one in found if one["name"] == api)
            clients("apigateway").get_stage(restApiId=number, stageName=dimensions["Stage"])

    def url(self, queue):
        return self.clients("sqs").get_queue_url(QueueName=queue)["QueueUrl"]

    def arn(self, queue):
        found = self.clients("sqs").get_queue_attributes(QueueUrl=self.url(queue), AttributeNames=["QueueArn"])
        return found["Attributes"]["QueueArn"]

    def waiting(self, queue):
        name = "ApproximateNumberOfMessages"
        found = self.clients("sqs").get_queue_attributes(QueueUrl=self.url(queue), AttributeNames=[name])
        return int(found["Attributes"][name])

    # A message that is taken and not deleted as often as the queue allows; what gives up without a queue of ours before it
    # is looked at, and its message put there.
    def ApproximateNumberOfMessagesVisible(self, alarm, dimensions):
        queue = dimensions["QueueName"]
        short = queue.removeprefix(self.prefix).removesuffix("-dlq")
        how = CAUSED
        if short in ("email", "inventory", "insights", "webhooks", "webhook-tries"):
            self.given_up(short)
        elif short == "backups":
            self.backup_failed(queue)
        else:
            self.named_by_its_writers(short, self.arn(queue))
            self.clients("sqs").send_message(QueueUrl=self.url(queue), MessageBody=json.dumps({"event": {"id": "walk"}}))
            how = PLAYED
        return how, self.waiting(queue)

    def given_up(self, short):
        sqs, source = self.clients("sqs"), self.url(self.prefix + short)
        sqs.send_message(QueueUrl=source, MessageBody=f"no event of ours, at {short}")
        until = time.monotonic() + WAIT_S
        while self.waiting(f"{self.prefix}{short}-dlq") == 0:
            if time.monotonic() > until:
                raise RuntimeError(f"a message of {short} never became a dead letter")
            sqs.receive_message(QueueUrl=source, VisibilityTimeout=0, MaxNumberOfMessages=10)

    def backup_failed(self, queue):
        """As EventBridge would: the rule takes the event, and its target is the queue."""
        events, arn = self.clients("events"), self.arn(queue)
        table = self.clients("dynamodb").describe_table(TableName=f"{self.prefix}products")["Table"]["TableArn"]
        detail = {"state": "FAILED", "backupVaultName": f"{self.prefix}vault", "resourceArn": table, "statusMessage": "walk"}
        event = json.dumps({**EVENT, "region": self.region, "detail": detail})
        rules = events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]
        patterns = [events.describe_rule(Name=rule)["EventPattern"] for rule in rules]
        if not any(events.test_event_pattern(EventPattern=one, Event=event)["Result"] for one in patterns):
            raise RuntimeError("no rule takes a failed backup to its queue")
        self.clients("sqs").send_message(QueueUrl=self.url(queue), MessageBody=event)

    def named_by_its_writers(self, short, arn):
        writers = {"undelivered": self.subscriptions, "relay": self.streams, "functions": self.schedules}
        if arn not in writers[short]():
            raise RuntimeError(f"nobody gives up to {arn}")

    def subscriptions(self):
        sns = self.clients("sns")
        for one in sns.list_subscriptions()["Subscriptions"]:
            attributes = sns.get_subscription_attributes(SubscriptionArn=one["SubscriptionArn"])["Attributes"]
            yield json.loads(attributes.get("RedrivePolicy", "{}")).get("deadLetterTargetArn")

    def streams(self):
        found = self.clients("lambda").list_event_source_mappings(FunctionName=f"{self.prefix}relay:live")
        for one in found["EventSourceMappings"]:
            yield one.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")

    def schedules(self):
        events = self.clients("events")
        for rule in events.list_rules(NamePrefix=self.prefix)["Rules"]:
            for one in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
                yield one.get("DeadLetterConfig", {}).get("Arn")

    # The functions of this deployment are a program that ends at once.
    def Errors(self, alarm, dimensions):
        name = dimensions["Resource"]
        if "FunctionError" not in self.clients("lambda").invoke(FunctionName=name, Payload=b"{}"):
            raise RuntimeError(f"{name} does not fail")
        return CAUSED, alarm["Threshold"] + 1

    def Throttles(self, alarm, dimensions):
        client, name = self.clients("lambda"), dimensions["FunctionName"]
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        try:
            client.invoke(FunctionName=name, Payload=b"{}")
        except client.exceptions.TooManyRequestsException:
            return CAUSED, alarm["Threshold"] + 1
        finally:
            client.delete_function_concurrency(FunctionName=name)
        raise RuntimeError(f"{name} is not throttled")

    def ExecutionsFailed(self, alarm, dimensions):
        client, machine = self.clients("stepfunctions"), dimensions["StateMachineArn"]
        # Without a pool there is nobody to export.
        started = client.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
        until = time.monotonic() + WAIT_S
        while (status := client.describe_execution(executionArn=started)["status"]) == "RUNNING":
            if time.monotonic() > until:
                raise RuntimeError("an export of nobody goes on")
            time.sleep(0.1)
        if status != "FAILED":
            raise RuntimeError(f"an export of nobody ended as {status}")
        return CAUSED, 1
