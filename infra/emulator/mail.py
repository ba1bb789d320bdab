"""SES as AWS judges it: who sends needs the right to the sender's identity and to
the set of rules that the identity goes by, and a policy may ask for the sender's
address. Stock ministack asks for a right to everything. Nor does it hold anybody
to the rate that it names in GetAccount: what is above it is throttled, so mails
wait as they do in a new account.
"""

import contextvars
import json
import os

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import error_response_json, get_account_id
from ministack.services import ses_v2

from parameters import Bucket

SEND = "ses:SendEmail"
SENDING = "/v2/email/outbound-emails"
# Of an account that has just left the sandbox.
RATE = 14

# Who sends the mail that is judged.
_sender = contextvars.ContextVar("sender", default=None)


def address_of(body):
    try:
        sender = json.loads(body or b"{}").get("FromEmailAddress") or ""
    except (ValueError, AttributeError):
        return ""
    return sender.rsplit("<", 1)[-1].rstrip("> ")


def remembering(stock):
    def resource_arn(service, method, path, headers, body, *rest):
        if service == "ses" and path.rstrip("/").endswith("/outbound-emails"):
            _sender.set(address_of(body))
        return stock(service, method, path, headers, body, *rest)

    return resource_arn


def identity_of(sender):
    """The address itself, if it is an identity of its own, else its domain."""
    return sender if sender in ses_v2._identities else sender.rsplit("@", 1)[-1]


def by_sender(stock):
    def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
        sender = _sender.get()
        if action != SEND or not sender:
            return stock(access_key, action, service, region, resource_arn=resource_arn, service_context=service_context)
        name = identity_of(sender)
        identity = ses_v2._identities.get(name) or {}
        here = f"arn:aws:ses:{region}:{get_account_id()}:"
        resources = [f"{here}identity/{name}"]
        rules = identity.get("ConfigurationSetName")
        if rules:
            resources.append(f"{here}configuration-set/{rules}")
        context = {**(service_context or {}), "ses:FromAddress": sender}
        for resource in resources:
            denied = stock(access_key, action, service, region, resource_arn=resource, service_context=context)
            if denied:
                return denied
        return None

    return enforce


def at_a_rate(stock, bucket):
    async def handle_request(method, path, headers, body, query_params):
        if method == "POST" and path.rstrip("/") == SENDING and not bucket.take():
            return error_response_json("TooManyRequestsException", "Maximum sending rate exceeded.", 429)
        return await stock(method, path, headers, body, query_params)

    return handle_request


def apply():
    ses_v2.handle_request = at_a_rate(ses_v2.handle_request, Bucket(int(os.environ.get("MAIL_RATE", RATE))))
    iam_actions.extract_resource_arn = remembering(iam_actions.extract_resource_arn)
    iam_evaluator.enforce = by_sender(iam_evaluator.enforce)
