"""Systems Manager reads secrets of the Secrets Manager by the path
/aws/reference/secretsmanager/<name>, with the caller's right to that secret;
stock ministack knows no such parameter. A template's reference to a secret is
its ARN, not its name.
"""

import contextvars
import json

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_region, json_response
from ministack.services import secretsmanager, ssm
from ministack.services.cloudformation import provisioners

PATH = "/aws/reference/secretsmanager/"

# Who asks now; the handler of a parameter does not get it.
_caller = contextvars.ContextVar("caller", default=None)


def remembering(stock):
    """The right to the secret is checked for the principal that may read the parameter."""

    def enforce(access_key, action, service, region, **rest):
        if action == "ssm:GetParameter":
            _caller.set(access_key)
        return stock(access_key, action, service, region, **rest)

    return enforce


def read_through(stock):
    def get_parameter(data):
        name = data.get("Name") or ""
        if not name.startswith(PATH):
            return stock(data)
        _, secret = secretsmanager._resolve(name.removeprefix(PATH))
        if not secret:
            return error_response_json("ParameterNotFound", f"Parameter {name} not found", 400)
        denied = iam_evaluator.enforce(
            _caller.get(), "secretsmanager:GetSecretValue", "secretsmanager", get_region(),
            resource_arn=secret["ARN"],
        )
        if denied:
            return error_response_json("AccessDeniedException", "no right to the secret", 400)
        status, headers, body = secretsmanager._get_secret_value({"SecretId": secret["ARN"]})
        if status != 200:
            return status, headers, body
        value = json.loads(body)["SecretString"]
        return json_response({"Parameter": {"Name": name, "Type": "SecureString", "Value": value, "Version": 0}})

    return get_parameter


def named_by_arn(stock):
    def create(logical, properties, stack):
        _, attributes = stock(logical, properties, stack)
        return attributes["Arn"], attributes

    return create


def apply():
    iam_evaluator.enforce = remembering(iam_evaluator.enforce)
    ssm._get_parameter = read_through(ssm._get_parameter)
    secret = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    secret["create"] = named_by_arn(secret["create"])
