"""API Gateway: the refusals of the imported document are used, also where the
function itself fails, and what exceeds the gateway's limits is refused.
"""

from ministack.services import apigateway_v1 as gateway

LARGEST_REQUEST = 10 * 1024 * 1024
LARGEST_ANSWER = 6 * 1024 * 1024


def with_refusals(stock):
    def import_rest_api(document, base=None):
        api = stock(document, base)
        for kind, response in (document.get("x-amazon-apigateway-gateway-responses") or {}).items():
            gateway._put_gateway_response(api, kind, response)
        return api

    return import_rest_api


def checked(stock):
    """The gateway counts the body itself, and takes no more than 6 MB of a function."""

    def proxy_response(result):
        response, error = stock(result)
        if error:
            return None, "Internal server error"
        for part in ("headers", "multiValueHeaders"):
            if response and response.get(part):
                kept = response[part].items()
                response[part] = {name: value for name, value in kept if name.lower() != "content-length"}
        if response and len(response.get("body") or "") > LARGEST_ANSWER:
            return None, "Internal server error"
        return response, None

    return proxy_response


def refused_as_written(stock):
    """A function that fails is a gateway response, as everything that the gateway refuses."""

    async def invoke(integration, api, stage_name, stage, resource, path, method, headers, body, *rest, **scope):
        answer = await stock(
            integration, api, stage_name, stage, resource, path, method, headers, body, *rest, **scope
        )
        failed = isinstance(answer, tuple) and answer[0] == 502 and answer[2] == b'{"message": "Internal server error"}'
        return gateway._gw_error("DEFAULT_5XX", "Internal server error") if failed else answer

    return invoke


def limited(stock):
    async def execute(api, stage, method, path, headers, body, query):
        if len(body or b"") > LARGEST_REQUEST:
            return 413, {"Content-Type": "application/json"}, b'{"message":"Request Too Long"}'
        return await stock(api, stage, method, path, headers, body, query)

    return execute


def apply():
    gateway._import_rest_api = with_refusals(gateway._import_rest_api)
    gateway._lambda_proxy_response = checked(gateway._lambda_proxy_response)
    gateway._invoke_lambda_proxy_v1 = refused_as_written(gateway._invoke_lambda_proxy_v1)
    gateway.handle_execute = limited(gateway.handle_execute)
