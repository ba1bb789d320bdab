"""What people would write instead: a handler that reads one item with boto3,
under the least of runtimes, so that the comparison does not flatter us."""

import http.client
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event):
    key = {name: event["key"][name] for name in ("tenant_id", "product_id")}
    item = table.get_item(Key=key)["Item"]
    return {"statusCode": 200, "body": json.dumps(item, default=str)}


runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
INVOCATION = "/2018-06-01/runtime/invocation/"
while True:
    runtime.request("GET", INVOCATION + "next")
    answer = runtime.getresponse()
    event = json.loads(answer.read())
    request = answer.getheader("lambda-runtime-aws-request-id")
    runtime.request("POST", f"{INVOCATION}{request}/response", json.dumps(handler(event)))
    runtime.getresponse().read()
