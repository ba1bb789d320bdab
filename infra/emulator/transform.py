"""Makes built templates ready for an emulator that knows neither the SAM
transform in nested stacks nor every kind of resource: applies the transform as
CloudFormation would, and leaves out, aloud, what can't be shown there. Keys of
tokens are asked of the emulator: its tokens name AWS as their issuer.

python transform.py <built templates> <output> <bucket> <key of the function's zip> <region> <emulator>
"""

import json
import pathlib
import sys

from samtranslator.translator.transform import transform

# The emulator has no such thing.
UNKNOWN = {
    "AWS::Backup::BackupSelection",
    "AWS::Budgets::Budget",
    "AWS::Route53::HealthCheck",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::XRay::SamplingRule",
}
# Nor these attributes of what it has.
UNKNOWN_OUTPUTS = {"Records", "MailRecords"}


# Seconds that a function may run.
FUNCTION_TIMEOUT_S = 60

# Services that send webhooks, or judge where they may be sent. Receivers are on this machine, where an installation on AWS sends
# to public addresses alone: no template sets this.
REACHING = {"orders", "webhooks"}
REACH = {"WEBHOOK_REACH": "any"}


class NoPolicies:
    """No managed policy is named in a function: all roles are our own."""

    def load(self):
        return {}


def without_unknown(template, name, unknown):
    for logical, resource in list(template["Resources"].items()):
        if resource["Type"] in unknown:
            print(f"left out: {name} {logical}, {resource['Type']}")
            del template["Resources"][logical]
        elif resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            print(f"left out: {name} {logical}, an alarm that computes")
            del template["Resources"][logical]
    for output in UNKNOWN_OUTPUTS & template.get("Outputs", {}).keys():
        print(f"left out: {name} output {output}")
        del template["Outputs"][output]


def transformed(template, code, values):
    """As CloudFormation applies SAM's transform; code replaces that of each function, where it is given."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # Shifting traffic is CodeDeploy's work, which is not there.
            resource["Properties"].pop("DeploymentPreference", None)
            if code:
                resource["Properties"]["CodeUri"] = code
            variables = resource["Properties"].get("Environment", {}).get("Variables", {})
            if variables.get("SERVICE") in REACHING:
                variables.update(REACH)
            # One busy machine is slower than as many as are needed.
            resource["Properties"]["Timeout"] = FUNCTION_TIMEOUT_S
            # Batches save requests to AWS; here they would only make tests wait.
            for event in resource["Properties"].get("Events", {}).values():
                event["Properties"].pop("MaximumBatchingWindowInSeconds", None)
    if code:
        template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    defaults = {name: p["Default"] for name, p in template.get("Parameters", {}).items() if "Default" in p}
    return transform(template, {**defaults, **values}, NoPolicies())


def with_region(value, region):
    """The emulator reads pseudo parameters in conditions as their own names."""
    if value == {"Ref": "AWS::Region"}:
        return region
    if isinstance(value, dict):
        return {key: with_region(inner, region) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_region(inner, region) for inner in value]
    return value


def with_keys_of(template, emulator):
    real = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/"
    text = json.dumps(template)
    for pool in ("MembersPoolId", "OperatorsPoolId"):
        path = f"${{{pool}}}/.well-known/jwks.json"
        text = text.replace(real + path, f"{emulator}/{path}")
    return json.loads(text)


def ready(template, name, region, emulator, code=None, unknown=UNKNOWN, values=None):
    """A template as the emulator can take it."""
    without_unknown(template, name, unknown)
    if "Conditions" in template:
        template["Conditions"] = with_region(template["Conditions"], region)
    if "Transform" in template:
        template = transformed(template, code, values or {})
        template.pop("Transform", None)
    return with_keys_of(template, emulator)


def main(built, output, bucket, key, region, emulator):
    for file in sorted(pathlib.Path(built).rglob("*.json")):
        name = file.relative_to(built)
        template = ready(json.loads(file.read_text()), name, region, emulator, {"Bucket": bucket, "Key": key})
        target = pathlib.Path(output) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(template))


if __name__ == "__main__":
    main(*sys.argv[1:])
