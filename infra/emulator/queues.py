"""Queues that call a function: CloudFormation gives a parameter of type Number
as text, and AWS reads it by the property's own type. Stock ministack compares
the text with a number, and no queue calls its function any more.

Moving dead letters back, which stock ministack does not know. AWS takes it only
of a queue that is the dead-letter queue of other queues: what a topic, a
function or a rule gave up can't be moved back by it.
"""

import json

from ministack.services import lambda_svc, sqs


def with_numbers(stock):
    def concurrency(mapping, *rest):
        scaling = mapping.get("ScalingConfig") or {}
        if "MaximumConcurrency" in scaling:
            scaling = {**scaling, "MaximumConcurrency": int(scaling["MaximumConcurrency"])}
        return stock({**mapping, "ScalingConfig": scaling}, *rest)

    return concurrency


def by_arn(arn):
    return next((queue for queue in sqs._queues.values() if queue["attributes"].get("QueueArn") == arn), None)


def is_dead_letter_queue(arn):
    policies = (queue["attributes"].get("RedrivePolicy") for queue in sqs._queues.values())
    return any(json.loads(policy)["deadLetterTargetArn"] == arn for policy in policies if policy)


def move(data, _):
    arn = data["SourceArn"]
    queue = by_arn(arn)
    if queue is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.")
    if not is_dead_letter_queue(arn):
        raise sqs._Err("AWS.SimpleQueueService.UnsupportedOperation", "Source queue must be configured as a Dead Letter Queue.")
    kept = []
    for message in queue["messages"]:
        # What was sent to it by hand came from nowhere.
        source = by_arn(message["sys"].get("DeadLetterQueueSourceArn"))
        if source is None:
            kept.append(message)
            continue
        fresh = {**message, "receive_count": 0, "receipt_handle": None, "visible_at": 0}
        source["messages"].append(fresh)
    queue["messages"] = kept
    sqs.esm_wake.set()
    return {"TaskHandle": "moved"}


def apply():
    lambda_svc._sqs_esm_concurrency = with_numbers(lambda_svc._sqs_esm_concurrency)
    sqs._HANDLERS["StartMessageMoveTask"] = move
