"""Streams of DynamoDB: a function may say which records of a batch failed, only
those come again, and after its retries a record goes to the destination of
failures. Stock ministack repeats the whole batch for ever.
"""

import json
import threading
import time

from ministack.services import lambda_svc

# Seconds between two polls of a stream.
POLL_INTERVAL_S = 0.05
_polling = threading.local()


def failures(mapping, answer):
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return set()
    body = answer.get("body")
    if isinstance(body, (str, bytes)):
        try:
            body = json.loads(body)
        except ValueError:
            return set()
    listed = (body or {}).get("batchItemFailures") or []
    return {one.get("itemIdentifier") for one in listed}


def mapping_of(function, records):
    source = records[0].get("eventSourceARN")
    name = (function.get("config") or function).get("FunctionName")
    for _, _, mapping in lambda_svc._iter_all_esms():
        if mapping.get("EventSourceArn") == source and mapping.get("FunctionName") == name:
            return mapping
    return {}


def with_retries(stock):
    def execute(function, event, *rest, **more):
        if not getattr(_polling, "now", False):
            return stock(function, event, *rest, **more)
        records = event["Records"]
        mapping = mapping_of(function, records)
        most, tries = mapping.get("MaximumRetryAttempts"), 0
        while True:
            answer = stock(function, {"Records": records}, *rest, **more)
            failed = failures(mapping, answer)
            if not answer.get("error") and not failed:
                return answer
            numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
            first = next((place for place, number in enumerate(numbers) if number in failed), 0)
            # Those ahead of the first that failed are done; its tries begin now.
            tries = 0 if first else tries
            records = records[first:]
            if most is not None and 0 <= int(most) <= tries:
                source = records[0].get("eventSourceARN")
                lambda_svc._send_ddb_stream_failure_record(
                    mapping, function, records, source, answer, "RetryAttemptsExhausted"
                )
                return {**answer, "error": None, "body": {}}
            tries += 1
            time.sleep(POLL_INTERVAL_S)

    return execute


def marked(stock):
    def poll():
        _polling.now = True
        try:
            return stock()
        finally:
            _polling.now = False

    return poll


def apply():
    lambda_svc._execute_function = with_retries(lambda_svc._execute_function)
    lambda_svc._poll_dynamodb_streams = marked(lambda_svc._poll_dynamodb_streams)
