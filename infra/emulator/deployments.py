"""CloudFormation with templates as they are built and packaged, so that `cargo
xtask deploy` itself can be followed here: each is made ready as it is read
(transform.py), nested ones too, and its address may name the bucket as a host.
Stock ministack applies SAM's transform to the root alone, and takes the first
word of an address's path for the bucket. Nor does it keep the settings of AWS Backup
of a region, and where a kind of resource is missing here a name stands for it, with
nothing behind: change sets and deletions then speak of all resources. In a nested
stack that is updated, what does not change keeps its attributes, which stock
ministack forgets; one that goes leaves behind what its template retains; and a
change set neither adds nor keeps what a condition leaves out.

It applies only where AS_BUILT is set: `infra emulate` and `aws system` make their
templates ready beforehand.
"""

import contextvars
import json
import os
import re

from ministack.core.responses import get_account_id, get_region, json_response
from ministack.services import backup
from ministack.services.cloudformation import _stacks, changesets, engine, handlers, helpers, provisioners

from transform import ready

# What a nested stack is given, while its template is read: the name of a function's new version follows from it.
_given = contextvars.ContextVar("given", default=None)
# A name and nothing else.
NAMED = (
    "AWS::Backup::BackupSelection",
    "AWS::Budgets::Budget",
    "AWS::Route53::HealthCheck",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::XRay::ResourcePolicy",
    "AWS::XRay::SamplingRule",
)
HOST = re.compile(r"^https://([a-z0-9.-]+)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?/")


def as_read(stock, emulator):
    def parse(body):
        template = stock(body)
        name = str(template.get("Description", ""))[:40]
        if "Resources" not in template:
            return template
        return ready(template, name, get_region(), emulator, unknown=(), values=_given.get())

    return parse


def with_values(stock):
    def deploy(logical, properties, *parent, **before):
        token = _given.set({name: str(value) for name, value in (properties.get("Parameters") or {}).items()})
        try:
            return stock(logical, properties, *parent, **before)
        finally:
            _given.reset(token)

    return deploy


def of_the_bucket(stock):
    def resolve(parameters, body_key, url_key, label):
        url = parameters.get(url_key)
        if url and isinstance(url, list):
            parameters = {**parameters, url_key: [HOST.sub(r"https://s3.amazonaws.com/\1/", url[0])]}
        return stock(parameters, body_key, url_key, label)

    return resolve


def named(logical, _properties, stack):
    name = f"{stack}-{logical}"
    return name, {"Arn": f"arn:aws:none:{get_region()}:{get_account_id()}:{name}", "HealthCheckId": name}


def gone(_name, _properties):
    """Nothing was there."""


class Providers:
    """An account has one provider of an address, so the second stage's bootstrap has to name the first one's."""

    def __init__(self):
        self.arns = set()

    def create(self, _logical, properties, _stack):
        url = properties["Url"].removeprefix("https://")
        arn = f"arn:aws:iam::{get_account_id()}:oidc-provider/{url}"
        if arn in self.arns:
            raise ValueError(f"Provider with url https://{url} already exists.")
        self.arns.add(arn)
        return arn, {"Arn": arn}

    def delete(self, arn, _properties):
        self.arns.discard(arn)


def with_attributes(stock):
    def update(kind, physical, old, new, stack, logical=None, attributes=None):
        if attributes is None:
            known = (_stacks.get(stack) or {}).get("_resources", {}).get(logical) or {}
            attributes = known.get("Attributes")
        return stock(kind, physical, old, new, stack, logical, attributes)

    return update


def only_wanted(stock):
    def resolve(template, values, *stack):
        resolved = stock(template, values, *stack)
        if not template:
            return resolved
        holds = engine._evaluate_conditions(template, values)
        wanted = {
            logical: resource
            for logical, resource in resolved.get("Resources", {}).items()
            if holds.get(resource.get("Condition"), True)
        }
        return {**resolved, "Resources": wanted}

    return resolve


def retaining(stock):
    def delete(physical, properties):
        stack = _stacks.get(provisioners._nested_stack_lookup_name(physical)) or {}
        declared = (stack.get("_template") or {}).get("Resources", {})
        for logical in list(stack.get("_resources", {})):
            if declared.get(logical, {}).get("DeletionPolicy") == "Retain":
                del stack["_resources"][logical]
        return stock(physical, properties)

    return delete


def with_settings(stock):
    kept = {}

    async def handle(method, path, headers, body, query):
        if path.strip("/") != "account-settings":
            return await stock(method, path, headers, body, query)
        settings = kept.setdefault(
            (get_account_id(), get_region()), {"ResourceTypeOptInPreference": {}, "ResourceTypeManagementPreference": {}}
        )
        if method != "PUT":
            return json_response(settings)
        for name, value in json.loads(body).items():
            settings[name].update(value)
        return 200, {}, b""

    return handle


def apply():
    if not os.environ.get("AS_BUILT"):
        return
    # SAM's transform asks for it, to know the partition.
    os.environ.setdefault("AWS_DEFAULT_REGION", os.environ["MINISTACK_REGION"])
    parse = as_read(engine._parse_template, f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}")
    for module in engine, changesets, handlers:
        module._parse_template = parse
    for kind in NAMED:
        provisioners._RESOURCE_HANDLERS[kind] = {"create": named, "delete": gone}
    providers = Providers()
    provisioners._RESOURCE_HANDLERS["AWS::IAM::OIDCProvider"] = {"create": providers.create, "delete": providers.delete}
    provisioners._cfn_nested_stack_deploy = with_values(provisioners._cfn_nested_stack_deploy)
    provisioners._update_resource = with_attributes(provisioners._update_resource)
    changesets._resolve_props_for_diff = only_wanted(changesets._resolve_props_for_diff)
    nested = provisioners._RESOURCE_HANDLERS["AWS::CloudFormation::Stack"]
    nested["delete"] = retaining(nested["delete"])
    backup.handle_request = with_settings(backup.handle_request)
    helpers._resolve_document = of_the_bucket(helpers._resolve_document)
