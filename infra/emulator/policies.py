"""IAM as AWS judges it: `dynamodb:LeadingKeys` is known, by table, and
`${policy variables}` stand for values, in conditions and in resources. Stock
ministack lets every tenant through without the Null check, and nobody with it.
A batch needs the right to what is in it.
"""

import contextvars
import dataclasses
import json
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb

LEADING_KEYS = "dynamodb:LeadingKeys"
VARIABLE = re.compile(r"\$\{([^}]+)\}")
# No actions of IAM.
BATCHES = {"sns:PublishBatch": "sns:Publish", "sqs:SendMessageBatch": "sqs:SendMessage"}
EQUALS = re.compile(r"([#\w.-]+)\s*=\s*(:\w+)")

# What the request that is judged touches, by table.
_touched = contextvars.ContextVar("touched", default={})


def plain_name(table):
    return (table or "").split("table/")[-1].split("/")[0]


def hash_key(table, index=None):
    """The name of the attribute that leads a table's or an index's keys."""
    known = dynamodb._tables.get(plain_name(table))
    if not known:
        return None
    schema = known["KeySchema"]
    indexes = (known.get("GlobalSecondaryIndexes") or []) + (known.get("LocalSecondaryIndexes") or [])
    for candidate in indexes:
        if candidate["IndexName"] == index:
            schema = candidate["KeySchema"]
    return next(key["AttributeName"] for key in schema if key["KeyType"] == "HASH")


def text_of(value):
    return str(next(iter(value.values()))) if isinstance(value, dict) and value else None


def leading_keys(request):
    """The leading keys that a request names, by table."""
    found = {}

    def note(table, value):
        if value is not None:
            found.setdefault(plain_name(table), []).append(value)

    def note_item(table, item):
        note(table, text_of((item or {}).get(hash_key(table))))

    table = request.get("TableName")
    if table:
        note_item(table, request.get("Key") or request.get("Item"))
        key = hash_key(table, request.get("IndexName"))
        names = request.get("ExpressionAttributeNames") or {}
        values = request.get("ExpressionAttributeValues") or {}
        for name, value in EQUALS.findall(request.get("KeyConditionExpression") or ""):
            if names.get(name, name) == key:
                note(table, text_of(values.get(value)))
    for table, items in (request.get("RequestItems") or {}).items():
        if isinstance(items, dict):
            for key in items.get("Keys", []):
                note_item(table, key)
        else:
            for write in items:
                deed = write.get("PutRequest") or write.get("DeleteRequest") or {}
                note_item(table, deed.get("Item") or deed.get("Key"))
    for item in request.get("TransactItems") or []:
        for deed in item.values():
            note_item(deed.get("TableName"), deed.get("Key") or deed.get("Item"))
    return found


def with_leading_keys(stock):
    def context(body):
        try:
            _touched.set(leading_keys(json.loads(body or b"{}")))
        except (ValueError, AttributeError, TypeError):
            _touched.set({})
        return stock(body)

    return context


def with_named(stock):
    """Tags are of what is named by its ARN, not of every table."""

    def resource_arns(body, region, account):
        found = stock(body, region, account)
        try:
            named = json.loads(body or b"{}").get("ResourceArn")
        except (ValueError, AttributeError):
            named = None
        return found or ([named] if isinstance(named, str) else [])

    return resource_arns


def by_item(stock):
    """A transaction is judged item by item, each by the keys of its own table."""

    def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
        action = BATCHES.get(action, action)
        if service == "dynamodb":
            keys = _touched.get().get(plain_name(resource_arn))
            # An absent key is absent: an empty list would satisfy ForAllValues.
            if keys:
                service_context = {**(service_context or {}), LEADING_KEYS: sorted(set(keys))}
        return stock(access_key, action, service, region, resource_arn=resource_arn, service_context=service_context)

    return enforce


def substituted(text, context):
    """None where a variable has no value: then nothing matches."""
    if not isinstance(text, str) or "${" not in text:
        return text
    missing = False

    def value(match):
        nonlocal missing
        name = match.group(1)
        if name in ("*", "?", "$"):
            return name
        found = iam_evaluator._resolve_condition_key(name, context)
        missing = missing or not isinstance(found, str)
        return found if isinstance(found, str) else ""

    text = VARIABLE.sub(value, text)
    return None if missing else text


def all_substituted(values, context):
    many = values if isinstance(values, list) else [values]
    filled = [substituted(value, context) for value in many]
    # A name that nothing bears.
    return ["\0" if value is None else value for value in filled]


def with_variables(stock):
    def conditions_met(conditions, context):
        filled = {
            operator: {key: all_substituted(values, context) for key, values in keys.items()}
            if isinstance(keys, dict)
            else keys
            for operator, keys in (conditions or {}).items()
        }
        return stock(filled, context)

    return conditions_met


def with_variables_in_resources(stock):
    def first_match(context, statements, effect):
        def filled(statement):
            if not any("${" in resource for resource in statement.resources):
                return statement
            return dataclasses.replace(statement, resources=all_substituted(statement.resources, context))

        # The statement that is returned is only asked for its name.
        return stock(context, [filled(statement) for statement in statements], effect)

    return first_match


def apply():
    iam_actions.dynamodb_service_context = with_leading_keys(iam_actions.dynamodb_service_context)
    iam_actions.dynamodb_resource_arns = with_named(iam_actions.dynamodb_resource_arns)
    iam_evaluator.enforce = by_item(iam_evaluator.enforce)
    iam_evaluator._conditions_met = with_variables(iam_evaluator._conditions_met)
    iam_evaluator._first_match = with_variables_in_resources(iam_evaluator._first_match)
