"""The transform AWS::Serverless, as CloudFormation applies it: with the parameters' values, and the uploaded code."""

import copy
import json
import logging
import os

from .templates import Json, Template

BUCKET = "artifacts"
# The translator reports its own metrics and switches there.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


class _NoPolicies:
    """Names no managed policy of AWS: a function of ours has a role of its own."""

    def load(self) -> dict[str, str]:
        return {}


_done: dict[str, Template] = {}


def is_served(template: Template) -> bool:
    return "Transform" in template


def transformed(name: str, template: Template, parameters: dict[str, Json], code: str, region: str) -> Template:
    """Returns the template that CloudFormation deploys. The same input is transformed once."""
    key = json.dumps([name, id(template), parameters, code, region], sort_keys=True)
    if key not in _done:
        from samtranslator.translator.arn_generator import ArnGenerator
        from samtranslator.translator.transform import transform

        # The translator asks boto for the region, and once only.
        os.environ["AWS_DEFAULT_REGION"] = ArnGenerator.BOTO_SESSION_REGION_NAME = region
        source = _with_code(copy.deepcopy(template), code)
        result = transform(source, dict(parameters), _NoPolicies())
        result.pop("Transform", None)
        _done[key] = result
    return _done[key]


def _with_code(template: Template, code: str) -> Template:
    """Does what `aws cloudformation package` does: the code's address is the digest of its content."""
    template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": BUCKET, "Key": code}
    return template
