"""API Gateway: where the source of keys is the authorizer, a request is counted
by the key that the authorizer names, and a key that a caller sends is not
looked at. Stock ministack reads the caller's header alone.
"""

import contextvars
import json

from ministack.services import apigateway_v1 as gateway

SOURCE = "x-amazon-apigateway-api-key-source"
# The name under which the key travels from the authorizer's answer to the check.
CARRIED = "tenantry.usageIdentifierKey"

# Of the request that is being answered: whether the authorizer is asked for a key, and which it named.
_named = contextvars.ContextVar("named", default=(False, None))


def with_source(stock):
    def import_rest_api(document, base=None):
        api = stock(document, base)
        if source := document.get(SOURCE):
            gateway._rest_apis[api]["apiKeySource"] = source
        return api

    return import_rest_api


def keeping_key(stock):
    """Answers are cached whole, so the key goes with the context that is kept of them."""

    async def invoke(*arguments):
        result = await stock(*arguments)
        body = (result or {}).get("body")
        if isinstance(body, (str, bytes)):
            try:
                body = json.loads(body)
            except ValueError:
                return result
        if not isinstance(body, dict) or "usageIdentifierKey" not in body:
            return result
        context = {**(body.get("context") or {}), CARRIED: body["usageIdentifierKey"]}
        return {**result, "body": {**body, "context": context}}

    return invoke


def naming_key(stock):
    async def authorize(api, *arguments):
        refused, context = await stock(api, *arguments)
        by_authorizer = (gateway._rest_apis.get(api) or {}).get("apiKeySource") == "AUTHORIZER"
        context = dict(context) if context else context
        key = context.pop(CARRIED, None) if context else None
        _named.set((by_authorizer, key))
        return refused, context

    return authorize


def by_source(stock):
    def key_of(headers):
        by_authorizer, key = _named.get()
        return key if by_authorizer else stock(headers)

    return key_of


def apply():
    gateway._import_rest_api = with_source(gateway._import_rest_api)
    gateway._invoke_authorizer_lambda = keeping_key(gateway._invoke_authorizer_lambda)
    gateway._authorize_request_v1 = naming_key(gateway._authorize_request_v1)
    gateway._api_key_from_request = by_source(gateway._api_key_from_request)
